package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The nearest rotation by what defines it: it is a rotation `R`, and `Rᵀ A` is symmetric with no
/// two eigenvalues of a negative sum, which holds for the greatest `trace(Rᵀ A)` only.
final class NearestRotationTest {
  private static final double ROUNDING = 1e-13;

  private static void assertNearest(double[] a) {
    var r = NearestRotation.of(a).orElseThrow();
    for (int i = 0; i < 3; i++) {
      for (int k = 0; k < 3; k++) {
        double product = r[i] * r[k] + r[3 + i] * r[3 + k] + r[6 + i] * r[6 + k];
        assertThat(product).isCloseTo(i == k ? 1 : 0, within(ROUNDING));
      }
    }
    assertThat(determinant(r)).isCloseTo(1, within(ROUNDING));
    var s = product(transposed(r), a);
    double size = 0;
    for (double number : a) {
      size = Math.max(size, Math.abs(number));
    }
    assertThat(s[1]).isCloseTo(s[3], within(ROUNDING * size));
    assertThat(s[2]).isCloseTo(s[6], within(ROUNDING * size));
    assertThat(s[5]).isCloseTo(s[7], within(ROUNDING * size));
    // The eigenvalues of trace(S) I - S are the sums of two of S: none negative, so no minor is.
    double trace = s[0] + s[4] + s[8];
    var sums = new double[9];
    for (int i = 0; i < 9; i++) {
      sums[i] = ((i % 4 == 0 ? trace : 0) - s[i]) / size;
    }
    for (int i = 0; i < 3; i++) {
      int k = (i + 1) % 3;
      assertThat(sums[4 * i]).isGreaterThan(-ROUNDING);
      assertThat(sums[4 * i] * sums[4 * k] - sums[3 * i + k] * sums[3 * k + i])
          .isGreaterThan(-10 * ROUNDING);
    }
    assertThat(determinant(sums)).isGreaterThan(-10 * ROUNDING);
  }

  private static double determinant(double[] m) {
    return m[0] * (m[4] * m[8] - m[5] * m[7])
        - m[1] * (m[3] * m[8] - m[5] * m[6])
        + m[2] * (m[3] * m[7] - m[4] * m[6]);
  }

  private static double[] transposed(double[] m) {
    return new double[] {m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]};
  }

  private static double[] product(double[] a, double[] b) {
    var product = new double[9];
    for (int i = 0; i < 9; i++) {
      for (int k = 0; k < 3; k++) {
        product[i] += a[i / 3 * 3 + k] * b[3 * k + i % 3];
      }
    }
    return product;
  }

  private static double[] random(Random random) {
    return random.doubles(9, -1, 1).toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1, 1e6})
  void anyMatrix(double size) {
    var random = new Random(1);
    int reflections = 0;
    for (int i = 0; i < 1_000; i++) {
      var a = random(random);
      reflections += determinant(a) < 0 ? 1 : 0;
      for (int k = 0; k < 9; k++) {
        a[k] *= size;
      }
      assertNearest(a);
    }
    assertThat(reflections).isBetween(400, 600);
  }

  @Test
  void singularMatrices() {
    var random = new Random(2);
    for (int i = 0; i < 1_000; i++) {
      // Of rank two: the last row is a sum of the others; then the last column is zero.
      var a = random(random);
      for (int k = 0; k < 3; k++) {
        a[6 + k] = a[k] - 2 * a[3 + k];
      }
      assertNearest(a);
      assertNearest(product(a, new double[] {1, 0, 0, 0, 1, 0, 0, 0, 0}));
    }
  }

  @Test
  void aRotationIsItsOwn() {
    var random = new Random(3);
    for (int i = 0; i < 100; i++) {
      var rotation = NearestRotation.of(random(random)).orElseThrow();
      assertThat(NearestRotation.of(rotation).orElseThrow())
          .containsExactly(rotation, within(ROUNDING));
    }
  }

  @Test
  void simpleMatrices() {
    assertThat(NearestRotation.of(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}).orElseThrow())
        .containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
    // A mirror: the least singular value gives way.
    assertThat(NearestRotation.of(new double[] {3, 0, 0, 0, 2, 0, 0, 0, -1}).orElseThrow())
        .containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
    assertThat(NearestRotation.of(new double[] {1, 0, 0, 0, -3, 0, 0, 0, 2}).orElseThrow())
        .containsExactly(-1, 0, 0, 0, -1, 0, 0, 0, 1);
  }

  @Test
  void aLineAndAPointHaveNone() {
    assertThat(NearestRotation.of(new double[9])).isEmpty();
    assertThat(NearestRotation.of(new double[] {0, 2, 0, 0, 0, 0, 0, 0, 0})).isEmpty();
    assertThat(NearestRotation.of(new double[] {1, 2, 3, 2, 4, 6, -1, -2, -3})).isEmpty();
  }
}
