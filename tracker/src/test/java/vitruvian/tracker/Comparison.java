package vitruvian.tracker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.HolisticResult;

/// A result against its reference, part by part: in pixels, in space in millimetres.
///
/// The limits are 0.1 pixel in the mean, 0.5 pixel for the worst point, 0.5 pixel of depth and one
/// millimetre in the mean, or three times what the reference itself varies by when the last bits of
/// its crops change.
final class Comparison {
  private static final double NOISE_FACTOR = 3;

  private final Json expected;
  private final Optional<Json> noise;
  private final List<String> figures = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  private Comparison(Json expected, Optional<Json> noise) {
    this.expected = expected;
    this.noise = noise;
  }

  /// @param noise how much the reference varies, by part; empty for the strict limits
  static Comparison of(Json expected, HolisticResult actual, Optional<Json> noise) {
    var comparison = new Comparison(expected, noise);
    comparison.compare(Parts.of(expected), Parts.of(actual));
    return comparison;
  }

  /// What is beyond its limit or on one side only.
  List<String> failures() {
    return failures;
  }

  /// Mean and maximum of each part, in one line.
  String figures() {
    return String.join(", ", figures);
  }

  private void compare(Parts reference, Parts found) {
    for (var name : Parts.IN_THE_PICTURE) {
      inPicture(name, reference.points(), found.points());
    }
    for (var name : Parts.IN_SPACE) {
      // The official web package has no hands in space.
      if (reference.points().containsKey(name)) {
        inSpace(name, reference.points(), found.points());
      }
    }
  }

  private void inPicture(
      String name, Map<String, float[][]> reference, Map<String, float[][]> found) {
    double width = expected.get("image").get("width").number();
    double height = expected.get("image").get("height").number();
    var a = reference.get(name);
    var b = found.get(name);
    if (a == null || b == null || a.length != b.length) {
      presence(name, a, b);
      return;
    }
    double[] distance =
        meanAndMax(a, b, (p, q) -> Math.hypot((p[0] - q[0]) * width, (p[1] - q[1]) * height));
    double[] depth = meanAndMax(a, b, (p, q) -> Math.abs(p[2] - q[2]) * width);
    figures.add("%s %.4f/%.4f".formatted(name, distance[0], distance[1]));
    judge(name, "mean", distance[0], 0.1);
    judge(name, "max", distance[1], 0.5);
    judge(name, "z", depth[0], 0.5);
  }

  private void inSpace(
      String name, Map<String, float[][]> reference, Map<String, float[][]> found) {
    var a = reference.get(name);
    var b = found.get(name);
    if (a == null || b == null || a.length != b.length) {
      presence(name, a, b);
      return;
    }
    double[] distance =
        meanAndMax(
            a, b, (p, q) -> 1000 * Math.hypot(Math.hypot(p[0] - q[0], p[1] - q[1]), p[2] - q[2]));
    judge(name, "mean", distance[0], 1);
  }

  private void presence(String name, float @Nullable [][] a, float @Nullable [][] b) {
    if (a != null || b != null) {
      failures.add(
          "%s: %d points, expected %d"
              .formatted(name, b == null ? 0 : b.length, a == null ? 0 : a.length));
    }
  }

  private void judge(String name, String kind, double value, double limit) {
    double varies =
        noise
            .flatMap(parts -> parts.find(name))
            .flatMap(part -> part.find(kind))
            .map(Json::number)
            .orElse(0.0);
    double most = Math.max(limit, NOISE_FACTOR * varies);
    if (!(value <= most)) {
      failures.add("%s: %s %.4f > %.4f".formatted(name, kind, value, most));
    }
  }

  private static double[] meanAndMax(
      float[][] a, float[][] b, ToDoubleBiFunction<float[], float[]> distance) {
    double sum = 0;
    double max = 0;
    for (int i = 0; i < a.length; i++) {
      double d = distance.applyAsDouble(a[i], b[i]);
      sum += d;
      max = Math.max(max, d);
    }
    return new double[] {sum / a.length, max};
  }
}
