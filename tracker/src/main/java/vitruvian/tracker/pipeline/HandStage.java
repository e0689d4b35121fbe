package vitruvian.tracker.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vitruvian.landmarks.Hand;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.landmarks.WorldLandmark;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Sampling;
import vitruvian.tracker.engine.ModelVariant;
import vitruvian.tracker.pipeline.Crop.Border;

/// One hand: a region guessed from the pose, refined by a small model, then 21 landmarks.
///
/// Upstream: `mediapipe/modules/holistic_landmark/hand_landmarks_from_pose_cpu.pbtxt`,
/// `hand_landmarks_from_pose_to_recrop_roi.pbtxt`, `hand_recrop_by_roi_cpu.pbtxt`,
/// `mediapipe/modules/hand_landmark/hand_landmark_cpu.pbtxt`; the points in space as in
/// `mediapipe/tasks/cc/vision/holistic_landmarker/holistic_hand_tracking.cc`.
final class HandStage {
  /// Which hand, by the subject's own side, and the pose landmarks that place it.
  enum Side {
    LEFT(15, 17, 19),
    RIGHT(16, 18, 20);

    private final int wrist;
    private final int pinky;
    private final int index;

    Side(int wrist, int pinky, int index) {
      this.wrist = wrist;
      this.pinky = pinky;
      this.index = index;
    }
  }

  private static final float LEAST_WRIST_VISIBILITY = 0.1f;
  private static final float LEAST_CONFIDENCE = 0.5f;

  private static final Crop.Input RECROP_INPUT = new Crop.Input(256, true, Border.REPLICATE, 0, 1);
  private static final Crop.Input INPUT = new Crop.Input(224, true, Border.REPLICATE, 0, 1);
  private static final float DEPTH = 0.4f;

  private static final float POSE_SCALE = 2.7f;
  private static final float RECROP_SCALE = 1;
  private static final float RECROP_TARGET = -90;
  private static final float SHIFT = -0.1f;

  private static final int LANDMARKS = 0;
  private static final int PRESENCE = 1;
  private static final int WORLD = 3;

  private HandStage() {}

  /// The hand of a pose, if its wrist is seen and the model is sure.
  static Optional<Hand> run(
      Models models, Frame frame, Side side, PoseStage.Found pose, Sampling sampling) {
    if (!(pose.visibility()[side.wrist] > LEAST_WRIST_VISIBILITY)) {
      return Optional.empty();
    }
    var size = new Size(frame.width(), frame.height());
    var points = pose.points();
    var guess =
        regionFromPose(
            size,
            new float[] {points.x(side.wrist), points.y(side.wrist)},
            new float[] {points.x(side.pinky), points.y(side.pinky)},
            new float[] {points.x(side.index), points.y(side.index)});
    if (!guess.isUsable()) {
      return Optional.empty();
    }
    var region = recrop(models, frame, size, guess, sampling);
    return region.isUsable()
        ? landmarks(models, frame, side, region, pose, sampling)
        : Optional.empty();
  }

  /// The region that wrist, little finger and index finger of the pose suggest; each as x, y.
  ///
  /// Upstream:
  ///
  // `mediapipe/modules/holistic_landmark/calculators/hand_detections_from_pose_to_rects_calculator.cc`.
  static Rect regionFromPose(Size size, float[] wrist, float[] pinky, float[] index) {
    float wristX = wrist[0] * size.width();
    float wristY = wrist[1] * size.height();
    float middleX = (2 * (index[0] * size.width()) + pinky[0] * size.width()) / 3;
    float middleY = (2 * (index[1] * size.height()) + pinky[1] * size.height()) / 3;
    float dx = middleX - wristX;
    float dy = middleY - wristY;
    float side = (float) Math.sqrt(dx * dx + dy * dy) * 2;
    float rotation = Rect.normalized((float) (Math.PI / 2) - (float) Math.atan2(-dy, dx));
    return new Rect(
            middleX / size.width(),
            middleY / size.height(),
            side / size.width(),
            side / size.height(),
            rotation)
        .squared(size, POSE_SCALE, SHIFT);
  }

  private static Rect recrop(Models models, Frame frame, Size size, Rect guess, Sampling sampling) {
    var model = models.get(ModelVariant.HAND_RECROP);
    var placed = models.crop().into(model.input(), RECROP_INPUT, frame, guess, sampling);
    model.invoke();
    var points = new Points(2);
    for (int i = 0; i < 2; i++) {
      points.set(
          i,
          model.output(0, 2L * i) / RECROP_INPUT.side(),
          model.output(0, 2L * i + 1) / RECROP_INPUT.side(),
          0);
    }
    points.unpadded(placed).projected(guess);
    return regionFromRecrop(size, points.x(0), points.y(0), points.x(1), points.y(1));
  }

  /// The region that the center and guide point of the re-crop model tell.
  static Rect regionFromRecrop(
      Size size, float centerX, float centerY, float guideX, float guideY) {
    return Rect.aligned(size, centerX, centerY, guideX, guideY, RECROP_TARGET)
        .squared(size, RECROP_SCALE, SHIFT);
  }

  private static Optional<Hand> landmarks(
      Models models, Frame frame, Side side, Rect region, PoseStage.Found pose, Sampling sampling) {
    var model = models.get(ModelVariant.HAND);
    var placed = models.crop().into(model.input(), INPUT, frame, region, sampling);
    model.invoke();
    float confidence = model.output(PRESENCE, 0);
    if (!(confidence > LEAST_CONFIDENCE)) {
      return Optional.empty();
    }
    int width = INPUT.side();
    var points =
        Points.decoded(model.output(LANDMARKS), Hand.POINTS, 3, width, DEPTH)
            .unpadded(placed)
            .projected(region);
    var world = Points.decoded(model.output(WORLD), Hand.POINTS, 3, 1, 1).turned(region.rotation());
    // The hand's own origin is somewhere in the palm; the wrists of hand and body are one point.
    world.moved(
        pose.world().x(side.wrist) - world.x(0),
        pose.world().y(side.wrist) - world.y(0),
        pose.world().z(side.wrist) - world.z(0));
    return points.areFinite() && world.areFinite()
        ? Optional.of(hand(points, world, Math.min(confidence, 1)))
        : Optional.empty();
  }

  private static Hand hand(Points points, Points world, float confidence) {
    List<NormalizedLandmark> landmarks = new ArrayList<>(Hand.POINTS);
    List<WorldLandmark> worldLandmarks = new ArrayList<>(Hand.POINTS);
    for (int i = 0; i < Hand.POINTS; i++) {
      landmarks.add(new NormalizedLandmark(points.x(i), points.y(i), points.z(i)));
      worldLandmarks.add(new WorldLandmark(world.x(i), world.y(i), world.z(i)));
    }
    return new Hand(landmarks, worldLandmarks, confidence);
  }
}
