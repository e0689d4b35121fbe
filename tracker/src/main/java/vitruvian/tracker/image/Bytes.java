package vitruvian.tracker.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Encoded bytes that nobody has checked yet. Numbers are read big-endian unless named otherwise;
/// where they lie outside, even in part, the answer is -1.
record Bytes(MemorySegment segment) {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  long size() {
    return segment.byteSize();
  }

  private boolean holds(long at, int length) {
    return at >= 0 && at <= size() - length;
  }

  int u8(long at) {
    return holds(at, 1) ? segment.get(ValueLayout.JAVA_BYTE, at) & 0xff : -1;
  }

  int u16(long at) {
    return holds(at, 2) ? u8(at) << 8 | u8(at + 1) : -1;
  }

  long u32(long at) {
    return holds(at, 4) ? (long) u16(at) << 16 | u16(at + 2) : -1;
  }

  int u16LittleEndian(long at) {
    return holds(at, 2) ? u8(at + 1) << 8 | u8(at) : -1;
  }

  int u24LittleEndian(long at) {
    return holds(at, 3) ? u8(at + 2) << 16 | u16LittleEndian(at) : -1;
  }

  long u32LittleEndian(long at) {
    return holds(at, 4) ? (long) u16LittleEndian(at + 2) << 16 | u16LittleEndian(at) : -1;
  }

  /// Whether these Latin-1 characters are found at a position.
  boolean says(long at, String text) {
    if (!holds(at, text.length())) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (u8(at + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// The position of the first byte 0xFF from a position on, or the size.
  long next255(long from) {
    long at = from;
    while (at <= size() - Long.BYTES) {
      long inverted = ~segment.get(LONG, at);
      long zeros = (inverted - 0x0101_0101_0101_0101L) & ~inverted & 0x8080_8080_8080_8080L;
      if (zeros != 0) {
        return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
      }
      at += Long.BYTES;
    }
    while (at < size() && u8(at) != 0xff) {
      at++;
    }
    return Math.min(at, size());
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
