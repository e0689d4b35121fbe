package vitruvian.tracker.image;

/// Reads bits from the highest of each byte on. Past the end there are zeros, and [#ended] tells.
final class Bits {
  private final Bytes in;
  private final long end;
  private final boolean escaped;
  private long at;
  private int left;
  private int current;
  private int zeros;
  private boolean ended;

  /// @param escaped whether a 3 behind two zeros is no data, as in H.265
  Bits(Bytes in, long from, long end, boolean escaped) {
    this.in = in;
    this.at = from;
    this.end = Math.min(end, in.size());
    this.escaped = escaped;
  }

  /// Whether more was read than there is.
  boolean ended() {
    return ended;
  }

  int bit() {
    if (left == 0) {
      next();
    }
    left--;
    return current >> left & 1;
  }

  private void next() {
    if (escaped && zeros == 2 && at < end && in.u8(at) == 3) {
      at++;
      zeros = 0;
    }
    ended |= at >= end;
    current = at < end ? in.u8(at++) : 0;
    zeros = current == 0 ? Math.min(zeros + 1, 2) : 0;
    left = Byte.SIZE;
  }

  /// @param count at most 63
  long of(int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 1 | bit();
    }
    return value;
  }

  boolean flag() {
    return bit() == 1;
  }

  void skip(int count) {
    for (int i = 0; i < count; i++) {
      int _ = bit();
    }
  }

  /// A number of variable length: `ue(v)` of H.265, `uvlc()` of AV1.
  long exponential() {
    int length = 0;
    while (bit() == 0) {
      length++;
      if (length >= 32 || ended) {
        return (1L << 32) - 1;
      }
    }
    return (1L << length) - 1 + of(length);
  }
}
