package vitruvian.soak;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A small lossless WebP with as many sets of prefix codes as the format allows, each of which
/// takes its decoder kilobytes: RFC 9649, section 3.
final class HuffmanBomb {
  private static final int SIGNATURE = 0x2f;
  // The smallest blocks, of 4 x 4 pixels, each with codes of its own.
  private static final int BLOCK_BITS = 2;
  private static final int MOST_SETS = 1 << 16;
  private static final int CODES = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long pending;
  private int count;

  private HuffmanBomb() {}

  /// @param side of the square picture; 1024 or more has the most sets
  static byte[] write(int side) {
    var bomb = new HuffmanBomb();
    bomb.picture(side);
    var data = bomb.out.toByteArray();
    return ByteBuffer.allocate(20 + data.length + (data.length & 1))
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(12 + data.length + (data.length & 1))
        .put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII))
        .putInt(data.length)
        .put(data)
        .array();
  }

  private void picture(int side) {
    bits(SIGNATURE, 8);
    bits(side - 1, 14);
    bits(side - 1, 14);
    bits(0, 1 + 3); // no alpha, version 0
    bits(0, 1); // no transform
    bits(0, 1); // no color cache
    bits(1, 1); // more than one set of codes
    bits(BLOCK_BITS - 2, 3);
    int blocks = (side + 3) / 4 * ((side + 3) / 4);
    int sets = Math.min(MOST_SETS, blocks);
    bits(0, 1); // the blocks' picture: no color cache
    allBytes();
    allBytes();
    single();
    single();
    single();
    for (int i = 0; i < blocks; i++) {
      // Prefix codes have their first bit last.
      int set = Integer.reverse(i % sets) >>> 16;
      bits(set & 0xff, 8); // green, the lower byte
      bits(set >> 8, 8); // red
    }
    for (int i = 0; i < sets * CODES; i++) {
      single();
    }
    flush();
  }

  // All 256 bytes with codes of 8 bits, and nothing else.
  private void allBytes() {
    bits(0, 1);
    // Lengths 8 only, told by a code of two symbols: 0 and 8.
    bits(12 - 4, 4);
    int[] order = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8};
    for (int symbol : order) {
      bits(symbol == 8 ? 1 : 0, 3);
    }
    bits(1, 1); // the number of lengths follows
    bits(3, 3); // in 8 bits
    bits(256 - 2, 8);
    // A code of one symbol takes no bits.
  }

  // One symbol, zero.
  private void single() {
    bits(0b0_0_0_1, 4);
  }

  private void bits(long value, int length) {
    pending |= value << count;
    count += length;
    while (count >= 8) {
      out.write((int) pending);
      pending >>>= 8;
      count -= 8;
    }
  }

  private void flush() {
    bits(0, 8);
    for (int i = 0; i < 8; i++) {
      out.write(0);
    }
  }
}
