package vitruvian.tracker;

import com.google.errorprone.annotations.MustBeClosed;
import java.awt.image.BufferedImage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import vitruvian.landmarks.ImageSize;
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

  private final ImageSize size;
  private final ImageSize original;
  private final MemorySegment pixels;
  private final Lifetime lifetime;

  private Frame(
      ImageSize size, ImageSize original, MemorySegment pixels, Ledger ledger, Runnable release) {
    this.size = size;
    this.original = original;
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
    ImageSize size;
    try {
      size = new ImageSize(width, height);
    } catch (Throwable failure) {
      release.run();
      throw failure;
    }
    return own(size, size, pixels, ledger, release);
  }

  /// Takes over memory that already holds the pixels of a picture that may have been larger. If
  /// this throws, the memory has been released.
  ///
  /// @param original the upright size of the picture before it was shrunk to this frame
  /// @param pixels `4 * width * height` bytes; must be reachable from any thread and must become
  ///     inaccessible by `release`
  /// @param release frees the memory
  @MustBeClosed
  public static Frame own(
      ImageSize size, ImageSize original, MemorySegment pixels, Ledger ledger, Runnable release) {
    boolean sizeIsRight =
        size.width() <= MAX_SIDE
            && size.height() <= MAX_SIDE
            && pixels.byteSize() == 4L * size.width() * size.height();
    if (!sizeIsRight) {
      release.run();
      throw new IllegalArgumentException(
          "not a frame: %s pixels in %d bytes".formatted(size, pixels.byteSize()));
    }
    return new Frame(size, original, pixels, ledger, release);
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
    var size = new ImageSize(width, height);
    return of(PixelLayout.RGB, size, MemorySegment.ofArray(rgb), 3L * width);
  }

  /// A frame from somebody else's pixels, which are copied; its memory is entered in the ledger of
  /// the process.
  ///
  /// @see #of(PixelLayout, ImageSize, MemorySegment, long, Ledger)
  @MustBeClosed
  public static Frame of(PixelLayout layout, ImageSize size, MemorySegment pixels, long stride) {
    return of(layout, size, pixels, stride, Ledger.process());
  }

  /// A frame from somebody else's pixels, which are copied: those of an OpenCV `Mat`, of a JavaCV
  /// `Frame`, of a camera.
  ///
  /// What is known by its address only becomes a segment first, which the caller must be allowed to
  /// do (`--enable-native-access`), here of an OpenCV `Mat`:
  ///
  /// ```java
  /// var pixels = MemorySegment.ofAddress(mat.dataAddr()).reinterpret(mat.step1() * mat.rows());
  /// var size = new ImageSize(mat.cols(), mat.rows());
  /// try (var frame = Frame.of(PixelLayout.BGR, size, pixels, mat.step1(), tracker.ledger())) {
  /// ```
  ///
  /// @param pixels upright, row 0 first; read during this call only, by this thread
  /// @param stride how many bytes after a row the next one begins
  /// @param ledger where the memory of the frame is entered; a tracker's own is
  ///     [ImageTracker#ledger]
  /// @throws IllegalArgumentException where the rows do not lie in the memory, or a side is longer
  ///     than [#MAX_SIDE]
  @MustBeClosed
  public static Frame of(
      PixelLayout layout, ImageSize size, MemorySegment pixels, long stride, Ledger ledger) {
    long rowBytes = (long) layout.bytesPerPixel() * size.width();
    if (stride < rowBytes
        || Math.floorDiv(pixels.byteSize() - rowBytes, stride) < size.height() - 1L) {
      throw new IllegalArgumentException(
          "not a picture: %s pixels %s, a row every %d bytes, in %d bytes"
              .formatted(size, layout, stride, pixels.byteSize()));
    }
    requireSides(size);
    var bytes = new byte[(int) rowBytes];
    return filled(
        size,
        ledger,
        (y, row) -> {
          MemorySegment.copy(pixels, ValueLayout.JAVA_BYTE, stride * y, bytes, 0, bytes.length);
          layout.convert(bytes, row);
        });
  }

  /// A frame from somebody else's pixels, which are copied; its memory is entered in the ledger of
  /// the process.
  ///
  /// @param pixels from the buffer's position to its limit, which stay as they are
  /// @see #of(PixelLayout, ImageSize, MemorySegment, long, Ledger)
  @MustBeClosed
  public static Frame of(PixelLayout layout, ImageSize size, ByteBuffer pixels, long stride) {
    return of(layout, size, pixels, stride, Ledger.process());
  }

  /// A frame from somebody else's pixels, which are copied.
  ///
  /// @param pixels from the buffer's position to its limit, which stay as they are
  /// @see #of(PixelLayout, ImageSize, MemorySegment, long, Ledger)
  @MustBeClosed
  public static Frame of(
      PixelLayout layout, ImageSize size, ByteBuffer pixels, long stride, Ledger ledger) {
    return of(layout, size, MemorySegment.ofBuffer(pixels), stride, ledger);
  }

  /// A frame from a picture of the desktop, which is copied; its memory is entered in the ledger of
  /// the process.
  ///
  /// @see #of(BufferedImage, Ledger)
  @MustBeClosed
  public static Frame of(BufferedImage image) {
    return of(image, Ledger.process());
  }

  /// A frame from a picture of the desktop, which is copied, at its full size. As in decoding,
  /// colours are taken as they are, without colour profiles, and what is transparent lies on white.
  ///
  /// Needs the module `java.desktop`, which nothing else here does.
  ///
  /// @param ledger where the memory of the frame is entered; a tracker's own is
  ///     [ImageTracker#ledger]
  /// @throws IllegalArgumentException where a side is longer than [#MAX_SIDE]
  @MustBeClosed
  public static Frame of(BufferedImage image, Ledger ledger) {
    var size = new ImageSize(image.getWidth(), image.getHeight());
    requireSides(size);
    return filled(size, ledger, new DesktopPixels(image)::copyRow);
  }

  private static void requireSides(ImageSize size) {
    if (Math.max(size.width(), size.height()) > MAX_SIDE) {
      throw new IllegalArgumentException(
          "%s pixels; a side has at most %d".formatted(size, MAX_SIDE));
    }
  }

  @MustBeClosed
  private static Frame filled(ImageSize size, Ledger ledger, Rows rows) {
    var arena = Arena.ofShared();
    MemorySegment pixels;
    try {
      pixels = arena.allocate(4L * size.width() * size.height(), 64);
      var row = new int[size.width()];
      for (int y = 0; y < size.height(); y++) {
        rows.copyRow(y, row);
        MemorySegment.copy(row, 0, pixels, ValueLayout.JAVA_INT, 4L * size.width() * y, row.length);
      }
    } catch (Throwable failure) {
      arena.close();
      throw failure;
    }
    return own(size, size, pixels, ledger, arena::close);
  }

  /// Writes the pixels `0x00RRGGBB` of a row.
  @FunctionalInterface
  private interface Rows {
    void copyRow(int y, int[] into);
  }

  /// The width in pixels, 1 or more.
  public int width() {
    return size.width();
  }

  /// The height in pixels, 1 or more.
  public int height() {
    return size.height();
  }

  /// The size in pixels.
  public ImageSize size() {
    return size;
  }

  /// The upright size of the picture that this was made of, which is larger where it was shrunk.
  public ImageSize original() {
    return original;
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
    MemorySegment.copy(
        pixels, ValueLayout.JAVA_INT, 4L * size.width() * y, into, offset, size.width());
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
    return "frame of %s pixels".formatted(size);
  }
}
