package vitruvian.tracker.pipeline;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import vitruvian.landmarks.NormalizedPoseLandmark;
import vitruvian.landmarks.Pose;
import vitruvian.landmarks.WorldPoseLandmark;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.engine.Interpreter;
import vitruvian.tracker.engine.ModelVariant;
import vitruvian.tracker.pipeline.Crop.Border;

/// The person: found by a detector, then 33 landmarks of the body.
///
/// Upstream: `mediapipe/modules/pose_landmark/pose_landmark_cpu.pbtxt` and the graphs it includes.
final class PoseStage {
  /// Landmarks of the model; 33 are the pose, two more place the region of the next frame.
  static final int POINTS = 39;

  private static final int STRIDE = 5;
  private static final int INPUT_SIDE = 256;
  private static final Crop.Input DETECTOR_INPUT = new Crop.Input(224, true, Border.ZERO, -1, 1);
  private static final Crop.Input INPUT = new Crop.Input(INPUT_SIDE, true, Border.REPLICATE, 0, 1);
  private static final SsdDetector DETECTOR = new SsdDetector(224, 4, 8, 16, 32, 32, 32);
  /// How many sides of a body wide its region is.
  static final float REGION_SCALE = 1.25f;

  private static final float REGION_TARGET = 90;

  private static final int LANDMARKS = 0;
  private static final int PRESENCE = 1;

  private static final int HEATMAP_SIDE = 64;
  private static final int HEATMAP_REACH = 3;
  private static final float HEATMAP_LEAST = 0.5f;

  private PoseStage() {}

  /// What the pose stage found.
  ///
  /// @param region that was looked at
  /// @param points 39 landmarks in the picture; x, y as fractions, z as x
  /// @param visibility probabilities, 39
  /// @param presence probabilities, 39
  /// @param world 33 points in metres from the middle of the hips, as the camera sees them
  /// @param confidence that there is a person in the region
  @SuppressWarnings("ArrayRecordComponent") // never compared, never given away
  record Found(
      Rect region,
      Points points,
      float[] visibility,
      float[] presence,
      Points world,
      float confidence) {
    Pose pose() {
      List<NormalizedPoseLandmark> landmarks = new ArrayList<>(Pose.POINTS);
      List<WorldPoseLandmark> worldLandmarks = new ArrayList<>(Pose.POINTS);
      for (int i = 0; i < Pose.POINTS; i++) {
        landmarks.add(
            new NormalizedPoseLandmark(
                points.x(i), points.y(i), points.z(i), visibility[i], presence[i]));
        worldLandmarks.add(
            new WorldPoseLandmark(world.x(i), world.y(i), world.z(i), visibility[i], presence[i]));
      }
      return new Pose(landmarks, worldLandmarks, confidence);
    }
  }

  /// The region of the most likely person in the whole picture.
  static Optional<Rect> detect(Models models, Frame frame, TrackOptions options) {
    var model = models.get(ModelVariant.POSE_DETECTION);
    var placed = looked(models, model, frame, Rect.WHOLE, options);
    var size = new Size(frame.width(), frame.height());
    return DETECTOR
        .best(model.output(0), model.output(1), options.minDetectionConfidence())
        .map(detection -> region(size, detection, placed, Rect.WHOLE))
        .filter(Rect::isUsable);
  }

  /// Where a person may be.
  ///
  /// @param region for the landmarks
  /// @param score of the detector, 0 to 1
  record Candidate(Rect region, float score) {}

  /// The regions of all that may be people in an upright part of the picture, the likeliest first.
  ///
  /// @param part what the detector looks at
  /// @param least the least score
  /// @param most how many there are at most
  static List<Candidate> detectAll(
      Models models, Frame frame, Rect part, TrackOptions options, double least, int most) {
    var model = models.get(ModelVariant.POSE_DETECTION);
    var placed = looked(models, model, frame, part, options);
    var size = new Size(frame.width(), frame.height());
    // In the whole picture those that the official threshold lets pass are the official ones: boxes
    // of lower scores do not count in their means.
    double official = part.equals(Rect.WHOLE) ? options.minDetectionConfidence() : least;
    return Stream.concat(
            DETECTOR.all(model.output(0), model.output(1), official, most).stream(),
            DETECTOR.all(model.output(0), model.output(1), least, most).stream()
                .filter(found -> found.score() < official))
        .map(found -> new Candidate(region(size, found, placed, part), found.score()))
        .filter(candidate -> candidate.region().isUsable())
        .toList();
  }

  private static Crop.Placed looked(
      Models models, Interpreter model, Frame frame, Rect part, TrackOptions options) {
    var placed = models.crop().into(model.input(), DETECTOR_INPUT, frame, part, options.sampling());
    model.invoke();
    return placed;
  }

  private static Rect region(
      Size size, SsdDetector.Detection detection, Crop.Placed placed, Rect part) {
    var points = new float[4];
    for (int i = 0; i < 2; i++) {
      float x = unpadded(detection.x(i), placed.padX());
      float y = unpadded(detection.y(i), placed.padY());
      // The whole picture stays as it is to the last bit.
      points[2 * i] = part.equals(Rect.WHOLE) ? x : part.x() + (x - 0.5f) * part.width();
      points[2 * i + 1] = part.equals(Rect.WHOLE) ? y : part.y() + (y - 0.5f) * part.height();
    }
    return region(size, points[0], points[1], points[2], points[3]);
  }

