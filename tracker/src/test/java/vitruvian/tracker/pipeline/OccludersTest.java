package vitruvian.tracker.pipeline;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// Others are painted over with the mean of what is left, the body itself never; and who lies on
/// others is told.
final class OccludersTest {
  private static final int SIDE = 100;
  private static final Size SIZE = new Size(1000, 1000);

  // The whole picture, ten pixels to one of the tensor.
  private static final Crop.Placed WHOLE = new Crop.Placed(500, 500, 1000, 1000, 0, 0, 0);

  // All points in one place; the side is 400 pixels, so that limbs are 28 pixels wide on each side.
  private static Body dot(float x, float y) {
    var points = new Points(PoseStage.POINTS);
    for (int i = 0; i < PoseStage.POINTS; i++) {
      points.set(i, x, y, 0);
    }
    points.set(34, x, y - 0.2f, 0);
    return Body.of(points, (1L << 33) - 1, SIZE);
  }

  // Columns get brighter to the right.
  private static MemorySegment tensor() {
    var tensor = MemorySegment.ofArray(new float[3 * SIDE * SIDE]);
    for (int i = 0; i < 3 * SIDE * SIDE; i++) {
      tensor.setAtIndex(JAVA_FLOAT, i, original(i / 3 % SIDE));
    }
    return tensor;
  }

  private static float original(int x) {
    return x / 100f;
  }

  private static float at(MemorySegment tensor, int x, int y) {
    return tensor.getAtIndex(JAVA_FLOAT, 3L * (y * SIDE + x));
  }

  @Test
  void othersArePaintedWithTheMeanOfTheRest() {
    var tensor = tensor();
    Occluders.of(List.of(dot(0.8f, 0.5f))).paint(tensor, SIDE, WHOLE);
    double sum = 0;
    int left = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean hidden = Math.hypot(x - 80, y - 50) < 2.8;
        sum += hidden ? 0 : original(x);
        left += hidden ? 0 : 1;
        if (!hidden) {
          assertThat(at(tensor, x, y)).isEqualTo(original(x));
        }
      }
    }
    assertThat(at(tensor, 80, 50)).isCloseTo((float) (sum / left), within());
    assertThat(at(tensor, 78, 50)).isEqualTo(at(tensor, 80, 50));
  }

  private static Offset<Float> within() {
    return Offset.offset(1e-5f);
  }

  @Test
  void theBodyItselfIsNotPaintedOver() {
    var tensor = tensor();
    new Occluders(dot(0.82f, 0.5f), List.of(dot(0.8f, 0.5f))).paint(tensor, SIDE, WHOLE);
    assertThat(at(tensor, 82, 50)).isEqualTo(original(82));
    assertThat(at(tensor, 80, 50)).isEqualTo(original(80));
    assertThat(at(tensor, 78, 50)).isNotEqualTo(original(78));
  }

  @Test
  void aTurnedRegionIsPaintedWhereTheOtherIs() {
    // Turned by a quarter to the right, what is to the right in the picture is above.
    var turned = new Crop.Placed(500, 500, 1000, 1000, (float) (Math.PI / 2), 0, 0);
    var tensor = tensor();
    Occluders.of(List.of(dot(0.8f, 0.5f))).paint(tensor, SIDE, turned);
    assertThat(at(tensor, 50, 20)).isNotEqualTo(original(50));
    assertThat(at(tensor, 80, 50)).isEqualTo(original(80));
    assertThat(at(tensor, 50, 80)).isEqualTo(original(50));
  }

  @Test
  void nobodyPaintsNothing() {
    var tensor = tensor();
    Occluders.NONE.paint(tensor, SIDE, WHOLE);
    assertThat(tensor.mismatch(tensor())).isEqualTo(-1);
  }

  @Test
  void whatLiesOnOthersIsTold() {
    var body = dot(0.5f, 0.5f);
    assertThat(body.on(List.of(dot(0.9f, 0.5f)))).isZero();
    long on = body.on(List.of(dot(0.51f, 0.5f)));
    assertThat(on).isEqualTo((1L << 35) - 1);
    assertThat(body.without(on).isPerson()).isFalse();
    assertThat(body.isPerson()).isTrue();
  }
}
