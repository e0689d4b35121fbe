package vitruvian.tracker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.Refusal;

/// What is odd in a JPEG but costs no pixel is no reason to refuse it; what does cost pixels is.
final class JpegOdditiesTest {
  static Stream<String> jpegs() {
    return Pictures.NAMES.stream().filter(name -> name.endsWith(".jpg"));
  }

  static Stream<String> sequential() {
    return jpegs().filter(name -> !name.contains("progressive"));
  }

  private static int scanAt(byte[] jpeg, int from) {
    for (int i = from; i < jpeg.length - 1; i++) {
      if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xda) {
        return i;
      }
    }
    return -1;
  }

  // Where the marker behind the data of a scan is.
  private static int endOfData(byte[] jpeg, int scan) {
    int at = scan + 2 + ((jpeg[scan + 2] << 8) | (jpeg[scan + 3] & 0xff));
    while (jpeg[at] != (byte) 0xff || jpeg[at + 1] == 0 || (jpeg[at + 1] & 0xf8) == 0xd0) {
      at++;
    }
    return at;
  }

  @ParameterizedTest
  @MethodSource("sequential")
  void wrongBytesInTheHeaderOfASequentialScan(String name) {
    var jpeg = Pictures.read(name);
    var expected = Pictures.decode(jpeg);
    int scan = scanAt(jpeg, 0);
    int last = scan + 5 + 2 * jpeg[scan + 4];
    for (int value : new int[] {0, 1, 0x7f, 0xff}) {
      for (int byteOf = 0; byteOf < 3; byteOf++) {
        var odd = jpeg.clone();
        odd[last + byteOf] = (byte) value;
        assertThat(Pictures.decode(odd)).as("%d: %02x", byteOf, value).isDeepEqualTo(expected);
      }
    }
  }

  private static byte[] noise(Random random, int count) {
    var noise = new byte[count];
    for (int i = 0; i < count; i++) {
      noise[i] = (byte) random.nextInt(0xff);
    }
    return noise;
  }

  @ParameterizedTest
  @MethodSource("jpegs")
  void surplusBytesBehindTheDataOfAScan(String name) {
    var jpeg = Pictures.read(name);
    var expected = Pictures.decode(jpeg);
    var random = new Random(1);
    for (int count : new int[] {1, 4, 5, 16, 300}) {
      for (int scan = scanAt(jpeg, 0); scan >= 0; scan = scanAt(jpeg, scan + 2)) {
        int end = endOfData(jpeg, scan);
        assertThat(Pictures.decode(Pictures.insert(jpeg, end, noise(random, count))))
            .as("%d at %d", count, end)
            .isDeepEqualTo(expected);
        assertThat(Pictures.decode(Pictures.insert(jpeg, end, new byte[count])))
            .isDeepEqualTo(expected);
      }
    }
  }

  @Test
  void surplusBytesBeforeARestart() {
    var jpeg = Pictures.read("restarts.jpg");
    var expected = Pictures.decode(jpeg);
    int restart = -1;
    for (int i = scanAt(jpeg, 0); restart < 0; i++) {
      restart = jpeg[i] == (byte) 0xff && (jpeg[i + 1] & 0xf8) == 0xd0 ? i : -1;
    }
    var random = new Random(2);
    for (int count : new int[] {1, 4, 5, 40}) {
      assertThat(Pictures.decode(Pictures.insert(jpeg, restart, noise(random, count))))
          .isDeepEqualTo(expected);
    }
  }

  @Test
  void scansInAnotherOrder() {
    var jpeg = Pictures.read("gray-progressive.jpg");
    int first = Pictures.indexOf(jpeg, new byte[] {(byte) 0xff, (byte) 0xc4});
    int second = endOfData(jpeg, scanAt(jpeg, 0));
    int third = endOfData(jpeg, scanAt(jpeg, second));
    // Coefficients before brightness, about which libjpeg has something to say.
    var odd =
        Pictures.join(
            Arrays.copyOf(jpeg, first),
            Arrays.copyOfRange(jpeg, second, third),
            Arrays.copyOfRange(jpeg, first, second),
            Arrays.copyOfRange(jpeg, third, jpeg.length));
    assertThat(Pictures.decode(odd)).isDeepEqualTo(Pictures.decode(jpeg));
  }

  @Test
  void aScanThatRefinesWhatWasNeverSent() {
    var jpeg = Pictures.read("gray-progressive.jpg");
    int second = endOfData(jpeg, scanAt(jpeg, 0));
    int third = endOfData(jpeg, scanAt(jpeg, second));
    var cut =
        Pictures.join(Arrays.copyOf(jpeg, second), Arrays.copyOfRange(jpeg, third, jpeg.length));
    assertThat(Pictures.decoder(0).decode(cut))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Refusal.CORRUPT));
  }

  /// Most changes of a bit only change a value, which nobody can notice; of those that make the
  /// decoder lose its way enough must be.
  @ParameterizedTest
  @MethodSource("jpegs")
  void damageIsNoticed(String name) {
    var jpeg = Pictures.read(name);
    var expected = Pictures.decode(jpeg);
    int from = scanAt(jpeg, 0) + 2;
    from += (jpeg[from] << 8) | (jpeg[from + 1] & 0xff);
    int harmful = 0;
    int noticed = 0;
    for (int at = from; at < jpeg.length - 2; at++) {
      for (int bit : new int[] {0x01, 0x40}) {
        var damaged = jpeg.clone();
        damaged[at] ^= (byte) bit;
        switch (Pictures.decoder(0).decode(damaged)) {
          case Refused _ -> {
            harmful++;
            noticed++;
          }
          case Decoded decoded ->
              harmful += Arrays.deepEquals(Pictures.pixels(decoded), expected) ? 0 : 1;
        }
      }
    }
    System.getLogger("jpeg")
        .log(System.Logger.Level.INFO, "{0}: {1} of {2} noticed", name, noticed, harmful);
    assertThat(harmful < 500 || noticed * 8 > harmful).isTrue();
  }
}
