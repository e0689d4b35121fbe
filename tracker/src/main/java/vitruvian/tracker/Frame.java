package vitruvian.tracker;

import com.google.errorprone.annotations.MustBeClosed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import vitruvian.memory.Ledger;
import vitruvian.memory.Lifetime;

/// A decoded picture in native memory: `width` x `height` pixels, upright, row 0 at the top.
///
/// A pixel is one native-endian 32-bit integer `0x00RRGGBB`; rows follow each other without gaps.
/// A frame is never written to after it was made, so any number of threads may read it. Its owner
/// closes it, after the last reader has returned; reading a closed frame throws
/// [IllegalStateException].
public final class Frame implements AutoCloseable {
  /// The largest width and height: positions are signed 16-bit pixel indices in the official
  /// sampler.
  public static final int MAX_SIDE = 32_766;

  private final int width;
  private final int height;
  private final MemorySegment pixels;
  private final Lifetime lifetime;

  private Frame(int width, int height, MemorySegment pixels, Ledger ledger, Runnable release) {
    this.width = width;
    this.height = height;
    this.pixels = pixels.asReadOnly();
    this.lifetime = Lifetime.of(this, ledger, "frame", pixels.byteSize(), release);
  }

  /// Takes over memory that already holds the pixels. If this throws, the memory has been released.
  ///
  /// @param pixels `4 * width * height` bytes; must be reachable from any thread and must become
  ///     inaccessible by `release`
  /// @param release frees the memory
  @MustBeClosed
  public static Frame own(
      int width, int height, MemorySegment pixels, Ledger ledger, Runnable release) {
    boolean sizeIsRight =
        width >= 1
            && height >= 1
            && width <= MAX_SIDE
            && height <= MAX_SIDE
            && pixels.byteSize() == 4L * width * height;
    if (!sizeIsRight) {
      release.run();
      throw new IllegalArgumentException(
          "not a frame: %d x %d pixels in %d bytes".formatted(width, height, pixels.byteSize()));
    }
    return new Frame(width, height, pixels, ledger, release);
  }

  /// A frame from interleaved 8-bit R, G, B, which are copied.
  ///
  /// @param rgb `3 * width * height` bytes
  @MustBeClosed
  public static Frame ofRgb(int width, int height, byte[] rgb) {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "not a picture: %d x %d pixels in %d bytes".formatted(width, height, rgb.length));
    }
    var arena = Arena.ofShared();
    MemorySegment pixels;
    try {
      pixels = arena.allocate(4L * width * height, 64);
      for (int i = 0, at = 0; at < rgb.length; i++, at += 3) {
        pixels.setAtIndex(
            ValueLayout.JAVA_INT,
            i,
            (rgb[at] & 255) << 16 | (rgb[at + 1] & 255) << 8 | (rgb[at + 2] & 255));
      }
    } catch (Throwable failure) {
      arena.close();
      throw failure;
    }
    return own(width, height, pixels, Ledger.process(), arena::close);
  }

  /// The width in pixels, 1 or more.
  public int width() {
    return width;
  }

  /// The height in pixels, 1 or more.
  public int height() {
    return height;
  }

  /// The pixels, read-only, as long as the frame is open.
  public MemorySegment pixels() {
    return pixels;
  }

  /// Copies one row.
  ///
  /// @param y the row, from 0
  /// @param into receives `width` pixels `0x00RRGGBB` from index `offset` on
  public void copyRow(int y, int[] into, int offset) {
    MemorySegment.copy(pixels, ValueLayout.JAVA_INT, 4L * width * y, into, offset, width);
  }

  /// Frees the memory; the second call does nothing.
  @Override
  public void close() {
    try {
      lifetime.close();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public String toString() {
    return "frame of %d x %d pixels".formatted(width, height);
  }
}
