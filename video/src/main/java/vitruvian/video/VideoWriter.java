package vitruvian.video;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.Ledger;
import vitruvian.memory.Lifetime;
import vitruvian.video.ffmpeg.Output;
import vitruvian.video.ffmpeg.VideoFailure;

/// Writes a video file that plays in a browser: MP4 with H.264, frame by frame, at the times given.
///
/// What was written up to the last [#flush] can be played even if the process is killed; [#finish]
/// makes it an ordinary file. H.264 has even sides of 16 or more and at most 3840 x 2160 pixels: of
/// an odd side the last row or column is left out, smaller and larger frames are scaled.
///
/// For one thread at a time. Encoding is native work: not for virtual threads. Owns native memory
/// until [#close].
public final class VideoWriter implements Closeable {
  private static final int LEAST_SIDE = 16;
  private static final long MOST_PIXELS = 3840L * 2160;
  private static final String BEFORE = ".before";

  // What the encoder holds is its own affair and not told: some ten frames of YUV 4:2:0, and
  // tables.
  private static final long ENCODER_BYTES = 8 << 20;
  private static final int ENCODER_FRAMES = 10;

  private final Path file;
  private final Output output;
  private final Duration usual;
  private final Memory memory = new Memory();
  private final Lifetime lifetime;
  private Optional<Path> older = Optional.empty();
  private boolean finished;

  private VideoWriter(
      Path file, Output output, ImageSize size, double framesPerSecond, Ledger ledger) {
    this.file = file;
    this.output = output;
    this.usual = Duration.ofNanos(Math.round(1e9 / Math.clamp(framesPerSecond, 0.01, 1000)));
    long bytes = ENCODER_BYTES + (4 + ENCODER_FRAMES * 3 / 2) * pixels(size);
    this.lifetime = Lifetime.of(this, ledger, "video encoder", bytes, new Release(output, memory));
  }

  /// Creates a file, or empties the one that is there.
  ///
  /// @param size of the frames; those of another size are scaled to it
  /// @param framesPerSecond about how many, for the quality; the times of the frames are their own
  @MustBeClosed
  public static VideoWriter open(Path file, ImageSize size, double framesPerSecond, Ledger ledger)
      throws IOException {
    // What is left there of an older file must not be taken for this one's beginning.
    Files.deleteIfExists(before(file));
    try {
      return new VideoWriter(
          file, output(file, size, framesPerSecond), size, framesPerSecond, ledger);
    } catch (VideoFailure failure) {
      throw failed(file, failure);
    }
  }

  /// Goes on with a file that was broken off, or finished too early: its first frames stay as they
  /// are, the rest of it is dropped.
  ///
  /// Until the next [#flush] or [#finish] the file as it was waits beside it under another name.
  ///
  /// @param frames how many stay
  /// @throws IOException where it has fewer, or was written in another size or rate; the file is
  ///     then as it was
  @MustBeClosed
  public static VideoWriter resume(
      Path file, ImageSize size, double framesPerSecond, long frames, Ledger ledger)
      throws IOException {
    var before = before(file);
    // Left from a resuming that was killed: that is the complete one.
    if (!Files.exists(before)) {
      Files.move(file, before);
    }
    try {
      var output = output(file, size, framesPerSecond);
      var writer = new VideoWriter(file, output, size, framesPerSecond, ledger);
      try {
        long copied = output.copy(before, frames);
        if (copied < frames) {
          throw new IOException(
              "%s: only %d of the %d frames are there".formatted(file, copied, frames));
        }
      } catch (Throwable failure) {
        writer.close();
        throw failure;
      }
      writer.older = Optional.of(before);
      return writer;
    } catch (VideoFailure failure) {
      Files.move(before, file, StandardCopyOption.REPLACE_EXISTING);
      throw failed(file, failure);
    } catch (IOException failure) {
      Files.move(before, file, StandardCopyOption.REPLACE_EXISTING);
      throw failure;
    }
  }

  private static Path before(Path file) {
    return file.resolveSibling(file.getFileName() + BEFORE);
  }

  @SuppressWarnings("MustBeClosedChecker") // the writer's
  private static Output output(Path file, ImageSize size, double framesPerSecond)
      throws VideoFailure {
    var encoded = encoded(size);
    return Output.open(file, encoded.width(), encoded.height(), framesPerSecond);
  }

