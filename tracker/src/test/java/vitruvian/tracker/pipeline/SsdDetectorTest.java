package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SsdDetectorTest {
  private static final int SIDE = 128;
  private static final int STRIDE = 6;

  // Eight anchors, two in each quarter, and one keypoint per box.
  private final SsdDetector detector = new SsdDetector(SIDE, 1, 64);
  private final MemorySegment boxes = floats(STRIDE * detector.anchors());
  private final MemorySegment logits = floats(detector.anchors());

  SsdDetectorTest() {
    for (int i = 0; i < detector.anchors(); i++) {
      logits.setAtIndex(ValueLayout.JAVA_FLOAT, i, -50);
    }
  }

  private static MemorySegment floats(int count) {
    return Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, count);
  }

  /// One decoded detection: box and keypoint in fractions of the tensor.
  private record Seen(float score, double x, double y, double w, double h, double kx, double ky) {
    double overlap(Seen o) {
      double both = shared(x, w, o.x, o.w) * shared(y, h, o.y, o.h);
      double either = w * h + o.w * o.h - both;
      return either > 0 ? both / either : 0;
    }

    private static double shared(double a, double lengthA, double b, double lengthB) {
      double end = Math.min(a + lengthA / 2, b + lengthB / 2);
      return Math.max(0, end - Math.max(a - lengthA / 2, b - lengthB / 2));
    }
  }

  private Seen put(int anchor, float logit, double x, double y, double w, double h) {
    double kx = x + 0.01;
    double ky = y - 0.02;
    float ax = detector.anchorX(anchor);
    float ay = detector.anchorY(anchor);
    double[] raw = {x - ax, y - ay, w, h, kx - ax, ky - ay};
    for (int k = 0; k < STRIDE; k++) {
      boxes.setAtIndex(ValueLayout.JAVA_FLOAT, (long) STRIDE * anchor + k, (float) (raw[k] * SIDE));
    }
    logits.setAtIndex(ValueLayout.JAVA_FLOAT, anchor, logit);
    return new Seen(Sigmoid.of(logit), x, y, w, h, kx, ky);
  }

  private void assertFound(float score, double kx, double ky) {
    var found = detector.best(boxes, logits, 0.5).orElseThrow();
    assertThat(found.score()).isCloseTo(score, within(1e-6f));
    assertThat(found.x(0)).isCloseTo((float) kx, within(1e-6f));
    assertThat(found.y(0)).isCloseTo((float) ky, within(1e-6f));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.017857143, 0.017857143",
    "1, 0.017857143, 0.017857143",
    "2, 0.053571429, 0.017857143",
    "1127, 0.125, 0.732142857",
    "1568, 0.035714286, 0.035714286",
    "1960, 0.071428571, 0.071428571",
    "2253, 0.928571429, 0.928571429"
  })
  void anchorsOfThePoseDetector(int anchor, float x, float y) {
    assertAnchor(new SsdDetector(224, 4, 8, 16, 32, 32, 32), 2254, anchor, x, y);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.03125, 0.03125",
    "1, 0.03125, 0.03125",
    "2, 0.09375, 0.03125",
    "448, 0.03125, 0.90625",
    "512, 0.0625, 0.0625",
    "895, 0.9375, 0.9375"
  })
  void anchorsOfTheFaceDetector(int anchor, float x, float y) {
    assertAnchor(new SsdDetector(128, 6, 8, 16, 16, 16), 896, anchor, x, y);
  }

  private static void assertAnchor(SsdDetector detector, int count, int anchor, float x, float y) {
    assertThat(detector.anchors()).isEqualTo(count);
    assertThat(detector.anchorX(anchor)).isCloseTo(x, within(1e-7f));
    assertThat(detector.anchorY(anchor)).isCloseTo(y, within(1e-7f));
  }

  @Test
  void nothingWhereNoScoreIsHighEnough() {
    put(3, -0.001f, 0.5, 0.5, 0.2, 0.2);
    assertThat(detector.best(boxes, logits, 0.5)).isEmpty();
  }

  @Test
  void scoreEqualToTheThresholdCounts() {
    var seen = put(3, 0, 0.5, 0.5, 0.2, 0.2);
    assertFound(0.5f, seen.kx(), seen.ky());
  }

  @Test
  void keypointsAreTheScoreWeightedMeanOfAllThatOverlap() {
    var top = put(0, 2, 0.50, 0.50, 0.2, 0.2);
    var near = put(5, 1, 0.52, 0.51, 0.2, 0.2);
    put(7, 1.5f, 0.8, 0.8, 0.2, 0.2); // elsewhere
    put(2, 1.5f, 0.62, 0.5, 0.2, 0.2); // overlaps by a quarter only
    put(6, -1, 0.5, 0.5, 0.2, 0.2); // too low a score
    double weights = top.score() + near.score();
    assertFound(
        top.score(),
        (top.score() * top.kx() + near.score() * near.kx()) / weights,
        (top.score() * top.ky() + near.score() * near.ky()) / weights);
  }

  @Test
  void boxWithoutAreaStandsAsItIs() {
    var flat = put(0, 3, 0.5, 0.5, 0, 0.2);
    put(1, 2, 0.5, 0.5, 0.2, 0.2);
    assertFound(flat.score(), flat.kx(), flat.ky());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN})
  void boxOfImpossibleSizeIsDropped(double size) {
    put(0, 3, 0.5, 0.5, size, 0.2);
    put(1, 3, 0.5, 0.5, 0.2, size);
    assertThat(detector.best(boxes, logits, 0.5)).isEmpty();
    var good = put(2, 1, 0.5, 0.5, 0.2, 0.2);
    assertFound(good.score(), good.kx(), good.ky());
  }

  @Test
  void hugeLogitsAreClampedAndNotANumberIsNoScore() {
    var sure = put(4, 1e30f, 0.5, 0.5, 0.2, 0.2);
    put(5, Float.NaN, 0.2, 0.2, 0.2, 0.2);
    assertFound(1, sure.kx(), sure.ky());
  }

  @Test
  void ofEqualScoresTheFirstLeads() {
    var first = put(1, 2, 0.2, 0.2, 0.1, 0.1);
    put(6, 2, 0.8, 0.8, 0.1, 0.1);
    assertFound(first.score(), first.kx(), first.ky());
  }

  @Test
  void equalsTheFirstOutputOfWeightedSuppressionOnAnyBoxes() {
    var random = new Random(3);
    for (int n = 0; n < 500; n++) {
      var seen = new ArrayList<Seen>();
      for (int i = 0; i < detector.anchors(); i++) {
        seen.add(
            put(
                i,
                (float) random.nextDouble(-1, 4),
                random.nextDouble(0.3, 0.7),
                random.nextDouble(0.3, 0.7),
                random.nextDouble(0.2, 0.6),
                random.nextDouble(0.2, 0.6)));
      }
      var expected = suppressed(seen);
      assertFound(expected.score(), expected.kx(), expected.ky());
    }
  }

  // The first round of section 4.9 of the specification.
  private static Seen suppressed(List<Seen> seen) {
    var sorted =
        seen.stream()
            .filter(s -> s.score() >= 0.5)
            .sorted(Comparator.comparingDouble(Seen::score).reversed())
            .toList();
    var top = sorted.getFirst();
    double weights = 0;
    double kx = 0;
    double ky = 0;
    for (var other : sorted) {
      if (top.overlap(other) > 0.3) {
        weights += other.score();
        kx += other.score() * other.kx();
        ky += other.score() * other.ky();
      }
    }
    return new Seen(top.score(), top.x(), top.y(), top.w(), top.h(), kx / weights, ky / weights);
  }
}