  /// The region around the middle of the hips whose second point tells its size and direction.
  static Rect region(Size size, float centerX, float centerY, float endX, float endY) {
    return Rect.aligned(size, centerX, centerY, endX, endY, REGION_TARGET)
        .squared(size, REGION_SCALE, 0);
  }

  /// The pose in a region, if there is a person.
  static Optional<Found> landmarks(Models models, Frame frame, Rect region, TrackOptions options) {
    return landmarks(models, frame, region, options, Occluders.NONE);
  }

  /// The pose in a region among others, if there is a person.
  static Optional<Found> landmarks(
      Models models, Frame frame, Rect region, TrackOptions options, Occluders occluders) {
    var model = models.get(variant(options));
    var placed = models.crop().into(model.input(), INPUT, frame, region, options.sampling());
    occluders.paint(model.input(), INPUT_SIDE, placed);
    model.invoke();
    float confidence = model.output(PRESENCE, 0);
    if (!(confidence > options.minTrackingConfidence())) {
      return Optional.empty();
    }
    var tensor = model.output(LANDMARKS);
    var points = Points.decoded(tensor, POINTS, STRIDE, INPUT_SIDE, 1);
    refine(points, heatmap(model, options));
    var world = Points.decoded(world(model, options), Pose.POINTS, 3, 1, 1);
    points.unpadded(placed).projected(region);
    world.turned(region.rotation());
    if (!points.areFinite() || !world.areFinite()) {
      return Optional.empty();
    }
    return Optional.of(
        new Found(
            region,
            points,
            probabilities(tensor, 3),
            probabilities(tensor, 4),
            world,
            Math.min(confidence, 1)));
  }

  static ModelVariant variant(TrackOptions options) {
    return switch (options.complexity()) {
      case 0 -> options.segmentation() ? ModelVariant.POSE_LITE_WITH_MASK : ModelVariant.POSE_LITE;
      case 1 -> options.segmentation() ? ModelVariant.POSE_FULL_WITH_MASK : ModelVariant.POSE_FULL;
      default ->
          options.segmentation() ? ModelVariant.POSE_HEAVY_WITH_MASK : ModelVariant.POSE_HEAVY;
    };
  }

  /// The mask's logits, 256 x 256, of the last run with segmentation.
  static MemorySegment mask(Interpreter model) {
    return model.output(2);
  }

  // Without the mask output, the later outputs move up by one.
  private static MemorySegment heatmap(Interpreter model, TrackOptions options) {
    return model.output(options.segmentation() ? 3 : 2);
  }

  private static MemorySegment world(Interpreter model, TrackOptions options) {
    return model.output(options.segmentation() ? 4 : 3);
  }

  private static float[] probabilities(MemorySegment tensor, int offset) {
    var values = new float[POINTS];
    for (int i = 0; i < POINTS; i++) {
      values[i] = Sigmoid.of(tensor.getAtIndex(JAVA_FLOAT, (long) STRIDE * i + offset));
    }
    return values;
  }

  private static float unpadded(float value, float pad) {
    return (value - pad) / (1 - (pad + pad));
  }

  /// Moves each point to the center of its heatmap's mass nearby, where the heatmap is sure.
  ///
  /// Upstream: `mediapipe/calculators/util/refine_landmarks_from_heatmap_calculator.cc`.
  static void refine(Points points, MemorySegment heatmap) {
    refine(points, POINTS, heatmap);
  }

  static void refine(Points points, int channels, MemorySegment heatmap) {
    for (int i = 0; i < points.count(); i++) {
      int column = (int) (points.x(i) * HEATMAP_SIDE);
      int row = (int) (points.y(i) * HEATMAP_SIDE);
      if (column < 0 || row < 0 || column >= HEATMAP_SIDE || row >= HEATMAP_SIDE) {
        continue;
      }
      float sum = 0;
      float most = 0;
      float sumX = 0;
      float sumY = 0;
      int lastRow = Math.min(HEATMAP_SIDE - 1, row + HEATMAP_REACH);
      int lastColumn = Math.min(HEATMAP_SIDE - 1, column + HEATMAP_REACH);
      for (int r = Math.max(0, row - HEATMAP_REACH); r <= lastRow; r++) {
        for (int c = Math.max(0, column - HEATMAP_REACH); c <= lastColumn; c++) {
          long cell = (long) (r * HEATMAP_SIDE + c) * channels + i;
          float p = Sigmoid.of(heatmap.getAtIndex(JAVA_FLOAT, cell));
          sum += p;
          most = Math.max(most, p);
          sumX += c * p;
          sumY += r * p;
        }
      }
      if (most >= HEATMAP_LEAST && sum > 0) {
        points.set(i, sumX / HEATMAP_SIDE / sum, sumY / HEATMAP_SIDE / sum, points.z(i));
      }
    }
  }
}
