package vitruvian.landmarks;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Reads back the masks that [Png#GRAY] writes, and no other pictures.
final class MaskPng {
  private static final int HEADER_BYTES = 13;
  private static final int HEADER = 0x49484452; // IHDR
  private static final int DATA = 0x49444154; // IDAT
  private static final int END = 0x49454e44; // IEND

  /// No deflated data inflates more than this, so that a short text cannot ask for gigabytes.
  private static final long MOST_INFLATION = 1040;

  private MaskPng() {}

  /// @throws IllegalArgumentException where it is no such picture, or not of this size
  static SegmentationMask read(ImageSize size, byte[] png) {
    int stride = 1 + size.width();
    if ((long) stride * size.height() > MOST_INFLATION * png.length) {
      throw wrong(null);
    }
    try {
      var filtered = inflate(data(size, png), stride * size.height());
      return SegmentationMask.ofRows(
          size.width(),
          size.height(),
          (y, row) -> {
            if (filtered[y * stride] != Png.FILTER_UP) {
              throw wrong(null);
            }
            for (int x = 0; x < row.length; x++) {
              row[x] += filtered[y * stride + 1 + x];
            }
          });
    } catch (BufferUnderflowException | DataFormatException failure) {
      throw wrong(failure);
    }
  }

  /// The data of all chunks, joined.
  private static byte[] data(ImageSize size, byte[] bytes) throws DataFormatException {
    var png = ByteBuffer.wrap(bytes);
    require(png.getLong() == Png.SIGNATURE);
    require(png.getInt() == HEADER_BYTES && png.getInt() == HEADER);
    require(png.getInt() == size.width() && png.getInt() == size.height());
    require(png.getInt() == 0x08_00_00_00 && png.get() == 0); // 8-bit gray, not interlaced
    var data = new ByteArrayOutputStream(png.remaining());
    while (true) {
      png.getInt(); // the checksum of the chunk before; the data have their own
      int length = png.getInt();
      int type = png.getInt();
      require(length >= 0 && length <= png.remaining());
      if (type == DATA) {
        data.write(bytes, png.position(), length);
      } else if (type == END) {
        return data.toByteArray();
      }
      png.position(png.position() + length);
    }
  }

  private static void require(boolean right) throws DataFormatException {
    if (!right) {
      throw new DataFormatException();
    }
  }

  private static byte[] inflate(byte[] data, int length) throws DataFormatException {
    var inflater = new Inflater();
    try {
      inflater.setInput(data);
      var inflated = new byte[length];
      int count = 0;
      int more;
      do {
        more = inflater.inflate(inflated, count, length - count);
        count += more;
      } while (more > 0);
      require(count == length);
      return inflated;
    } finally {
      inflater.end();
    }
  }

  private static IllegalArgumentException wrong(@Nullable Exception cause) {
    return new IllegalArgumentException("not a mask's PNG", cause);
  }
}
