package vitruvian.tracker.pipeline;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.engine.FaceMeshIndices;
import vitruvian.tracker.engine.Interpreter;
import vitruvian.tracker.engine.ModelVariant;
import vitruvian.tracker.pipeline.Crop.Border;

/// The face: detected where the pose has it, then 468 or 478 landmarks.
///
/// Upstream: `mediapipe/modules/holistic_landmark/face_landmarks_from_pose_cpu.pbtxt`,
/// `face_detection_front_detections_to_roi.pbtxt`,
/// `mediapipe/modules/face_landmark/face_landmark_cpu.pbtxt`.
final class FaceStage {
  private static final int MESH = 468;
  private static final int REFINED = 478;
  private static final int POSE_FACE_POINTS = 11;
  private static final int POSE_RIGHT_EYE = 5;
  private static final int POSE_LEFT_EYE = 2;
  private static final int KEYPOINTS = 6;

  private static final float LEAST_SCORE = 0.5f;
  private static final float LEAST_CONFIDENCE = 0.5f;
  private static final int RIGHT_EYE_CORNER = 33;
  private static final int LEFT_EYE_CORNER = 263;
  private static final float POSE_SCALE = 3;
  private static final float LANDMARKS_SCALE = 1.5f;
  private static final float DETECTION_SCALE = 2;
  private static final float DETECTION_SHIFT = -0.1f;

  private static final Crop.Input DETECTOR_INPUT = new Crop.Input(128, true, Border.ZERO, -1, 1);
  private static final Crop.Input INPUT = new Crop.Input(192, false, Border.REPLICATE, 0, 1);
  private static final SsdDetector DETECTOR = new SsdDetector(128, KEYPOINTS, 8, 16, 16, 16);

  private FaceStage() {}

  /// The face of a pose, if the detector finds it there and the model is sure.
  ///
  /// @param before its landmarks in the frame before, if this is a stream and it was there
  static Optional<Face> run(
      Models models,
      Frame frame,
      PoseStage.Found pose,
      TrackOptions options,
      Optional<Points> before) {
    var size = new Size(frame.width(), frame.height());
    var points = pose.points();
    var guess = regionFromPose(size, points);
    if (!guess.isUsable()) {
      return Optional.empty();
    }
    return detect(models, frame, size, guess, options)
        .filter(Rect::isUsable)
        .map(searched -> tracked(size, before, searched))
        .flatMap(region -> landmarks(models, frame, region, options));
  }

  /// The region around the face points of a pose.
  static Rect regionFromPose(Size size, Points pose) {
    var box = Box.aroundLandmarks();
    for (int i = 0; i < POSE_FACE_POINTS; i++) {
      box.add(pose.x(i), pose.y(i));
    }
    float rotation =
        Rect.rotation(
            size,
            pose.x(POSE_RIGHT_EYE),
            pose.y(POSE_RIGHT_EYE),
            pose.x(POSE_LEFT_EYE),
            pose.y(POSE_LEFT_EYE),
            0);
    return box.rect(rotation).squared(size, POSE_SCALE, 0);
  }

  private static Optional<Rect> detect(
      Models models, Frame frame, Size size, Rect guess, TrackOptions options) {
    var model = models.get(ModelVariant.FACE_DETECTION);
    var placed =
        models.crop().into(model.input(), DETECTOR_INPUT, frame, guess, options.sampling());
    model.invoke();
    return DETECTOR
        .best(model.output(0), model.output(1), LEAST_SCORE)
        .map(
            detection -> {
              var keypoints = new Points(KEYPOINTS);
              for (int i = 0; i < KEYPOINTS; i++) {
                keypoints.set(i, detection.x(i), detection.y(i), 0);
              }
              return regionFromKeypoints(size, new RegionMatrix(placed, size).applied(keypoints));
            });
  }

  /// The region around the detector's keypoints, of which the first two are the eyes.
  static Rect regionFromKeypoints(Size size, Points keypoints) {
    var box = Box.aroundKeypoints();
    for (int i = 0; i < KEYPOINTS; i++) {
      box.add(keypoints.x(i), keypoints.y(i));
    }
    float rotation =
        Rect.rotation(size, keypoints.x(0), keypoints.y(0), keypoints.x(1), keypoints.y(1), 0);
    return box.rect(rotation).squared(size, DETECTION_SCALE, DETECTION_SHIFT);
  }

