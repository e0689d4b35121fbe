package vitruvian.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/// The bombs are good pictures that cost what they say.
final class BombsTest {
  private static int markers(byte[] jpeg, int kind) {
    int count = 0;
    for (int at = 0; at < jpeg.length - 1; at++) {
      count += (jpeg[at] & 0xff) == 0xff && (jpeg[at + 1] & 0xff) == kind ? 1 : 0;
    }
    return count;
  }

  private static BufferedImage read(byte[] picture) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(picture));
  }

  @Test
  void aJpegHasItsScansAndDecodesToOneColor() throws IOException {
    var image = read(Bombs.scans(1001, 200));
    assertThat(markers(Bombs.scans(1001, 200), 0xda)).isEqualTo(200);
    assertThat(image.getWidth()).isEqualTo(1001);
    assertThat(image.getHeight()).isEqualTo(1001);
    assertThat(image.getRaster().getPixel(0, 0, (int[]) null)).containsExactly(128);
    assertThat(image.getRaster().getPixel(1000, 1000, (int[]) null)).containsExactly(128);
  }

  @Test
  void aJpegOf25MegapixelsAnd200ScansTakesLessThan60Kilobytes() {
    assertThat(Bombs.scans(5000, 200)).hasSizeLessThan(60 << 10);
  }

  @Test
  void aPngOf50MegapixelsTakesLessThan7Kilobytes() {
    assertThat(Bombs.blankPng(7071, 7071)).hasSizeLessThan(7 << 10);
  }

  @Test
  void aBlankPngIsWholeAndBlack() throws IOException {
    var image = read(Bombs.blankPng(99, 70));
    assertThat(image.getWidth()).isEqualTo(99);
    assertThat(image.getHeight()).isEqualTo(70);
    assertThat(image.getRGB(98, 69)).isEqualTo(0xff000000);
  }

  @Test
  void aMessageInflatesAThousandTimes() throws DataFormatException {
    var message = Bombs.inflating(5);
    assertThat(message).hasSizeLessThan(6 << 10);
    assertThat(inflated(message)).isEqualTo(new byte[5 << 20]);
  }

  @Test
  void aCompressedMessageInflatesToItself() throws DataFormatException {
    var content = "one after the other, one after the other".getBytes(StandardCharsets.US_ASCII);
    assertThat(inflated(Bombs.deflated(content))).isEqualTo(content);
  }

  // As RFC 7692 says: with the end that messages leave out.
  private static byte[] inflated(byte[] message) throws DataFormatException {
    try (var inflater = new Inflater(true)) {
      var whole = Arrays.copyOf(message, message.length + 4);
      whole[whole.length - 2] = (byte) 0xff;
      whole[whole.length - 1] = (byte) 0xff;
      inflater.setInput(whole);
      var bytes = new byte[6 << 20];
      return Arrays.copyOf(bytes, inflater.inflate(bytes));
    }
  }
}
