package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What only streams use: regions from the frame before, the choice between them and the search,
/// and the filters.
final class StreamFormulasTest {
  @Test
  void handFromItsLandmarks() {
    var check = Check.of("hand_roi_from_landmarks");
    var region =
        HandStage.regionFromLandmarks(Check.size(check), Check.points(check.get("landmarks")));
    var expected = Check.rect(check.get("roi"));
    assertThat(region.x()).isCloseTo(expected.x(), within(1e-6f));
    assertThat(region.y()).isCloseTo(expected.y(), within(1e-6f));
    assertThat(region.width()).isCloseTo(expected.width(), within(1e-6f));
    assertThat(region.height()).isCloseTo(expected.height(), within(1e-6f));
    // Joints 60 pixels apart, in 32-bit floats of positions up to 1280.
    assertThat(region.rotation()).isCloseTo(expected.rotation(), within(5e-6f));
  }

  @Test
  void faceFromItsLandmarks() {
    var check = Check.of("face_roi_from_landmarks");
    var box = check.get("bbox_of_all_landmarks_xyxy").floats();
    var face = new Points(468);
    for (int i = 0; i < face.count(); i++) {
      face.set(i, box[i % 2 == 0 ? 0 : 2], box[i % 2 == 0 ? 1 : 3], 0);
    }
    face.set(33, check.get("landmark_33").floats()[0], check.get("landmark_33").floats()[1], 0);
    face.set(263, check.get("landmark_263").floats()[0], check.get("landmark_263").floats()[1], 0);
    Check.assertSame(FaceStage.regionFromLandmarks(Check.size(check), face), check.get("roi"));
  }

  @ParameterizedTest
  @CsvSource({"roi_tracking_hand, false", "roi_tracking_hand_2, true"})
  void theRegionOfTheFrameBeforeIsKeptWhileItAgrees(String name, boolean kept) {
    var check = Check.of(name);
    var landmarks = Check.points(Check.of("hand_roi_from_landmarks").get("landmarks"));
    var before = Check.rect(check.get("prev_rect"));
    var searched = Check.rect(check.get("recrop_rect"));
    var chosen =
        RegionTracking.HAND.choose(
            Check.size(check),
            Optional.of(new RegionTracking.Previous(landmarks, before)),
            searched);
    assertThat(chosen).isEqualTo(kept ? before : searched);
  }

  @Test
  void withoutAFrameBeforeTheSearchedRegionIsTaken() {
    var searched = Check.rect(Check.of("roi_tracking_hand").get("recrop_rect"));
    assertThat(RegionTracking.HAND.choose(new Size(1280, 720), Optional.empty(), searched))
        .isEqualTo(searched);
  }

  @Test
  void aRotationIsComparedTheShortWayAround() {
    var size = new Size(1000, 1000);
    var inside = new Points(1);
    inside.set(0, 0.5f, 0.5f, 0);
    var before = new Rect(0.5f, 0.5f, 0.2f, 0.2f, 3.1f);
    var searched = new Rect(0.5f, 0.5f, 0.2f, 0.2f, -3.1f);
    assertThat(
            RegionTracking.FACE.choose(
                size, Optional.of(new RegionTracking.Previous(inside, before)), searched))
        .isEqualTo(before);
  }

  @Test
  void oneEuroFilters() {
    for (var check : Check.of("one_euro").items()) {
      var filter =
          EuroFilter.fresh(
              new EuroFilter.Kind(
                  check.get("min_cutoff").number(),
                  check.get("beta").number(),
                  check.get("derivate_cutoff").number()));
      float scale = (float) check.get("value_scale").number();
      for (int i = 0; i < check.get("input").items().size(); i++) {
        float[] value = {(float) check.get("input").item(i).number()};
        long nanos = 1000L * check.get("timestamps_us").item(i).integer();
        filter = filter.apply(nanos, value, scale);
        float expected = (float) check.get("output").item(i).number();
        assertThat(value[0])
            .as("%s, step %d", check.get("name").text(), i)
            .isCloseTo(expected, within(2e-6f * Math.max(1, Math.abs(expected))));
      }
    }
  }

  @Test
  void aFilterGivesTheValueBackWhereTimeStandsStill() {
    var filter = EuroFilter.fresh(new EuroFilter.Kind(0.05, 80, 1));
    var after = filter.apply(1_000_000, new float[] {5}, 1);
    float[] value = {9};
    assertThat(after.apply(1_000_000, value, 1)).isSameAs(after);
    assertThat(value).containsExactly(9);
  }

  @Test
  void visibilityLowPass() {
    var check = Check.of("visibility_low_pass");
    float alpha = (float) check.get("alpha").number();
    var input = check.get("input").floats();
    float value = input[0];
    for (int i = 1; i < input.length; i++) {
      value = EuroFilter.lowPass(input[i], value, alpha);
      assertThat(value).isCloseTo(check.get("output").floats()[i], within(1e-6f));
    }
  }

  @Test
  void maskSmoothing() {
    for (var check : Check.of("mask_smoothing").get("cases").items()) {
      assertThat(
              FloatMask.smoothed(
                  (float) check.get("new").number(), (float) check.get("previous").number()))
          .isCloseTo((float) check.get("output").number(), within(1e-6f));
    }
  }
}