  private static Rect tracked(Size size, Optional<Points> before, Rect searched) {
    var previous =
        before
            .map(points -> new RegionTracking.Previous(points, regionFromLandmarks(size, points)))
            .filter(was -> was.region().isUsable());
    return RegionTracking.FACE.choose(size, previous, searched);
  }

  /// The region around a face's landmarks, all of them.
  static Rect regionFromLandmarks(Size size, Points face) {
    var box = Box.aroundLandmarks();
    for (int i = 0; i < face.count(); i++) {
      box.add(face.x(i), face.y(i));
    }
    float rotation =
        Rect.rotation(
            size,
            face.x(RIGHT_EYE_CORNER),
            face.y(RIGHT_EYE_CORNER),
            face.x(LEFT_EYE_CORNER),
            face.y(LEFT_EYE_CORNER),
            0);
    return box.rect(rotation).squared(size, LANDMARKS_SCALE, 0);
  }

  private static Optional<Face> landmarks(
      Models models, Frame frame, Rect region, TrackOptions options) {
    var model = models.get(variant(options));
    models.crop().into(model.input(), INPUT, frame, region, options.sampling());
    model.invoke();
    int presence = model.outputs() - 1;
    float confidence = Sigmoid.of(model.output(presence, 0));
    if (!(confidence > LEAST_CONFIDENCE)) {
      return Optional.empty();
    }
    var points = options.refineFace() ? refined(model) : mesh(model, MESH);
    points.projected(region);
    return points.areFinite() ? Optional.of(face(points, confidence)) : Optional.empty();
  }

  static ModelVariant variant(TrackOptions options) {
    return options.refineFace() ? ModelVariant.FACE_REFINED : ModelVariant.FACE;
  }

  private static Points mesh(Interpreter model, int count) {
    var tensor = model.output(0);
    float side = INPUT.side();
    var points = new Points(count);
    for (int i = 0; i < MESH; i++) {
      points.set(
          i, at(tensor, 3 * i) / side, at(tensor, 3 * i + 1) / side, at(tensor, 3 * i + 2) / side);
    }
    return points;
  }

  // Upstream: mediapipe/calculators/util/landmarks_refinement_calculator.cc.
  private static Points refined(Interpreter model) {
    var points = mesh(model, REFINED);
    overwrite(points, FaceMeshIndices.LIPS, model.output(1));
    overwrite(points, FaceMeshIndices.LEFT_EYE, model.output(2));
    overwrite(points, FaceMeshIndices.RIGHT_EYE, model.output(3));
    iris(points, FaceMeshIndices.LEFT_IRIS, FaceMeshIndices.LEFT_EYE_CONTOUR, model.output(4));
    iris(points, FaceMeshIndices.RIGHT_IRIS, FaceMeshIndices.RIGHT_EYE_CONTOUR, model.output(5));
    return points;
  }

  private static void overwrite(Points points, List<Integer> indices, MemorySegment tensor) {
    float side = INPUT.side();
    for (int i = 0; i < indices.size(); i++) {
      int to = indices.get(i);
      points.set(to, at(tensor, 2 * i) / side, at(tensor, 2 * i + 1) / side, points.z(to));
    }
  }

  private static void iris(Points points, int first, List<Integer> contour, MemorySegment tensor) {
    float side = INPUT.side();
    double depth = 0;
    for (int i : contour) {
      depth += points.z(i);
    }
    for (int i = 0; i < 5; i++) {
      points.set(
          first + i,
          at(tensor, 2 * i) / side,
          at(tensor, 2 * i + 1) / side,
          (float) (depth / contour.size()));
    }
  }

  private static float at(MemorySegment tensor, int index) {
    return tensor.getAtIndex(JAVA_FLOAT, index);
  }

  static Face face(Points points, float confidence) {
    List<NormalizedLandmark> landmarks = new ArrayList<>(points.count());
    for (int i = 0; i < points.count(); i++) {
      landmarks.add(new NormalizedLandmark(points.x(i), points.y(i), points.z(i)));
    }
    return new Face(landmarks, confidence);
  }
}
