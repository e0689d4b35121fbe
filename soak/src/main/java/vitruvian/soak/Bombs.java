package vitruvian.soak;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/// Small files that promise or cost very much once they are decoded.
public final class Bombs {
  private static final int SMALL_SIDE = 1024;

  private Bombs() {}

  /// A PNG header that is right, of any size, and some data that are not.
  public static byte[] png(int width, int height) {
    var header =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(StandardCharsets.US_ASCII))
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 6, 0, 0, 0})
            .array();
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(out, header);
    chunk(out, Arrays.copyOf("IDAT".getBytes(StandardCharsets.US_ASCII), 5000));
    chunk(out, "IEND".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, byte[] named) {
    var sum = new CRC32();
    sum.update(named);
    out.writeBytes(
        ByteBuffer.allocate(8 + named.length)
            .putInt(named.length - 4)
            .put(named)
            .putInt((int) sum.getValue())
            .array());
  }

  /// A good JPEG that claims another size.
  ///
  /// @throws IllegalArgumentException where it is no baseline JPEG
  public static byte[] jpeg(byte[] good, int width, int height) {
    var bomb = good.clone();
    for (int at = 2; at < bomb.length - 9; at++) {
      if ((bomb[at] & 0xff) == 0xff && (bomb[at + 1] & 0xff) == 0xc0) {
        ByteBuffer.wrap(bomb).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
        return bomb;
      }
    }
    throw new IllegalArgumentException("a JPEG has a frame header");
  }

  /// A lossless WebP with the most sets of prefix codes that its size allows.
  ///
  /// @param side of the square picture; 1024 or more has the most sets
  public static byte[] prefixCodes(int side) {
    return HuffmanBomb.write(side);
  }

  /// A lossless WebP whose header says the most that it can.
  public static byte[] webp() {
    var bomb = prefixCodes(SMALL_SIDE);
    Arrays.fill(bomb, 21, 25, (byte) 0xff);
    return bomb;
  }
}
