package vitruvian.landmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentationMaskTest {
  private static final SegmentationMask MASK =
      new SegmentationMask(3, 2, new byte[] {0, 1, 2, 127, (byte) 128, (byte) 255});

  @Test
  void valuesAreUnsignedAndRowMajor() {
    assertThat(MASK.value(2, 0)).isEqualTo(2);
    assertThat(MASK.value(0, 1)).isEqualTo(127);
    assertThat(MASK.value(1, 1)).isEqualTo(128);
    assertThat(MASK.value(2, 1)).isEqualTo(255);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> MASK.value(3, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> MASK.value(0, -1));
  }

  @Test
  void copiesRows() {
    var row = new byte[4];
    MASK.copyRow(1, row, 1);
    assertThat(row).containsExactly(0, 127, -128, -1);
  }

  @Test
  void sharesNoArrayWithItsUsers() {
    var values = MASK.toBytes();
    var mask = new SegmentationMask(3, 2, values);
    values[0] = 9;
    mask.toBytes()[1] = 9;
    assertThat(mask).isEqualTo(MASK);
  }

  @Test
  void equalsByContent() {
    var same = SegmentationMask.ofRows(3, 2, (y, row) -> MASK.copyRow(y, row, 0));
    assertThat(same).isEqualTo(MASK).hasSameHashCodeAs(MASK);
    assertThat(new SegmentationMask(2, 3, MASK.toBytes())).isNotEqualTo(MASK);
    assertThat(new SegmentationMask(3, 2, new byte[6])).isNotEqualTo(MASK);
  }

  @Test
  void refusesWrongSizes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SegmentationMask(3, 2, new byte[5]))
        .withMessage("not a mask: 3 x 2 values in 5 bytes");
    assertThatIllegalArgumentException().isThrownBy(() -> new SegmentationMask(0, 2, new byte[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SegmentationMask(1 << 16, 1 << 16, new byte[0]));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 300", "300, 1", "640, 425", "257, 255"})
  void pngIsReadByTheJdkAndByUs(int width, int height) throws IOException {
    var random = new Random(width);
    var mask = SegmentationMask.ofRows(width, height, (_, row) -> random.nextBytes(row));
    var png = mask.toPng();

    var image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getRaster().getNumBands()).isEqualTo(1);
    var read =
        SegmentationMask.ofRows(
            image.getWidth(),
            image.getHeight(),
            (y, row) -> image.getRaster().getDataElements(0, y, width, 1, row));
    assertThat(read).isEqualTo(mask);
    assertThat(MaskPng.read(new ImageSize(width, height), png)).isEqualTo(mask);
  }

  @Test
  void smoothMaskIsSmall() {
    var mask =
        SegmentationMask.ofRows(
            1280,
            853,
            (y, row) -> {
              for (int x = 0; x < row.length; x++) {
                double distance = Math.hypot(x - 640, y - 426) - 300;
                row[x] = (byte) Math.clamp(Math.round(128 - 20 * distance), 0, 255);
              }
            });
    assertThat(mask.toPng()).hasSizeLessThan(25_000);
  }

  @Test
  void refusesDamagedPngs() {
    var png = MASK.toPng();
    var size = new ImageSize(3, 2);
    for (int length = 0; length < png.length - 4; length++) {
      var cut = Arrays.copyOf(png, length);
      assertThatIllegalArgumentException().isThrownBy(() -> MaskPng.read(size, cut));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> MaskPng.read(new ImageSize(2, 3), png));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MaskPng.read(new ImageSize(1 << 15, 1 << 15), png));
  }

  @Test
  void damagedBytesNeverEscapeAsOtherFailures() {
    var random = new Random(1);
    var size = new ImageSize(3, 2);
    for (int i = 0; i < 20_000; i++) {
      var png = MASK.toPng();
      png[random.nextInt(png.length)] = (byte) random.nextInt();
      try {
        assertThat(MaskPng.read(size, png)).isNotNull();
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessage("not a mask's PNG");
      }
    }
  }
}
