package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  private static double[] times(int count, double step) {
    return IntStream.range(0, count).mapToDouble(i -> i * step).toArray();
  }

  // Containers round to milliseconds, and some claim twice the rate.
  @ParameterizedTest
  @CsvSource({
    "25, 25, 25",
    "30, 30, 30",
    "29.97, 59.94, 29.97",
    "29.97, 29.97, 29.97",
    "0.5, 30, 0.5"
  })
  void roundedTimesAreSteady(double rate, double usual, double expected) {
    var times =
        IntStream.range(0, 200).mapToDouble(i -> Math.round(1000 * i / rate) / 1e3).toArray();

    var pace = Pace.of(times, usual).orElseThrow();

    assertThat(pace.isSteady()).isTrue();
    assertThat(pace.framesPerSecond()).isBetween(expected - 0.01, expected + 0.01);
  }

  @Test
  void whatComesWhenItLikesGetsTheRateOfItsQuickParts() {
    var gaps = times(100, 1 / 30.0);
    for (int i = 60; i < 100; i++) {
      gaps[i] += 0.4 * (i - 59);
    }

    assertThat(Pace.of(gaps, 6)).contains(new Pace(30, false));
  }

  // Otherwise ten quick frames before a picture that stands for an hour would be a hundred
  // thousand.
  @Test
  void aFrameDoesNotBecomeAnyNumber() {
    var still = times(10, 1 / 60.0);
    still[9] = 3600;

    var pace = Pace.of(still, 1).orElseThrow();

    assertThat(pace.isSteady()).isFalse();
    assertThat(3600 * pace.framesPerSecond()).isLessThan(400);
  }

  @Test
  void oneFrameHasNoPace() {
    assertThat(Pace.of(new double[0], 30)).isEmpty();
    assertThat(Pace.of(new double[] {0}, 30)).isEmpty();
    assertThat(Pace.of(new double[] {0, 0}, 30)).isEmpty();
  }
}
