package vitruvian.landmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
  @Test
  void coloursSurvive() throws IOException {
    int width = 301;
    int height = 203;
    var pixels = new Random(4).ints((long) width * height, 0, 1 << 24).toArray();
    var png = new ByteArrayOutputStream();
    Png.RGB.write(
        new ImageSize(width, height),
        (y, row) -> {
          for (int x = 0; x < width; x++) {
            int pixel = pixels[y * width + x];
            row[3 * x] = (byte) (pixel >> 16);
            row[3 * x + 1] = (byte) (pixel >> 8);
            row[3 * x + 2] = (byte) pixel;
          }
        },
        png);
    var image = ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        assertThat(image.getRGB(x, y) & 0xffffff).isEqualTo(pixels[y * width + x]);
      }
    }
  }

  @Test
  void rowsAreAskedForOnceFromTheTopAndHoldTheRowBefore() throws IOException {
    var next = new int[1];
    Png.GRAY.write(
        new ImageSize(5, 40),
        (y, row) -> {
          assertThat(y).isEqualTo(next[0]++);
          assertThat(row).hasSize(5).containsOnly(y);
          Arrays.fill(row, (byte) (y + 1));
        },
        new ByteArrayOutputStream());
    assertThat(next[0]).isEqualTo(40);
  }
}
