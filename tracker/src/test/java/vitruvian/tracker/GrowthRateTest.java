package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/// The yardstick of the soak test: it must see a leak and must not see one in noise.
final class GrowthRateTest {
  private static GrowthRate of(IntToDoubleFunction y) {
    var x = new double[20];
    Arrays.setAll(x, i -> 800.0 * (i + 1));
    var values = new double[20];
    Arrays.setAll(values, y);
    return GrowthRate.of(x, values);
  }

  @Test
  void straightLineHasItsSlope() {
    var rate = of(i -> 5e8 + 64 * 800 * i);
    assertThat(rate.low()).isCloseTo(64, within(1e-6));
    assertThat(rate.median()).isCloseTo(64, within(1e-6));
    assertThat(rate.high()).isCloseTo(64, within(1e-6));
  }

  @Test
  void outliersDoNotMoveIt() {
    var rate = of(i -> i == 3 ? 6e8 : 5e8);
    assertThat(rate.median()).isZero();
    assertThat(rate.high()).isZero();
  }

  @Test
  void intervalHoldsTheTruthNineTimesInTen() {
    var random = new Random(6);
    int held = 0;
    for (int n = 0; n < 1000; n++) {
      var rate = of(i -> 5e8 + 30 * 800 * i + 100_000 * random.nextGaussian());
      held += rate.low() <= 30 && rate.high() >= 30 ? 1 : 0;
    }
    assertThat(held).isBetween(880, 980);
  }
}
