package vitruvian.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.ResultJson;

/// The results in a file, one after the other: of a video, a line for each frame, or of a picture.
/// Holds one line at a time, and refuses lines that no result has. Owns an open file until
/// [#close].
final class ResultLines implements Closeable {
  /// A line with several people and their masks has some megabytes.
  static final int MOST_BYTES = 64 << 20;

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(BUFFER);
  private long number;
  private long frame = -1;
  private Duration time = Duration.ofNanos(-1);

  /// What is in the file is no result; the message names the file and the line.
  static final class NoResult extends IOException {
    private static final long serialVersionUID = 1L;

    NoResult(String message) {
      super(message);
    }
  }

  ResultLines(Path file) throws IOException {
    this.file = file;
    this.in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
  }

  /// The next result; absent at the end. Frames and times grow.
  Optional<FrameResult> next() throws IOException {
    while (read()) {
      number++;
      var text = line.toString(StandardCharsets.UTF_8);
      if (!text.isBlank()) {
        return Optional.of(inOrder(result(text)));
      }
    }
    return Optional.empty();
  }

  private FrameResult result(String text) throws NoResult {
    try {
      return isPicture()
          ? new FrameResult(
              0, Duration.ZERO, ResultJson.read(text.getBytes(StandardCharsets.UTF_8)))
          : ResultJson.readLine(text);
    } catch (RuntimeException wrong) {
      // Numbers out of range are found by the records, the rest by the reader.
      throw no(String.valueOf(wrong.getMessage()).lines().findFirst().orElse("no result"));
    }
  }

  private boolean isPicture() {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".json");
  }

  private FrameResult inOrder(FrameResult result) throws NoResult {
    if (result.frame() <= frame || result.timestamp().compareTo(time) <= 0) {
      throw no(
          "frame %d at %d ms comes after frame %d at %d ms"
              .formatted(result.frame(), result.timestamp().toMillis(), frame, time.toMillis()));
    }
    frame = result.frame();
    time = result.timestamp();
    return result;
  }

  private NoResult no(String why) {
    return new NoResult("line %d: %s".formatted(number, why));
  }

  private boolean read() throws IOException {
    line.reset();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n' && !isPicture()) {
        return true;
      }
      line.write(b);
      if (line.size() > MOST_BYTES) {
        number++;
        throw no("it is longer than %d MB".formatted(MOST_BYTES >> 20));
      }
    }
    return line.size() > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
