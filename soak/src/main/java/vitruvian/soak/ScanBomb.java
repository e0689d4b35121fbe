package vitruvian.soak;

import java.io.ByteArrayOutputStream;

/// Writes a progressive JPEG with many scans (ITU-T T.81). The first gives every block its level;
/// each of the others refines one coefficient of all blocks by one bit and says of tens of
/// thousands of them in four bytes that nothing changes. A decoder visits every block each time.
final class ScanBomb {
  // From eight times too coarse to exact: a first scan and three that refine it.
  private static final int[] STEPS = {0x03, 0x32, 0x21, 0x10};
  private static final int COEFFICIENTS = 63;
  private static final int BLOCK = 8;
  // Runs of blocks are of 2^n to 2^(n+1) - 1.
  private static final int MOST_RUN_BITS = 14;
  private static final int CODE_BITS = 4;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int bits;
  private int held;

  private ScanBomb() {}

  static byte[] write(int side, int scans) {
    if (scans < 2 || scans > 1 + COEFFICIENTS * STEPS.length) {
      throw new IllegalArgumentException("a legal JPEG of one color has 2 to 253 scans: " + scans);
    }
    var bomb = new ScanBomb();
    int across = (side + BLOCK - 1) / BLOCK;
    bomb.head(side);
    bomb.levels(across * across);
    for (int i = 0; i < scans - 1; i++) {
      bomb.refinement(1 + i / STEPS.length, STEPS[i % STEPS.length], across * across);
    }
    bomb.marker(0xd9);
    return bomb.out.toByteArray();
  }

  private void head(int side) {
    marker(0xd8);
    marker(0xdb, 0, 3 + 1 + COEFFICIENTS, 0);
    for (int i = 0; i < 1 + COEFFICIENTS; i++) {
      out.write(1);
    }
    marker(0xc2, 0, 11, 8, side >> 8, side, side >> 8, side, 1, 1, 0x11, 0);
    // The only level is "as before": one bit.
    marker(0xc4, 0, 20, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    // The lengths of runs have codes of four bits.
    int codes = MOST_RUN_BITS + 1;
    marker(0xc4, 0, 19 + codes, 0x10, 0, 0, 0, codes, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    for (int i = 0; i < codes; i++) {
      out.write(i << CODE_BITS);
    }
  }

  private void levels(int blocks) {
    scan(0, 0);
    for (int i = 0; i < blocks; i++) {
      put(0, 1);
    }
    align();
  }

  private void refinement(int coefficient, int step, int blocks) {
    scan(coefficient, step);
    for (int left = blocks; left > 0; ) {
      int length = Math.min(MOST_RUN_BITS, 31 - Integer.numberOfLeadingZeros(left));
      int run = Math.min(left, (2 << length) - 1);
      put(length, CODE_BITS);
      put(run - (1 << length), length);
      left -= run;
    }
    align();
  }

  private void scan(int coefficient, int step) {
    marker(0xda, 0, 8, 1, 1, 0, coefficient, coefficient, step);
  }

  private void marker(int... bytes) {
    out.write(0xff);
    for (int one : bytes) {
      out.write(one);
    }
  }

  private void put(int value, int count) {
    for (int i = count - 1; i >= 0; i--) {
      held = held << 1 | (value >> i & 1);
      if (++bits == 8) {
        out.write(held);
        if (held == 0xff) {
          out.write(0);
        }
        bits = 0;
        held = 0;
      }
    }
  }

  private void align() {
    while (bits > 0) {
      put(1, 1);
    }
  }
}
