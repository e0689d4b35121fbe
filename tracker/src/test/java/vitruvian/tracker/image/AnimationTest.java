package vitruvian.tracker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.tracker.DecodeOutcome;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.Refusal;

/// An animation is never taken for a picture, and a picture in the same format never for one.
final class AnimationTest {
  private static final int WHITE = 0xff_ffff;

  @TempDir Path folder;

  private static byte[] webp(int frames) {
    var two = Pictures.read("animated.webp");
    int second = lastFrame(two);
    return switch (frames) {
      case 1 -> {
        var one = Arrays.copyOf(two, second);
        ByteBuffer.wrap(one).order(ByteOrder.LITTLE_ENDIAN).putInt(4, one.length - 8);
        yield one;
      }
      default -> two;
    };
  }

  private static int lastFrame(byte[] webp) {
    int found = -1;
    for (int i = 0; i < webp.length - 4; i++) {
      if (webp[i] == 'A' && webp[i + 1] == 'N' && webp[i + 2] == 'M' && webp[i + 3] == 'F') {
        found = i;
      }
    }
    return found;
  }

  private static byte[] png(int frames) {
    var png = Pictures.png(9, 7);
    int data = Pictures.indexOf(png, Pictures.latin1("IDAT")) - 4;
    var control = ByteBuffer.allocate(8).putInt(frames).array();
    return Pictures.insert(png, data, Pictures.pngChunk("acTL", control));
  }

  private static byte[] gif(int frames) {
    var file = new GifBuilder(8, 6);
    for (int i = 0; i < frames; i++) {
      file.picture(0, 0, 8, 6, (x, y) -> (x + y) % 8);
    }
    return file.bytes();
  }

  private void assertAnimation(byte[] file, int pictures) throws IOException {
    assertThat(Pictures.decoder(0).decode(file))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Refusal.UNSUPPORTED_FORMAT);
              assertThat(refused.message()).contains(pictures + " pictures").contains("video");
            });
    assertThat(ImageDecoder.isPicture(Files.write(folder.resolve("file"), file))).isFalse();
  }

  private void assertPicture(byte[] file) throws IOException {
    assertThat(Pictures.decode(file)).isNotEmpty();
    assertThat(ImageDecoder.isPicture(Files.write(folder.resolve("file"), file))).isTrue();
  }

  @Test
  void animationsAreNamedAndRefused() throws IOException {
    assertAnimation(webp(2), 2);
    assertAnimation(png(5), 5);
    assertAnimation(gif(3), 3);
  }

  @Test
  void animationsOfOnePictureArePictures() throws IOException {
    assertPicture(webp(1));
    assertPicture(png(1));
    assertPicture(gif(1));
    for (var name : Pictures.NAMES) {
      assertPicture(Pictures.read(name));
    }
  }

  @Test
  void thePictureOfAWebpAnimationLiesOnItsCanvas() {
    var rows = Pictures.decode(webp(1));
    assertThat(rows).hasDimensions(37, 45);
    assertThat(rows[0]).containsOnly(WHITE);
    assertThat(rows[4][25]).isNotEqualTo(WHITE);
    assertThat(rows[4][26]).isEqualTo(WHITE);
    assertThat(rows[14]).containsOnly(WHITE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gifsAreDecoded(boolean interlaced) {
    for (int[] size : new int[][] {{1, 1}, {3, 17}, {200, 1}, {150, 90}, {64, 64}}) {
      var file = new GifBuilder(size[0] + 5, size[1] + 3);
      if (interlaced) {
        file.interlaced();
      }
      file.transparent(3).picture(2, 1, size[0], size[1], (x, y) -> (x * y + x) % 8);
      var rows = Pictures.decode(file.bytes());
      assertThat(rows).hasDimensions(size[1] + 3, size[0] + 5);
      for (int y = 0; y < rows.length; y++) {
        for (int x = 0; x < rows[0].length; x++) {
          boolean inside = x >= 2 && y >= 1 && x < size[0] + 2 && y < size[1] + 1;
          int index = inside ? ((x - 2) * (y - 1) + x - 2) % 8 : 3;
          int expected = index == 3 ? WHITE : GifBuilder.colour(index);
          assertThat(rows[y][x]).as("%d, %d", x, y).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void gifsThatAreCutOffOrDamaged() {
    var whole = gif(1);
    for (int length = 2; length < whole.length; length++) {
      assertThat(Pictures.decoder(0).decode(Arrays.copyOf(whole, length)))
          .as("%d of %d", length, whole.length)
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Refusal.TRUNCATED));
    }
    var short_ = new GifBuilder(8, 6).rows(4).picture(0, 0, 8, 6, (x, y) -> x % 8).bytes();
    assertThat(Pictures.decoder(0).decode(short_))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Refusal.CORRUPT));
    var huge = new GifBuilder(60_000, 60_000).picture(0, 0, 8, 6, (x, y) -> x % 8).bytes();
    assertThat(Pictures.decoder(0).decode(huge))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Refusal.IMAGE_TOO_LARGE));
  }

  @ParameterizedTest
  @CsvSource({"ftypavif, an AVIF", "ftypheic, a HEIC", "ftypmif1, a HEIC"})
  void heifsWithoutTheirCodecsAreNamed(String type, String name) {
    var file = Pictures.join(new byte[] {0, 0, 0, 32}, Pictures.latin1(type), new byte[40]);
    DecodeOutcome outcome = Pictures.decoder(0).decode(file);
    assertThat(List.of(outcome))
        .allSatisfy(
            refused -> {
              assertThat(((Refused) refused).reason()).isEqualTo(Refusal.UNSUPPORTED_FORMAT);
              assertThat(((Refused) refused).message()).contains(name).contains("codecs");
            });
  }
}
