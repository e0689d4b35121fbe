package vitruvian.tracker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.Refusal;

/// The tables of a lossless WebP's prefix codes are known before libwebp makes them.
final class LosslessCodesTest {
  private static final int SIDE = 64;
  private static final int BLOCKS = SIDE / 4 * (SIDE / 4);
  // See kTableSize and HTreeGroup in src/dec/vp8l_dec.c of libwebp.
  private static final long BYTES_PER_SET = 4 * (2300 + 656 + 1) + 568;

  /// Bits of a file, the lowest of each byte first.
  private static final class Bits {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int pending;
    private int count;

    Bits add(int value, int length) {
      for (int i = 0; i < length; i++) {
        pending |= (value >> i & 1) << count++;
        if (count == 8) {
          out.write(pending);
          pending = 0;
          count = 0;
        }
      }
      return this;
    }

    // A code of one symbol, which takes no bits.
    Bits code(int symbol) {
      return add(1, 1).add(0, 1).add(1, 1).add(symbol, 8);
    }

    // A code of two symbols, of one bit each.
    Bits code(int first, int second) {
      return add(1, 1).add(1, 1).add(1, 1).add(first, 8).add(second, 8);
    }

    byte[] bytes() {
      return add(0, 7).out.toByteArray();
    }
  }

  /// No transform, no cache, and blocks of 4 x 4 pixels that use the sets 0 and `other` in turn.
  private static byte[] sets(int other) {
    var bits = new Bits().add(0, 1).add(0, 1).add(1, 1).add(0, 3).add(0, 1);
    bits.code(0, other & 0xff).code(0, other >> 8).code(0).code(0).code(0);
    for (int i = 0; i < BLOCKS; i++) {
      bits.add(i % 2 == 0 ? 0 : 3, 2);
    }
    return bits.bytes();
  }

  private static OptionalLong tableBytes(byte[] data) {
    var bytes = new Bytes(MemorySegment.ofArray(data));
    return LosslessCodes.tableBytes(bytes, 0, data.length, SIDE, SIDE);
  }

  @Test
  void onePictureOneSet() {
    var data = new Bits().add(0, 3).bytes();
    assertThat(tableBytes(data)).hasValue(BYTES_PER_SET);
  }

  @Test
  void setsUpToTheLargestNumberAreMade() {
    assertThat(tableBytes(sets(0x00ff))).hasValue(256 * BYTES_PER_SET);
  }

  @Test
  void whereTheNumbersAreLargeOnlyThoseInUseAreMade() {
    assertThat(tableBytes(sets(0xff01))).hasValue(2 * BYTES_PER_SET);
  }

  @Test
  void whatEndsTooEarlyIsDamaged() {
    assertThat(tableBytes(new byte[0])).isEmpty();
    assertThat(tableBytes(Arrays.copyOf(sets(0x00ff), 20))).isEmpty();
  }

  @Test
  void aPictureWithMoreTablesThanMemoryIsRefused() {
    var data = Pictures.join(header(), sets(0x00ff));
    var decoder =
        new ImageDecoder(
            ImageLimits.DEFAULT, Ledger.process(), new ByteBudget(3_000_000), Duration.ZERO);
    assertThat(decoder.decode(Pictures.webpFile(Pictures.webpChunk("VP8L", data))))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Refusal.IMAGE_TOO_LARGE));
  }

  private static byte[] header() {
    var bits = new Bits().add(0x2f, 8).add(SIDE - 1, 14).add(SIDE - 1, 14).add(0, 4);
    return bits.out.toByteArray();
  }
}
