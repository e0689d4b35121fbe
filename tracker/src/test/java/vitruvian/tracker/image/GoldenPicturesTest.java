package vitruvian.tracker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The pixels are those of OpenCV, bit for bit; `make-pictures.py` made files and sums.
final class GoldenPicturesTest {
  static List<String> golden() {
    return Pictures.lines("pictures.txt");
  }

  @ParameterizedTest
  @MethodSource("golden")
  void equalsOpenCv(String line) throws NoSuchAlgorithmException {
    var fields = line.split(" ", -1);
    var rows = Pictures.decode(Pictures.read(fields[3]));
    assertThat(rows[0]).hasSize(Integer.parseInt(fields[1]));
    assertThat(rows).hasNumberOfRows(Integer.parseInt(fields[2]));
    var sum = MessageDigest.getInstance("SHA-256").digest(Pictures.rgb(rows));
    assertThat(HexFormat.of().formatHex(sum)).isEqualTo(fields[0]);
  }

  @Test
  void cmykIsWithinTwoLevelsOfOpenCv() {
    var rows = Pictures.rgb(Pictures.decode(Pictures.read("cmyk.jpg")));
    var expected = Pictures.rgb(Pictures.decode(Pictures.read("cmyk.png")));
    assertThat(rows).hasSameSizeAs(expected);
    for (int i = 0; i < rows.length; i++) {
      assertThat(Math.abs((rows[i] & 0xff) - (expected[i] & 0xff))).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void cmykWithoutAdobesMarkerIsTakenForAdobes() {
    var with = Pictures.read("cmyk.jpg");
    int marker = Pictures.indexOf(with, new byte[] {(byte) 0xff, (byte) 0xee});
    with[marker + 15] = 0; // from YCCK to CMYK
    var without = new byte[with.length - 16];
    System.arraycopy(with, 0, without, 0, marker);
    System.arraycopy(with, marker + 16, without, marker, without.length - marker);
    assertThat(Pictures.decode(without)).isDeepEqualTo(Pictures.decode(with));
  }

  @Test
  void heapAndNativeInputGiveTheSame() {
    var encoded = Pictures.jpeg();
    try (var arena = Arena.ofConfined()) {
      var copy = arena.allocate(encoded.length);
      MemorySegment.copy(encoded, 0, copy, ValueLayout.JAVA_BYTE, 0, encoded.length);
      assertThat(Pictures.pixels(Pictures.decoder(0).decode(copy)))
          .isDeepEqualTo(Pictures.decode(encoded));
    }
  }

  @Test
  void oneDecoderServesManyThreads() throws InterruptedException {
    var decoder = Pictures.decoder(20);
    var expected = Pictures.pixels(decoder.decode(Pictures.jpeg()));
    var failures = new ConcurrentLinkedQueue<Throwable>();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, failure) -> failures.add(failure))
              .start(
                  () -> {
                    for (int k = 0; k < 50; k++) {
                      assertThat(Pictures.pixels(decoder.decode(Pictures.jpeg())))
                          .isDeepEqualTo(expected);
                    }
                  }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void damagedPicturesSayNothingOnTheErrorStream() {
    assertThat(Leptonica.load().isHeard()).isTrue();
  }
}
