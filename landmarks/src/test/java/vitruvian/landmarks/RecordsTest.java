package vitruvian.landmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordsTest {
  private final Results made = new Results(1);

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void positionsAreFinite(float wrong) {
    assertThatIllegalArgumentException().isThrownBy(() -> new NormalizedLandmark(wrong, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new WorldLandmark(0, wrong, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new MetricLandmark(0, 0, wrong));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NormalizedPoseLandmark(0, 0, wrong, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new WorldPoseLandmark(0, 0, wrong, 1, 1));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, -0.001f, 1.001f})
  void probabilitiesAreFromZeroToOne(float wrong) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NormalizedPoseLandmark(0, 0, 0, wrong, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NormalizedPoseLandmark(0, 0, 0, 1, wrong));
    assertThatIllegalArgumentException().isThrownBy(() -> new WorldPoseLandmark(0, 0, 0, wrong, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new WorldPoseLandmark(0, 0, 0, 1, wrong));
    var pose = made.pose();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Pose(pose.landmarks(), pose.worldLandmarks(), wrong))
        .withMessageContaining("confidence");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Face(made.face(468).landmarks(), wrong));
    var hand = made.hand();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Hand(hand.landmarks(), hand.worldLandmarks(), wrong));
  }

  @Test
  void partsHaveAllTheirPoints() {
    var pose = made.pose();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Pose(pose.landmarks().subList(0, 32), pose.worldLandmarks(), 1))
        .withMessage("pose has 32 points, expected 33");
    assertThatIllegalArgumentException().isThrownBy(() -> new Pose(pose.landmarks(), List.of(), 1));
    var hand = made.hand();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Hand(List.of(), hand.worldLandmarks(), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Hand(hand.landmarks(), List.of(), 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Face(Collections.nCopies(470, new NormalizedLandmark(0, 0, 0)), 1));
    assertThat(made.face(468).isRefined()).isFalse();
    assertThat(made.face(478).isRefined()).isTrue();
  }

  @Test
  void geometryIsATransformAndAllPoints() {
    var good = made.withGeometry(made.face(468)).geometry().orElseThrow();
    for (int i = 0; i < 16; i++) {
      var transform = new ArrayList<>(good.transform());
      transform.set(i, Float.NaN);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new FaceGeometry(transform, good.landmarks()))
          .withMessageStartingWith("not a matrix");
      transform.set(i, 0.5f);
      if (i % 4 == 3) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new FaceGeometry(transform, good.landmarks()))
            .withMessageStartingWith("not a transform");
      } else {
        assertThat(new FaceGeometry(transform, good.landmarks()).transform(i % 4, i / 4))
            .isEqualTo(0.5f);
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FaceGeometry(good.transform().subList(0, 15), good.landmarks()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FaceGeometry(good.transform(), good.landmarks().subList(0, 467)));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> good.transform().clear());
  }

  @Test
  void listsAreCopiedUnlessImmutable() {
    var face = made.face(468);
    var points = new ArrayList<>(face.landmarks());
    var copy = new Face(points, face.confidence());
    points.clear();
    assertThat(copy).isEqualTo(face);
    assertThat(new Face(face.landmarks(), 1).landmarks()).isSameAs(face.landmarks());
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> copy.landmarks().clear());
  }

  @Test
  void sizesArePositive() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ImageSize(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new ImageSize(1, -1));
    assertThat(new ImageSize(640, 480)).hasToString("640 x 480");
  }

  @Test
  void timesAreNotNegative() {
    var wrong = Duration.ofNanos(-1);
    var zero = Duration.ZERO;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Timing(zero, zero, wrong, zero, zero));
    assertThatIllegalArgumentException().isThrownBy(() -> new FrameResult(0, wrong, Results.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> new FrameResult(-1, zero, Results.of()));
  }

  @Test
  void resultsThatSayTheSameAreEqualHoweverLongTheyTook() {
    var result = Results.of(new Results(3).person());
    var faster = result.withTiming(Timing.NONE);
    assertThat(faster).isEqualTo(result).hasSameHashCodeAs(result);
    assertThat(Results.of(new Results(4).person())).isNotEqualTo(result);
    assertThat(result.withImage(new ImageSize(9, 9))).isNotEqualTo(result);
    assertThat(new FrameResult(1, Duration.ZERO, faster))
        .isEqualTo(new FrameResult(1, Duration.ZERO, result));
  }

  @Test
  void decodingCountsIntoTheTotal() {
    var timed = Results.of().withTiming(Timing.NONE).withDecode(Duration.ofMillis(3));
    assertThat(timed.timing().decode()).isEqualTo(Duration.ofMillis(3));
    assertThat(timed.timing().total()).isEqualTo(Duration.ofMillis(3));
    assertThat(timed.withDecode(Duration.ofMillis(1)).timing().total())
        .isEqualTo(Duration.ofMillis(1));
    assertThat(timed.withImage(new ImageSize(9, 9)).image()).isEqualTo(new ImageSize(9, 9));
  }
}
