package vitruvian.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanvasTest {
  private static final int WIDTH = 80;
  private static final int HEIGHT = 60;

  private final int[] pixels = new int[WIDTH * HEIGHT];
  private final Canvas canvas = new Canvas(WIDTH, HEIGHT, pixels);

  @ParameterizedTest
  @CsvSource({"10, 30, 70, 30", "40, 5, 40, 55", "10, 10, 70, 50", "20.3, 50.7, 33.1, 4.2"})
  void lineHasItsWidthInEveryDirection(double x0, double y0, double x1, double y1) {
    for (double width : new double[] {0.6, 1, 2.5, 7}) {
      Arrays.fill(pixels, 0);
      canvas.line(x0, y0, x1, y1, width);
      canvas.paint(0xffffff, 1);
      double area = Math.hypot(x1 - x0, y1 - y0) * width + Math.PI * width * width / 4;
      assertThat(brightness()).isCloseTo(area, within(0.04 * area + 0.5));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 2.5, 6, 20})
  void discAndRingHaveTheirAreas(double radius) {
    canvas.disc(40.3, 30.6, radius);
    canvas.paint(0xffffff, 1);
    assertThat(brightness()).isCloseTo(Math.PI * radius * radius, within(0.5 + 0.3 * radius));

    Arrays.fill(pixels, 0);
    canvas.ring(40.3, 30.6, radius, 1.5);
    canvas.paint(0xffffff, 1);
    assertThat(brightness()).isCloseTo(2 * Math.PI * radius * 1.5, within(0.5 + 0.3 * radius));
  }

  @Test
  void coloursAreExactWhereAShapeCoversThePixel() {
    canvas.disc(10.5, 10.5, 3);
    canvas.paint(0x12345f, 1);
    assertThat(pixels[10 * WIDTH + 10]).isEqualTo(0x12345f);
    assertThat(pixels[10 * WIDTH + 16]).isZero();
  }

  @Test
  void overlappingShapesArePaintedOnce() {
    canvas.line(10, 30.5, 70, 30.5, 3);
    canvas.line(40.5, 10, 40.5, 50, 3);
    canvas.paint(0xffffff, 0.5);
    assertThat(pixels[30 * WIDTH + 40]).isEqualTo(pixels[30 * WIDTH + 20]).isEqualTo(0x808080);
  }

  @Test
  void forgetsWhatItPainted() {
    canvas.disc(40, 30, 5);
    canvas.paint(0xff0000, 1);
    var before = pixels.clone();
    canvas.paint(0x0000ff, 1);
    assertThat(pixels).isEqualTo(before);
  }

  @Test
  void cutsShapesAtTheBorder() {
    canvas.line(-500, -500, 600, 600, 4);
    canvas.line(-50, 20, -10, 25, 4);
    canvas.disc(WIDTH, HEIGHT, 5);
    canvas.ring(0, HEIGHT + 300, 2, 1);
    canvas.line(3, 3, 3, 3, 2);
    canvas.paint(0xffffff, 1);
    assertThat(pixels[30 * WIDTH + 30]).isEqualTo(0xffffff);
    assertThat(pixels[HEIGHT * WIDTH - 1]).isEqualTo(0xffffff);
    assertThat(pixels[22 * WIDTH]).isZero();
  }

  @Test
  void tintsByOpacity() {
    var opacities = new byte[WIDTH];
    opacities[1] = (byte) 255;
    opacities[2] = (byte) 128;
    canvas.tint(5, opacities, 0xff8000, 1);
    assertThat(pixels[5 * WIDTH]).isZero();
    assertThat(pixels[5 * WIDTH + 1]).isEqualTo(0xff8000);
    assertThat(pixels[5 * WIDTH + 2] >> 16).isCloseTo(128, within(1));
  }

  /// The area that is painted in white on black.
  private double brightness() {
    return Arrays.stream(pixels).mapToDouble(pixel -> (pixel & 255) / 255.0).sum();
  }
}
