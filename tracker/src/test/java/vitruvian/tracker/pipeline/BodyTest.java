package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What counts as one body found twice, as none, and as somebody else.
final class BodyTest {
  private static final Size SIZE = new Size(1000, 1000);
  private static final long ALL = (1L << 33) - 1;
  private static final long LEGS = 0b111_1111_1111L << 22;

  // x and y of the 17 joints that are compared, and of the points that tell the size; for a body
  // that
  // stands in the middle, 0.6 high.
  private static final int[] AT = {
    0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28, 31, 32, 33, 34
  };
  private static final float[] PLACES = {
    .5f, .25f, .51f, .24f, .49f, .24f, .53f, .25f, .47f, .25f, .57f, .33f, .43f, .33f, .6f, .42f,
    .4f, .42f, .62f, .5f, .38f, .5f, .54f, .52f, .46f, .52f, .54f, .66f, .46f, .66f, .54f, .79f,
    .46f, .79f, .55f, .81f, .45f, .81f, .5f, .52f, .5f, .2f
  };

  private static Body standing(float dx, float scale, long visible) {
    var points = new Points(PoseStage.POINTS);
    for (int i = 0; i < PoseStage.POINTS; i++) {
      points.set(i, .5f + dx, .52f + scale * (.245f - .52f), 0); // the head's
    }
    for (int k = 0; k < AT.length; k++) {
      float x = .5f + dx + scale * (PLACES[2 * k] - .5f);
      float y = .52f + scale * (PLACES[2 * k + 1] - .52f);
      points.set(AT[k], x, y, 0);
    }
    return Body.of(points, visible, SIZE);
  }

  @Test
  void aShakyCopyIsTheSameBody() {
    assertThat(standing(.005f, 1.02f, ALL).isSameAs(standing(0, 1, ALL))).isTrue();
  }

  @Test
  void whoStandsATorsoAsideIsSomebodyElse() {
    assertThat(standing(.15f, 1, ALL).isSameAs(standing(0, 1, ALL))).isFalse();
    assertThat(standing(.15f, 1, ALL).isExplainedBy(List.of(standing(0, 1, ALL)))).isFalse();
  }

  @Test
  void aChildBeforeAnAdultIsSomebodyElse() {
    assertThat(standing(.02f, .5f, ALL).isSameAs(standing(0, 1, ALL))).isFalse();
  }

  @Test
  void legsAloneAreExplainedByTheirBody() {
    assertThat(standing(.01f, 1.05f, LEGS).isExplainedBy(List.of(standing(0, 1, ALL)))).isTrue();
    assertThat(standing(.01f, 1.05f, LEGS).isPerson()).isFalse();
  }

  @Test
  void whatMovesOnAtTheSecondLookIsNotConfirmed() {
    assertThat(standing(0, 1, ALL).isConfirmedBy(standing(.004f, 1, ALL))).isTrue();
    assertThat(standing(0, 1, ALL).isConfirmedBy(standing(.08f, 1, ALL))).isFalse();
  }

  @Test
  void distanceCountsPlaceAndSize() {
    var body = standing(0, 1, ALL);
    assertThat(body.distanceTo(standing(0, 1, ALL))).isZero();
    assertThat(body.distanceTo(standing(.064f, 1, ALL))).isBetween(.09, .11);
    assertThat(body.distanceTo(standing(0, 1.2f, ALL))).isGreaterThan(Math.log(1.2));
  }
}
