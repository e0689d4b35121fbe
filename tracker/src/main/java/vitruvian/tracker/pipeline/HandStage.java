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

    int wrist() {
      return wrist;
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

  private static final int WRIST = 0;
  private static final int INDEX_MCP = 5;
  private static final int MIDDLE_MCP = 9;
  private static final int RING_MCP = 13;
  private static final List<Integer> PALM_AND_JOINTS =
      List.of(0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18);
  private static final float LANDMARKS_SCALE = 2;
  private static final float LANDMARKS_TARGET = 90;

  private static final int LANDMARKS = 0;
  private static final int PRESENCE = 1;
  private static final int SIDE = 2;
  private static final int WORLD = 3;

  private HandStage() {}

  /// What this stage found.
  ///
  /// @param points 21 landmarks in the picture; x, y as fractions, z as x
  /// @param world the same in metres, its wrist at that of the pose
  /// @param confidence that there is a hand in the region
  /// @param isRight the probability that it is a right one, whichever was looked for
  record Found(Points points, Points world, float confidence, float isRight) {
    /// The same hand as that of another side: the wrists of hand and body are one point in space.
    Found anchored(Side side, PoseStage.Found pose) {
      var moved =
          world
              .copy()
              .moved(
                  pose.world().x(side.wrist) - world.x(0),
                  pose.world().y(side.wrist) - world.y(0),
                  pose.world().z(side.wrist) - world.z(0));
      return new Found(points, moved, confidence, isRight);
    }

    Hand hand() {
      List<NormalizedLandmark> landmarks = new ArrayList<>(Hand.POINTS);
      List<WorldLandmark> worldLandmarks = new ArrayList<>(Hand.POINTS);
      for (int i = 0; i < Hand.POINTS; i++) {
        landmarks.add(new NormalizedLandmark(points.x(i), points.y(i), points.z(i)));
        worldLandmarks.add(new WorldLandmark(world.x(i), world.y(i), world.z(i)));
      }
      return new Hand(landmarks, worldLandmarks, confidence);
    }
  }

  /// The hand of a pose, if its wrist is seen and the model is sure.
  ///
  /// @param before its landmarks in the frame before, if this is a stream and it was there
  static Optional<Found> run(
      Models models,
      Frame frame,
      Side side,
      PoseStage.Found pose,
      Sampling sampling,
      Optional<Points> before) {
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
    var searched = recrop(models, frame, size, guess, sampling);
    var region = searched.isUsable() ? tracked(size, before, searched) : searched;
    return region.isUsable()
        ? landmarks(models, frame, side, region, pose, sampling)
        : Optional.empty();
  }

  /// The hand where it was in the frame before, whatever this frame's pose says.
  static Optional<Found> again(
      Models models,
      Frame frame,
      Side side,
      PoseStage.Found pose,
      Sampling sampling,
      Points before) {
    var region = regionFromLandmarks(new Size(frame.width(), frame.height()), before);
    return region.isUsable()
        ? landmarks(models, frame, side, region, pose, sampling)
        : Optional.empty();
  }

  /// The region that wrist, little finger and index finger of the pose suggest; each as x, y.
  ///
  /// Upstream: `hand_detections_from_pose_to_rects_calculator.cc` in
  /// `mediapipe/modules/holistic_landmark/calculators/`.
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

  private static Rect tracked(Size size, Optional<Points> before, Rect searched) {
    var previous =
        before
            .map(points -> new RegionTracking.Previous(points, regionFromLandmarks(size, points)))
            .filter(was -> was.region().isUsable());
    return RegionTracking.HAND.choose(size, previous, searched);
  }

  /// The region around a hand's landmarks, fingertips aside.
  ///
  /// Upstream: `hand_landmarks_to_rect_calculator.cc` in
  /// `mediapipe/modules/hand_landmark/calculators/`.
  static Rect regionFromLandmarks(Size size, Points hand) {
    float jointsX = ((hand.x(INDEX_MCP) + hand.x(RING_MCP)) / 2 + hand.x(MIDDLE_MCP)) / 2;
    float jointsY = ((hand.y(INDEX_MCP) + hand.y(RING_MCP)) / 2 + hand.y(MIDDLE_MCP)) / 2;
    float rotation =
        Rect.rotation(size, hand.x(WRIST), hand.y(WRIST), jointsX, jointsY, LANDMARKS_TARGET);
    var upright = Box.aroundLandmarks();
    for (int i : PALM_AND_JOINTS) {
      upright.add(hand.x(i), hand.y(i));
    }
    float sin = (float) Math.sin(rotation);
    float cos = (float) Math.cos(rotation);
    var turned = Box.aroundLandmarks();
    for (int i : PALM_AND_JOINTS) {
      float x = (hand.x(i) - upright.centerX()) * size.width();
      float y = (hand.y(i) - upright.centerY()) * size.height();
      turned.add(x * cos + y * sin, -x * sin + y * cos);
    }
    float x = turned.centerX() * cos - turned.centerY() * sin + size.width() * upright.centerX();
    float y = turned.centerX() * sin + turned.centerY() * cos + size.height() * upright.centerY();
    return new Rect(
            x / size.width(),
            y / size.height(),
            turned.width() / size.width(),
            turned.height() / size.height(),
            rotation)
        .squared(size, LANDMARKS_SCALE, SHIFT);
  }

  private static Optional<Found> landmarks(
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
    // The hand's own origin is somewhere in the palm.
    var found =
        new Found(points, world, Math.min(confidence, 1), model.output(SIDE, 0))
            .anchored(side, pose);
    return points.areFinite() && found.world().areFinite() ? Optional.of(found) : Optional.empty();
  }
}
