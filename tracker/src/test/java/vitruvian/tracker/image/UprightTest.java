package vitruvian.tracker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vitruvian.landmarks.ImageSize;

final class UprightTest {
  @ParameterizedTest
  @CsvSource({
    "100,60,50,50,30",
    "97,61,50,50,31",
    "61,97,50,31,50",
    "1281,3,1280,1280,3",
    "200,1,7,7,1",
    "1,300,299,1,299",
    "64,64,1,1,1",
    "500,400,499,499,399",
    "123,77,122,122,76",
  })
  void everyPixelIsTheMeanOfItsArea(
      int width, int height, int maxSide, int expectedWidth, int expectedHeight) {
    var random = new Random(width);
    var pixels = random.ints((long) width * height, 0, 0x100_0000).toArray();
    var png = PngBuilder.rgb(width, height, (x, y) -> pixels[y * width + x]);
    var source = Pictures.decode(png);
    var rows = Pictures.decode(png, maxSide);
    assertThat(rows).hasNumberOfRows(expectedHeight);
    assertThat(rows[0]).hasSize(expectedWidth);
    for (int y = 0; y < expectedHeight; y++) {
      for (int x = 0; x < expectedWidth; x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          double mean = mean(source, x, y, expectedWidth, expectedHeight, shift);
          assertThat(1.0 * ((rows[y][x] >> shift) & 0xff))
              .isBetween(mean - 0.500001, mean + 0.500001);
        }
      }
    }
  }

  private static double mean(int[][] source, int x, int y, int width, int height, int shift) {
    double left = (double) x * source[0].length / width;
    double right = (x + 1.0) * source[0].length / width;
    double top = (double) y * source.length / height;
    double bottom = (y + 1.0) * source.length / height;
    double sum = 0;
    for (int v = (int) top; v < Math.min(source.length, Math.ceil(bottom)); v++) {
      double tall = Math.min(bottom, v + 1.0) - Math.max(top, v);
      for (int u = (int) left; u < Math.min(source[0].length, Math.ceil(right)); u++) {
        double wide = Math.min(right, u + 1.0) - Math.max(left, u);
        sum += tall * wide * (source[v][u] >> shift & 0xff);
      }
    }
    return sum / ((right - left) * (bottom - top));
  }

  @Test
  void sizes() {
    assertThat(Upright.shrunk(new ImageSize(1280, 720), 1280)).isEqualTo(new ImageSize(1280, 720));
    assertThat(Upright.shrunk(new ImageSize(9999, 7), 0)).isEqualTo(new ImageSize(9999, 7));
    assertThat(Upright.shrunk(new ImageSize(4000, 3000), 1280)).isEqualTo(new ImageSize(1280, 960));
    assertThat(Upright.shrunk(new ImageSize(3, 32766), 1280)).isEqualTo(new ImageSize(1, 1280));
  }

  @Test
  void aWhiteWallStaysWhiteAtTheLargestSize() {
    for (var row : Pictures.decode(PngBuilder.rgb(32_766, 40, (_, _) -> 0xff_ffff), 1279)) {
      assertThat(row).containsOnly(0xff_ffff);
    }
  }
}
