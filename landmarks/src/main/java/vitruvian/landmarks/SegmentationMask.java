package vitruvian.landmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;

/// Where the person is: for each pixel of a picture the probability that it shows the person,
/// rounded to 8 bits, so that a value is `round(255 * probability)`. Immutable.
public final class SegmentationMask {
  private final int width;
  private final int height;
  private final byte[] values;

  /// A mask from its values, which are copied.
  ///
  /// @param values `width * height` unsigned bytes, row by row from the top
  public SegmentationMask(int width, int height, byte[] values) {
    Range.size(width, height);
    if (values.length != (long) width * height) {
      throw new IllegalArgumentException(
          "not a mask: %d x %d values in %d bytes".formatted(width, height, values.length));
    }
    this.width = width;
    this.height = height;
    this.values = values.clone();
  }

  private SegmentationMask(int width, int height, RowSource rows) {
    Range.size(width, height);
    this.width = width;
    this.height = height;
    this.values = new byte[Math.multiplyExact(width, height)];
    var row = new byte[width];
    for (int y = 0; y < height; y++) {
      rows.fill(y, row);
      System.arraycopy(row, 0, values, y * width, width);
    }
  }

  /// A mask that is made row by row, without a second copy of the whole.
  ///
  /// @param rows asked for each row once, from the top
  public static SegmentationMask ofRows(int width, int height, RowSource rows) {
    return new SegmentationMask(width, height, rows);
  }

  /// The width in pixels, 1 or more.
  public int width() {
    return width;
  }

  /// The height in pixels, 1 or more.
  public int height() {
    return height;
  }

  /// One value, 0 (not the person) to 255 (the person).
  public int value(int x, int y) {
    return values[Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)] & 255;
  }

  /// Copies one row.
  ///
  /// @param y the row, from 0
  /// @param into receives `width` unsigned bytes from index `offset` on
  public void copyRow(int y, byte[] into, int offset) {
    System.arraycopy(values, Objects.checkIndex(y, height) * width, into, offset, width);
  }

  /// A copy of all values, row by row from the top.
  public byte[] toBytes() {
    return values.clone();
  }

  /// The mask as an 8-bit gray PNG.
  public byte[] toPng() {
    var png = new ByteArrayOutputStream(1 << 14);
    try {
      Png.GRAY.write(new ImageSize(width, height), (y, into) -> copyRow(y, into, 0), png);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return png.toByteArray();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SegmentationMask mask
        && mask.width == width
        && mask.height == height
        && Arrays.equals(mask.values, values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width + height) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "mask of %d x %d pixels".formatted(width, height);
  }
}
