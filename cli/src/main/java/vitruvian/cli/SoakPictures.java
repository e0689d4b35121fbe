package vitruvian.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `vitruvian soak` sends, encoded.
final class SoakPictures {
  private static final int MOST_PICTURES = 1000;
  private static final long MOST_BYTES = 64L << 20;
  private static final int FRAMES = 8;
  private static final int STEP = 6;

  private SoakPictures() {}

  /// The files as they are; the sample without a file.
  static List<byte[]> of(Optional<Path> given) throws IOException {
    if (given.isEmpty()) {
      return List.of(BenchPicture.sample().jpeg());
    }
    var pictures = new ArrayList<byte[]>();
    long bytes = 0;
    for (var file : files(given.get())) {
      bytes += Files.size(file);
      if (bytes > MOST_BYTES) {
        throw new WrongUsage(
            "--picture %s: more than %d MB, which would be kept in memory"
                .formatted(given.get(), MOST_BYTES >> 20));
      }
      pictures.add(Files.readAllBytes(file));
    }
    if (pictures.isEmpty()) {
      throw new WrongUsage("--picture %s: no picture there".formatted(given.get()));
    }
    return pictures;
  }

  private static List<Path> files(Path given) throws IOException {
    if (!Files.exists(given)) {
      throw new WrongUsage("--picture %s: no such file".formatted(given));
    }
    if (!Files.isDirectory(given)) {
      return List.of(given);
    }
    try (var files = Files.list(given)) {
      return files
          .filter(file -> file.toString().matches("(?i).*\\.(jpe?g|png|webp)"))
          .sorted()
          .limit(MOST_PICTURES)
          .toList();
    }
  }

  /// The frames of a live stream, in which the person sways.
  static List<byte[]> frames() throws IOException {
    var frames = new ArrayList<byte[]>();
    for (int i = 0; i < FRAMES; i++) {
      frames.add(BenchPicture.frame(STEP * Math.abs(i - FRAMES / 2)).jpeg());
    }
    return frames;
  }
}
