package vitruvian.video.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.tracker.image.Orientation;

class OrientationTest {
  private static final int ONE = 0x10000;

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1, UPRIGHT",
    "-1, 0, 0, 1, MIRRORED",
    "-1, 0, 0, -1, UPSIDE_DOWN",
    "1, 0, 0, -1, MIRRORED_UPSIDE_DOWN",
    "0, 1, 1, 0, TRANSPOSED",
    "0, 1, -1, 0, QUARTER_CLOCKWISE",
    "0, -1, -1, 0, TRANSVERSED",
    "0, -1, 1, 0, QUARTER_COUNTERCLOCKWISE",
    "0, 0, 0, 0, UPRIGHT",
    "-32768, 0, 0, -32768, UPSIDE_DOWN"
  })
  void knowsTheEightWaysToTurn(int a, int b, int c, int d, Orientation orientation) {
    assertThat(Input.orientation(a * ONE, b * ONE, c * ONE, d * ONE)).isEqualTo(orientation);
  }

  @ParameterizedTest
  @ValueSource(ints = {-44, -20, -1, 0, 1, 20, 44})
  void anglesBetweenGoToTheNearestQuarter(int degrees) {
    var quarters =
        new Orientation[] {
          Orientation.UPRIGHT,
          Orientation.QUARTER_CLOCKWISE,
          Orientation.UPSIDE_DOWN,
          Orientation.QUARTER_COUNTERCLOCKWISE
        };
    for (int i = 0; i < quarters.length; i++) {
      double angle = Math.toRadians(90 * i + degrees);
      int cosine = (int) Math.round(ONE * Math.cos(angle));
      int sine = (int) Math.round(ONE * Math.sin(angle));
      assertThat(Input.orientation(cosine, sine, -sine, cosine)).isEqualTo(quarters[i]);
    }
  }
}
