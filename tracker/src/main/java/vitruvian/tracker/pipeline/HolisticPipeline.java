package vitruvian.tracker.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.SegmentationMask;
import vitruvian.landmarks.Timing;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.engine.Interpreter;
import vitruvian.tracker.engine.ModelVariant;

/// A whole picture: the person, then both hands and the face of that person.
///
/// Nothing is remembered from one picture to the next. The official class carries regions of hands
/// and face over from picture to picture even in its mode for still pictures; this does not.
///
/// Upstream: `mediapipe/modules/holistic_landmark/holistic_landmark_cpu.pbtxt`.
public final class HolisticPipeline {
  private HolisticPipeline() {}

  /// Opens the interpreters that pictures with these options may need.
  public static List<Interpreter> open(Models models, TrackOptions options) {
    return runsOfAPicture(options).stream().distinct().map(models::get).toList();
  }

  /// The models in the order in which a picture of a person with face and both hands runs them.
  public static List<ModelVariant> runsOfAPicture(TrackOptions options) {
    return List.of(
        ModelVariant.POSE_DETECTION,
        PoseStage.variant(options),
        ModelVariant.HAND_RECROP,
        ModelVariant.HAND,
        ModelVariant.HAND_RECROP,
        ModelVariant.HAND,
        ModelVariant.FACE_DETECTION,
        FaceStage.variant(options));
  }

  /// The landmarks of one still picture.
  ///
  /// @param models the interpreters to use, on this thread only
  public static HolisticResult track(Models models, Frame frame, TrackOptions options) {
    long start = System.nanoTime();
    var size = new ImageSize(frame.width(), frame.height());
    var found =
        PoseStage.detect(models, frame, options)
            .flatMap(region -> PoseStage.landmarks(models, frame, region, options));
    if (found.isEmpty()) {
      long end = System.nanoTime();
      return new HolisticResult(size, size, List.of(), timing(start, end, end, end));
    }
    var pose = found.get();
    var mask = mask(models, frame, pose, options);
    long posed = System.nanoTime();
    var sampling = options.sampling();
    var left = HandStage.run(models, frame, HandStage.Side.LEFT, pose, sampling);
    var right = HandStage.run(models, frame, HandStage.Side.RIGHT, pose, sampling);
    long handed = System.nanoTime();
    var face = FaceStage.run(models, frame, pose, options);
    long end = System.nanoTime();
    var person = new Person(pose.pose(), face, left, right, mask);
    return new HolisticResult(size, size, List.of(person), timing(start, posed, handed, end));
  }

  private static Optional<SegmentationMask> mask(
      Models models, Frame frame, PoseStage.Found pose, TrackOptions options) {
    if (!options.segmentation()) {
      return Optional.empty();
    }
    var logits = PoseStage.mask(models.get(PoseStage.variant(options)));
    return Optional.of(
        MaskStage.run(
            logits, pose.region(), new Size(frame.width(), frame.height()), options.sampling()));
  }

  private static Timing timing(long start, long posed, long handed, long end) {
    return new Timing(
        Duration.ZERO,
        Duration.ofNanos(posed - start),
        Duration.ofNanos(handed - posed),
        Duration.ofNanos(end - handed),
        Duration.ofNanos(end - start));
  }
}
