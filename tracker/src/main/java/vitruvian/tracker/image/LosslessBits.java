package vitruvian.tracker.image;

/// Reads bits from the lowest of each byte on. Behind the end there are zeros.
final class LosslessBits {
  private final Bytes bytes;
  private final long end;
  private long at;
  private long buffer;
  private int count;
  private boolean ended;

  LosslessBits(Bytes bytes, long from, long to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  /// @param length up to 24
  int bits(int length) {
    while (count < length) {
      ended |= at >= end;
      buffer |= (at < end ? (long) bytes.u8(at) : 0) << count;
      at++;
      count += 8;
    }
    int value = (int) (buffer & ((1L << length) - 1));
    buffer >>>= length;
    count -= length;
    return value;
  }

  boolean flag() {
    return bits(1) != 0;
  }

  /// Whether more was read than there is.
  boolean ended() {
    return ended;
  }
}
