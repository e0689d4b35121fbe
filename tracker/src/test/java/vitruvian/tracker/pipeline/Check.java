package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import vitruvian.tracker.Json;

/// The check values of the pipeline's formulas, computed from its specification in double
/// precision.
final class Check {
  private static final Json VALUES = Json.ofResource("check-values.json");

  private Check() {}

  static Json of(String name) {
    return VALUES.get(name);
  }

  static Size size(Json check) {
    var image = check.get("image");
    return new Size(image.item(0).integer(), image.item(1).integer());
  }

  static Points points(Json list) {
    var points = new Points(list.items().size());
    for (int i = 0; i < points.count(); i++) {
      var xyz = list.item(i).floats();
      points.set(i, xyz[0], xyz[1], xyz.length > 2 ? xyz[2] : 0);
    }
    return points;
  }

  static Rect rect(Json numbers) {
    var n = numbers.floats();
    return new Rect(n[0], n[1], n[2], n[3], n[4]);
  }

  /// The rounding of 32-bit floats is all that may lie between.
  static void assertSame(Rect actual, Json expected) {
    assertSame(
        new float[] {actual.x(), actual.y(), actual.width(), actual.height(), actual.rotation()},
        expected);
  }

  static void assertSame(float[] actual, Json expected) {
    assertThat(actual).hasSize(expected.items().size());
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).as("number %d", i).isCloseTo(expected.floats()[i], within(1e-6f));
    }
  }
}
