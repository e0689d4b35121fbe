package vitruvian.landmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?(e-?[0-9]+)?");

  private final Decimal decimal = new Decimal();

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1, -1",
    "0.5, 0.5",
    "0.1, 0.1",
    "0.1234567, 0.1234567",
    "-12.34567, -12.34567",
    "100, 100",
    "1234567, 1234567",
    "9999999, 9999999",
    "10000000, 1e7",
    "12345678, 1.234568e7",
    "0.001, 0.001",
    "0.00123, 0.00123",
    "0.00099999994, 9.999999e-4",
    "0.00099999999, 0.001",
    "1.234567e-8, 1.234567e-8",
    "0.99999994, 0.9999999",
    "0.99999999, 1",
    "3.4028235e38, 3.402823e38",
    "1.17549435e-38, 1.175494e-38",
    "1.4e-45, 1.401298e-45",
  })
  void writesSevenDigitsOrFewer(float value, String expected) {
    assertThat(text(value)).isEqualTo(expected);
  }

  @Test
  void roundsHalvesToEven() {
    assertThat(text(1048576.5f)).isEqualTo("1048576");
    assertThat(text(1048577.5f)).isEqualTo("1048578");
    assertThat(text(524288.25f)).isEqualTo("524288.2");
    assertThat(text(524288.75f)).isEqualTo("524288.8");
    assertThat(text(16777215f)).isEqualTo("1.677722e7");
    assertThat(text(12345685f)).isEqualTo("1.234568e7");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void agreesWithBigDecimalOnFloatsOfAllSizes(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 300_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value)) {
        check(value);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-6f, 1e-3f, 1, 100, 3e6f, 3e7f})
  void agreesWithBigDecimalOnFloatsOfOneSize(float scale) {
    var random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      check(scale * random.nextFloat());
    }
  }

  @Test
  void agreesWithBigDecimalAroundPowersOfTenAndOfTwo() {
    for (int exponent = -45; exponent <= 38; exponent++) {
      checkAround(Float.parseFloat("1e" + exponent));
      checkAround(Float.parseFloat("9.999999e" + (exponent - 1)));
      checkAround(Float.parseFloat("9.9999995e" + (exponent - 1)));
    }
    for (int exponent = -149; exponent <= 127; exponent++) {
      checkAround(Math.scalb(1f, exponent));
    }
    checkAround(Float.MAX_VALUE);
    checkAround(Float.MIN_VALUE);
    checkAround(Float.MIN_NORMAL);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0.000",
    "PT0.000000499S, 0.000",
    "PT0.0000005S, 0.001",
    "PT0.012345678S, 12.346",
    "PT1.9999996S, 2000.000",
    "PT2H, 7200000.000",
  })
  void writesMillisecondsWithThreeDecimals(Duration duration, String expected) {
    assertThat(new String(decimal.chars, 0, decimal.formatMillis(duration))).isEqualTo(expected);
  }

  private void checkAround(float value) {
    for (float near : new float[] {value, Math.nextUp(value), Math.nextDown(value)}) {
      if (Float.isFinite(near)) {
        check(near);
        check(-near);
      }
    }
  }

  private void check(float value) {
    var text = text(value);
    var expected =
        new BigDecimal(value).round(new MathContext(Decimal.DIGITS, RoundingMode.HALF_EVEN));
    if (new BigDecimal(text).compareTo(expected) != 0
        || !JSON_NUMBER.matcher(text).matches()
        || text.matches("[^e]*\\.[^e]*0(e.*)?")) {
      throw new AssertionError(
          "%s became %s, not %s".formatted(Float.toHexString(value), text, expected));
    }
  }

  private String text(float value) {
    return new String(decimal.chars, 0, decimal.format(value));
  }
}
