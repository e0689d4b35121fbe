package vitruvian.tracker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import vitruvian.landmarks.MetricLandmark;
import vitruvian.tracker.Json;
import vitruvian.tracker.Shared;

/// The official file, as it is read.
final class CanonicalFaceTest {
  private static final int NOSE = 4;
  private static final int FOREHEAD = 10;
  private static final int CHIN = 152;
  private static final int RIGHT_EYE = 33;
  private static final int LEFT_EYE = 263;

  private final CanonicalFace face = CanonicalFace.read();

  private MetricLandmark vertex(int index) {
    return face.vertices().get(index);
  }

  @Test
  void isAFaceInCentimetres() {
    assertThat(face.vertices()).hasSize(468);
    assertThat(vertex(FOREHEAD).y() - vertex(CHIN).y()).isBetween(15f, 20f);
    assertThat(face.vertices()).extracting(MetricLandmark::z).allMatch(z -> z <= vertex(NOSE).z());
    var right = vertex(RIGHT_EYE);
    assertThat(vertex(LEFT_EYE)).isEqualTo(new MetricLandmark(-right.x(), right.y(), right.z()));
    assertThat(right.x()).isBetween(-5f, -4f);
  }

  @Test
  void hasTheWeightsOfTheSpecification() {
    var file = Shared.data("face-geometry-basis.json");
    Assumptions.assumeTrue(file.isPresent(), "shared/holistic-data is not beside the checkout");
    var weights = Json.of(file.orElseThrow()).get("weights").items();
    assertThat(face.basis())
        .isEqualTo(
            weights.stream()
                .map(
                    pair ->
                        new CanonicalFace.Weight(
                            pair.item(0).integer(), (float) pair.item(1).number()))
                .toList());
  }

  @Test
  void itsWeightsAreAlikeOnBothSides() {
    var byPlace =
        face.basis().stream()
            .collect(
                Collectors.toMap(weight -> vertex(weight.index()), CanonicalFace.Weight::weight));
    assertThat(byPlace).hasSize(33);
    byPlace.forEach(
        (place, weight) -> {
          // 0 - x, since a minus would make another zero of the middle's.
          assertThat(byPlace)
              .containsEntry(new MetricLandmark(0 - place.x(), place.y(), place.z()), weight);
        });
  }
}
