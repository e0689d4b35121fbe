package vitruvian.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureWriterTest {
  private static final int WIDTH = 101;
  private static final int HEIGHT = 67;

  private final BufferedImage image = gradient();

  @Test
  void pngKeepsEveryPixel() throws IOException {
    var png = new ByteArrayOutputStream();
    PictureWriter.writePng(image, png);
    var read = ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      assertThat(read.getRGB(i % WIDTH, i / WIDTH)).isEqualTo(image.getRGB(i % WIDTH, i / WIDTH));
    }
  }

  @Test
  void jpegLooksAlikeAndIsSmallerWithLessQuality() throws IOException {
    var good = jpeg(0.9f);
    assertThat(jpeg(0.3f).length).isLessThan(good.length);
    var read = ImageIO.read(new ByteArrayInputStream(good));
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int pixel = read.getRGB(i % WIDTH, i / WIDTH);
      int expected = image.getRGB(i % WIDTH, i / WIDTH);
      for (int shift = 0; shift < 24; shift += 8) {
        assertThat(Math.abs((pixel >> shift & 255) - (expected >> shift & 255))).isLessThan(16);
      }
    }
  }

  @Test
  void refusesOtherTypes() {
    var other = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    var out = new ByteArrayOutputStream();
    assertThatIllegalArgumentException().isThrownBy(() -> PictureWriter.writePng(other, out));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PictureWriter.writeJpeg(other, 0.9f, out));
  }

  private byte[] jpeg(float quality) throws IOException {
    var out = new ByteArrayOutputStream();
    PictureWriter.writeJpeg(image, quality, out);
    return out.toByteArray();
  }

  private static BufferedImage gradient() {
    var gradient = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        gradient.setRGB(x, y, ((2 * x) << 16) | ((3 * y) << 8) | (x + y));
      }
    }
    return gradient;
  }
}
