package vitruvian.tracker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import vitruvian.tracker.Json;

final class PatchTest {
  @Test
  void matrixAroundPointsEqualsTheCheckValues() {
    var check = Json.ofResource("check-values.json").get("landmarks_to_transform_matrix");
    var points = check.get("points_used_for_box");
    var patch =
        Patch.around(
            check.get("left").integer(),
            check.get("right").integer(),
            List.of(0, 1, 2, 3),
            i -> points.item(i).floats()[0],
            i -> points.item(i).floats()[1]);
    var expected = check.get("matrix_row_major").floats();
    assertThat(
            new float[] {
              patch.t00(), patch.t01(), patch.t03(), patch.t10(), patch.t11(), patch.t13()
            })
        .containsExactly(
            new float[] {
              expected[0], expected[1], expected[3], expected[4], expected[5], expected[7]
            },
            within(1e-6f));
  }
}
