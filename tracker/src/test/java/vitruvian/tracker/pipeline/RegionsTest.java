package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every region of interest of the still-picture pipeline, and what maps points between them.
final class RegionsTest {
  @Test
  void letterboxPadsTheShorterSide() {
    for (var check : Check.of("letterbox").items()) {
      var placed = Crop.Placed.of(Rect.WHOLE, Check.size(check), true);
      Check.assertSame(
          new float[] {placed.padX(), placed.padY(), placed.padX(), placed.padY()},
          check.get("padding_ltrb"));
    }
  }

  @Test
  void poseFromItsTwoKeypoints() {
    var check = Check.of("pose_roi");
    var center = check.get("center").floats();
    var end = check.get("scale_point").floats();
    var size = Check.size(check);
    Check.assertSame(
        Rect.aligned(size, center[0], center[1], end[0], end[1], 90), check.get("raw_rect"));
    Check.assertSame(
        PoseStage.region(size, center[0], center[1], end[0], end[1]), check.get("roi"));
  }

  @Test
  void faceFromPose() {
    var check = Check.of("face_roi_from_pose");
    Check.assertSame(
        FaceStage.regionFromPose(
            Check.size(check), Check.points(check.get("pose_landmarks_0_to_10"))),
        check.get("roi"));
  }

  @Test
  void faceFromDetection() {
    var check = Check.of("face_roi_from_detection");
    Check.assertSame(
        FaceStage.regionFromKeypoints(Check.size(check), Check.points(check.get("keypoints"))),
        check.get("roi"));
  }

  @Test
  void handFromPose() {
    var check = Check.of("hand_roi_from_pose");
    Check.assertSame(
        HandStage.regionFromPose(
            Check.size(check),
            check.get("wrist").floats(),
            check.get("pinky").floats(),
            check.get("index").floats()),
        check.get("roi"));
  }

  @Test
  void handFromRecrop() {
    var check = Check.of("hand_roi_from_recrop");
    var center = check.get("center_point").floats();
    var guide = check.get("guide_point").floats();
    Check.assertSame(
        HandStage.regionFromRecrop(Check.size(check), center[0], center[1], guide[0], guide[1]),
        check.get("roi"));
  }

  @Test
  void landmarksFromRegionToPicture() {
    var check = Check.of("landmark_projection");
    var points =
        Check.points(check.get("landmarks_in_roi")).projected(Check.rect(check.get("rect")));
    for (int i = 0; i < points.count(); i++) {
      Check.assertSame(
          new float[] {points.x(i), points.y(i), points.z(i)}, check.get("projected").item(i));
    }
  }

  @Test
  void matrixFromRegionToPictureAndBack() {
    var check = Check.of("roi_matrix");
    var size = Check.size(check);
    var placed = Crop.Placed.of(Check.rect(check.get("rect")), size, false);
    var matrix = new RegionMatrix(placed, size);
    var expected = check.get("matrix_row_major").floats();
    assertThat(matrix.m00()).isCloseTo(expected[0], within(1e-6f));
    assertThat(matrix.m01()).isCloseTo(expected[1], within(1e-6f));
    assertThat(matrix.m03()).isCloseTo(expected[3], within(1e-6f));
    assertThat(matrix.m10()).isCloseTo(expected[4], within(1e-6f));
    assertThat(matrix.m11()).isCloseTo(expected[5], within(1e-6f));
    assertThat(matrix.m13()).isCloseTo(expected[7], within(1e-6f));

    var point = new Points(1);
    point.set(0, 0.3f, 0.8f, 1);
    matrix.inverse().applied(matrix.applied(point));
    assertThat(point.x(0)).isCloseTo(0.3f, within(1e-5f));
    assertThat(point.y(0)).isCloseTo(0.8f, within(1e-5f));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "3.1415927, -3.1415927",
    "-3.1415927, 3.1415927",
    "4, -2.2831853",
    "-4, 2.2831853",
    "13, 0.43362939"
  })
  void anglesAreWrappedOnce(float angle, float wrapped) {
    float found = Rect.normalized(angle);
    // At the seam the last bit decides for the one end or the other.
    if (Math.abs(Math.abs(angle) - Math.PI) < 1e-6) {
      assertThat(Math.abs(found)).isCloseTo(Math.abs(wrapped), within(1e-6f));
    } else {
      assertThat(found).isCloseTo(wrapped, within(1e-6f));
    }
  }

  @Test
  void maximumAroundLandmarksStartsAboveZeroAroundKeypointsDoesNot() {
    var landmarks = Box.aroundLandmarks();
    var keypoints = Box.aroundKeypoints();
    landmarks.add(-0.5f, -0.25f);
    keypoints.add(-0.5f, -0.25f);
    assertThat(landmarks.width()).isEqualTo(0.5f);
    assertThat(landmarks.height()).isEqualTo(0.25f);
    assertThat(keypoints.width()).isZero();
    assertThat(keypoints.height()).isZero();
  }

  @Test
  void unpaddingIsTheWayBackFromTheTensor() {
    var placed = Crop.Placed.of(Rect.WHOLE, new Size(1280, 720), true);
    var points = new Points(2);
    points.set(0, 0, 0.21875f, 0.5f);
    points.set(1, 1, 0.78125f, -0.5f);
    points.unpadded(placed);
    assertThat(points.y(0)).isCloseTo(0, within(1e-6f));
    assertThat(points.y(1)).isCloseTo(1, within(1e-6f));
    assertThat(points.x(1)).isEqualTo(1);
    assertThat(points.z(0)).isEqualTo(0.5f);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "-1, 1", "NaN, 1", "Infinity, 1", "1, Infinity"})
  void regionWithoutAreaOrNumberIsNotUsable(float width, float height) {
    assertThat(new Rect(0.5f, 0.5f, width, height, 0).isUsable()).isFalse();
    assertThat(new Rect(Float.NaN, 0.5f, 1, 1, 0).isUsable()).isFalse();
    assertThat(Rect.WHOLE.isUsable()).isTrue();
  }
}
