package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HeatmapTest {
  private static final int SIDE = 64;

  private final MemorySegment heatmap =
      Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, SIDE * SIDE);

  private void fill(float logit) {
    for (int i = 0; i < SIDE * SIDE; i++) {
      heatmap.setAtIndex(ValueLayout.JAVA_FLOAT, i, logit);
    }
  }

  private void set(int row, int column, float logit) {
    heatmap.setAtIndex(ValueLayout.JAVA_FLOAT, (long) SIDE * row + column, logit);
  }

  private float[] refined(float x, float y) {
    var points = new Points(1);
    points.set(0, x, y, 0.75f);
    PoseStage.refine(points, 1, heatmap);
    assertThat(points.z(0)).isEqualTo(0.75f);
    return new float[] {points.x(0), points.y(0)};
  }

  @Test
  void movesToTheCenterOfMass() {
    var check = Check.of("heatmap_refinement");
    fill(-9);
    set(20, 31, 2);
    set(20, 32, 1);
    set(21, 31, 0.5f);
    set(19, 30, -1);
    var at = check.get("input_xy").floats();
    Check.assertSame(refined(at[0], at[1]), check.get("output_xy"));
  }

  @Test
  void staysWhereTheHeatmapIsUnsure() {
    fill(-0.01f);
    assertThat(refined(0.49f, 0.325f)).containsExactly(0.49f, 0.325f);
  }

  @Test
  void halfIsSureEnough() {
    fill(-1000);
    set(20, 31, 0);
    assertThat(refined(0.49f, 0.325f)).containsExactly(31 / 64f, 20 / 64f);
  }

  @Test
  void windowReachesThreeCellsAndEndsAtTheEdge() {
    fill(-1000);
    set(0, 3, 5);
    assertThat(refined(0, 0)).containsExactly(3 / 64f, 0);
    set(0, 3, -1000);
    set(0, 4, 5);
    assertThat(refined(0, 0)).containsExactly(0, 0);
  }

  @ParameterizedTest
  @CsvSource({"1, 0.5", "0.5, 1", "-0.02, 0.5", "0.5, -3", "1e9, 0.5"})
  void pointsOutsideStay(float x, float y) {
    fill(9);
    assertThat(refined(x, y)).containsExactly(x, y);
  }

  @Test
  void cellsAreFoundByTruncationTowardsZero() {
    fill(-1000);
    set(0, 0, 5);
    assertThat(refined(-0.015f, -0.015f)).containsExactly(0, 0);
  }
}