  /// The size in the file of frames of a size.
  static ImageSize encoded(ImageSize size) {
    double scale = Math.min(1, Math.sqrt((double) MOST_PIXELS / pixels(size)));
    scale = Math.max(scale, (double) LEAST_SIDE / Math.min(size.width(), size.height()));
    return new ImageSize(
        Math.max(LEAST_SIDE, (int) (size.width() * scale) & ~1),
        Math.max(LEAST_SIDE, (int) (size.height() * scale) & ~1));
  }

  private static long pixels(ImageSize size) {
    return (long) size.width() * size.height();
  }

  private static IOException failed(Path file, VideoFailure failure) {
    return new IOException("%s: %s".formatted(file, failure.getMessage()), failure);
  }

  /// Encodes a frame that is shown until the next, or as long as most if none follows.
  public void write(int[] pixels, ImageSize size, Duration timestamp) throws IOException {
    write(pixels, size, timestamp, usual);
  }

  /// Encodes a frame.
  ///
  /// @param pixels `0x00RRGGBB`, at least as many as the size has
  /// @param size of this frame
  /// @param timestamp when it is shown; if not later than the frame before, just after that one
  /// @param duration how long it is shown if no other frame follows
  /// @throws IllegalStateException after [#finish] or [#close]
  public void write(int[] pixels, ImageSize size, Duration timestamp, Duration duration)
      throws IOException {
    requireOpen();
    var span = new Output.Span(ticks(timestamp), ticks(duration));
    try {
      // Odd frames of the usual size lose a column, so that the others are not resampled.
      int width = size.width() > LEAST_SIDE ? size.width() & ~1 : size.width();
      int height = size.height() > LEAST_SIDE ? size.height() & ~1 : size.height();
      output.write(memory.copy(pixels, size), width, height, Memory.stride(size.width()), span);
    } catch (VideoFailure failure) {
      throw failed(file, failure);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private static long ticks(Duration time) {
    long micros = time.toNanos() / 1000;
    return Math.round(micros * (Output.TICKS_PER_SECOND / 1e6));
  }

  /// Sees to it that what was written so far can be played, whatever comes.
  ///
  /// @param next when the next frame will be shown; until then the last one is, and no earlier can
  ///     that one be
  public void flush(Duration next) throws IOException {
    requireOpen();
    try {
      output.flush(ticks(next));
      dropOlder();
    } catch (VideoFailure failure) {
      throw failed(file, failure);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// Completes the file. Nothing can be written any more.
  public void finish() throws IOException {
    requireOpen();
    finished = true;
    try {
      output.finish();
      dropOlder();
    } catch (VideoFailure failure) {
      throw failed(file, failure);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  // Only now that its frames are in the new file as well.
  private void dropOlder() throws IOException {
    if (older.isPresent()) {
      Files.deleteIfExists(older.get());
      older = Optional.empty();
    }
  }

  private void requireOpen() {
    if (finished || lifetime.isClosed()) {
      throw new IllegalStateException("the video is " + (finished ? "finished" : "closed"));
    }
  }

  /// Frees the encoder and closes the file; without [#finish] it is left as after a [#flush]. The
  /// second call does nothing.
  @Override
  public void close() {
    try {
      lifetime.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /// Native memory for one frame.
  private static final class Memory implements AutoCloseable {
    private final KeptMemory memory = new KeptMemory();

    static int stride(int width) {
      return Math.ceilDiv(4 * width, KeptMemory.ALIGNMENT) * KeptMemory.ALIGNMENT;
    }

    MemorySegment copy(int[] from, ImageSize size) {
      int stride = stride(size.width());
      var pixels = memory.atLeast((long) stride * size.height() + KeptMemory.ALIGNMENT);
      for (int y = 0; y < size.height(); y++) {
        MemorySegment.copy(
            from, y * size.width(), pixels, ValueLayout.JAVA_INT, (long) stride * y, size.width());
      }
      return pixels;
    }

    @Override
    public void close() {
      memory.close();
    }
  }

  // Must not refer to the writer, or it would never become unreachable.
  private record Release(Output output, Memory memory) implements Runnable {
    @Override
    public void run() {
      output.close();
      memory.close();
    }
  }
}
