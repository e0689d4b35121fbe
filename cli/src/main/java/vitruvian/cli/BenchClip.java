package vitruvian.cli;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.Ledger;
import vitruvian.tracker.Frame;
import vitruvian.video.VideoLimits;
import vitruvian.video.VideoOpening.Opened;
import vitruvian.video.VideoOpening.Refused;
import vitruvian.video.VideoReader;
import vitruvian.video.VideoWriter;

/// The video that the speed of streams is measured with: a picture before a camera that swings a
/// little, 1280 x 720 pixels in H.264, in a temporary file.
final class BenchClip implements AutoCloseable {
  private static final ImageSize SIZE = new ImageSize(1280, 720);
  private static final int FRAMES = 120;
  private static final int FRAMES_PER_SECOND = 30;
  private static final int SWING = 24;
  private static final int GRAY = 0x808080;

  private final Path file;

  private BenchClip(Path file) {
    this.file = file;
  }

  /// Makes a clip of a picture, of which the upper middle part is taken.
  @MustBeClosed
  static BenchClip of(Frame picture) throws IOException {
    var file = Files.createTempFile("vitruvian-bench-", ".mp4");
    var clip = new BenchClip(file);
    try (var writer = VideoWriter.open(file, SIZE, FRAMES_PER_SECOND, Ledger.process())) {
      for (int i = 0; i < FRAMES; i++) {
        int left = (int) Math.round(SWING * Math.sin(2 * Math.PI * i / FRAMES));
        writer.write(view(picture, left), SIZE, Duration.ofMillis(1000L * i / FRAMES_PER_SECOND));
      }
      writer.finish();
      return clip;
    } catch (Throwable failure) {
      clip.close();
      throw failure;
    }
  }

  private static int[] view(Frame picture, int left) {
    var pixels = new int[SIZE.width() * SIZE.height()];
    var row = new int[picture.width()];
    int offset = (picture.width() - SIZE.width()) / 2 + left;
    for (int y = 0; y < SIZE.height(); y++) {
      if (y < picture.height()) {
        picture.copyRow(y, row, 0);
      }
      for (int x = 0; x < SIZE.width(); x++) {
        boolean inside = y < picture.height() && x + offset >= 0 && x + offset < row.length;
        pixels[y * SIZE.width() + x] = inside ? row[x + offset] : GRAY;
      }
    }
    return pixels;
  }

  @MustBeClosed
  VideoReader open() {
    return switch (VideoReader.open(file, VideoLimits.DEFAULT, Ledger.process())) {
      case Opened(VideoReader reader) -> reader;
      case Refused(_, String message) ->
          throw new IllegalStateException("our own video was refused: " + message);
    };
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
