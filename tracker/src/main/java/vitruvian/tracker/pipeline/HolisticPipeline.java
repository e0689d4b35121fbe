package vitruvian.tracker.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.SegmentationMask;
import vitruvian.landmarks.Timing;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.VideoOptions;
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

  /// Opens the interpreters and reads the data that pictures with these options may need.
  public static List<Interpreter> open(Models models, TrackOptions options) {
    if (options.faceGeometry()) {
      models.geometry();
    }
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
  /// @param models what to work with, on this thread only
  public static HolisticResult track(Models models, Frame frame, TrackOptions options) {
    var still = new VideoOptions(options, false, false);
    return track(models, frame, still, 0, StreamState.FRESH).result();
  }

  /// What a stream's frame gave.
  ///
  /// @param after what the stream remembers for its next frame
  public record Tracked(HolisticResult result, StreamState after) {}

  /// The landmarks of a stream's frame. The first frame of a stream is a still picture.
  ///
  /// @param models what to work with, on this thread only
  /// @param micros when the frame was taken, since any fixed moment
  /// @param before what the stream remembers
  public static Tracked track(
      Models models, Frame frame, VideoOptions video, long micros, StreamState before) {
    var watch = new Stopwatch();
    var options = video.tracking();
    var size = new Size(frame.width(), frame.height());
    var found =
        before
            .region()
            .or(() -> PoseStage.detect(models, frame, options))
            .flatMap(region -> PoseStage.landmarks(models, frame, region, options));
    if (found.isEmpty()) {
      watch.posed();
      watch.handed();
      return new Tracked(result(frame, List.of(), watch.timing()), before.lost(micros));
    }
    var mask = mask(models, found.get(), size, video, before);
    var smoothed =
        before.smoothing().apply(found.get(), size, 1000 * micros, video.smoothLandmarks());
    var pose = smoothed.pose();
    watch.posed();
    var hands = Hands.find(models, frame, pose, video, before);
    watch.handed();
    var face = FaceStage.run(models, frame, pose, options, before.face());
    var parts = before.parts().apply(hands, face, size, 1000 * micros, video);
    var person =
        person(
            models,
            size,
            options,
            pose,
            parts.hands(),
            parts.face(),
            mask.map(FloatMask::toEightBits));
    return new Tracked(
        result(frame, List.of(person), watch.timing()),
        after(micros, smoothed, hands, face, parts.after(), mask.or(before::mask)));
  }

  static Person person(
      Models models,
      Size size,
      TrackOptions options,
      PoseStage.Found pose,
      Hands hands,
      Optional<Face> face,
      Optional<SegmentationMask> mask) {
    return new Person(
        pose.pose(),
        face.map(it -> withGeometry(models, it, size, options)),
        hands.left().map(HandStage.Found::hand),
        hands.right().map(HandStage.Found::hand),
        mask);
  }

  /// What a stream remembers of a person.
  ///
  /// @param hands unsmoothed, as the face
  static StreamState after(
      long micros,
      PoseSmoothing.Smoothed smoothed,
      Hands hands,
      Optional<Face> face,
      PartSmoothing parts,
      Optional<FloatMask> mask) {
    return new StreamState(
        micros,
        smoothed.nextRegion(),
        smoothed.after(),
        hands.left().map(HandStage.Found::points),
        hands.right().map(HandStage.Found::points),
        face.map(value -> Points.of(value.landmarks())),
        parts,
        mask);
  }

  static HolisticResult result(Frame frame, List<Person> people, Timing timing) {
    return new HolisticResult(frame.original(), frame.size(), people, timing);
  }

  private static Face withGeometry(Models models, Face face, Size size, TrackOptions options) {
    return options.faceGeometry()
        ? new Face(
            face.landmarks(), face.confidence(), models.geometry().solve(face.landmarks(), size))
        : face;
  }

  private static Optional<FloatMask> mask(
      Models models, PoseStage.Found pose, Size size, VideoOptions video, StreamState before) {
    var options = video.tracking();
    if (!options.segmentation()) {
      return Optional.empty();
    }
    var logits = PoseStage.mask(models.get(PoseStage.variant(options)));
    var mask = MaskStage.run(logits, pose.region(), size, options.sampling());
    return Optional.of(smoothed(mask, video, before));
  }

  static FloatMask smoothed(FloatMask mask, VideoOptions video, StreamState before) {
    var previous = before.mask().filter(mask::hasSizeOf);
    return video.smoothSegmentation() && previous.isPresent()
        ? mask.smoothedWith(previous.get())
        : mask;
  }

  /// When the stages of a picture ended.
  static final class Stopwatch {
    private final long start = System.nanoTime();
    private long posed;
    private long handed;

    void posed() {
      posed = System.nanoTime();
    }

    void handed() {
      handed = System.nanoTime();
    }

    /// What the stages took; the face's ends now.
    Timing timing() {
      long end = System.nanoTime();
      return new Timing(
          Duration.ZERO,
          Duration.ofNanos(posed - start),
          Duration.ofNanos(handed - posed),
          Duration.ofNanos(end - handed),
          Duration.ofNanos(end - start));
    }
  }
}
