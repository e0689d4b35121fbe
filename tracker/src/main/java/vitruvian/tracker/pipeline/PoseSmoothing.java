package vitruvian.tracker.pipeline;

import java.nio.ByteBuffer;
import java.util.Optional;
import vitruvian.landmarks.Pose;

/// What the filters of the pose remember from frame to frame. An immutable value.
///
/// Without a pose in a frame, the filters of its coordinates start afresh; those of visibility and
/// of the points in space go on, as upstream's do.
///
/// Upstream: `mediapipe/modules/pose_landmark/pose_landmark_filtering.pbtxt`.
public final class PoseSmoothing {
  private static final EuroFilter.Kind LANDMARKS = new EuroFilter.Kind(0.05, 80, 1);
  private static final EuroFilter.Kind WORLD = new EuroFilter.Kind(0.1, 40, 1);
  private static final EuroFilter.Kind AUXILIARY = new EuroFilter.Kind(0.01, 10, 1);
  private static final float VISIBILITY_ALPHA = 0.1f;

  /// The two points behind the 33 that place the region of the next frame.
  private static final int CENTER = 33;

  private static final int END = 34;

  static final PoseSmoothing FRESH =
      new PoseSmoothing(
          EuroFilter.fresh(LANDMARKS),
          EuroFilter.fresh(WORLD),
          EuroFilter.fresh(AUXILIARY),
          new float[0]);

  private final EuroFilter landmarks;
  private final EuroFilter world;
  private final EuroFilter auxiliary;
  // Empty before the first pose.
  private final float[] visibility;

  private PoseSmoothing(
      EuroFilter landmarks, EuroFilter world, EuroFilter auxiliary, float[] visibility) {
    this.landmarks = landmarks;
    this.world = world;
    this.auxiliary = auxiliary;
    this.visibility = visibility;
  }

  /// A smoothed pose, the region of the next frame, and the filters for it.
  record Smoothed(PoseStage.Found pose, Optional<Rect> nextRegion, PoseSmoothing after) {}

  /// The filters after a frame without a pose.
  PoseSmoothing lost() {
    return new PoseSmoothing(
        EuroFilter.fresh(LANDMARKS), world, EuroFilter.fresh(AUXILIARY), visibility);
  }

  /// Smooths the pose of a frame.
  ///
  /// @param nanos the frame's time
  /// @param smooth whether the landmarks are smoothed; the next region always is
  Smoothed apply(PoseStage.Found found, Size size, long nanos, boolean smooth) {
    var points = found.points();
    var scaleRegion =
        Rect.aligned(size, points.x(CENTER), points.y(CENTER), points.x(END), points.y(END), 90);
    float scale = (scaleRegion.width() * size.width() + scaleRegion.height() * size.height()) / 2;
    var next = points.copy();
    var nextAuxiliary = auxiliary.apply(nanos, next, CENTER, 2, size, scale);
    var region = PoseStage.region(size, next.x(CENTER), next.y(CENTER), next.x(END), next.y(END));
    var usable = Optional.of(region).filter(Rect::isUsable);
    if (!smooth) {
      return new Smoothed(
          found, usable, new PoseSmoothing(landmarks, world, nextAuxiliary, visibility));
    }
    var nextVisibility = found.visibility().clone();
    for (int i = 0; i < nextVisibility.length && visibility.length > 0; i++) {
      nextVisibility[i] = EuroFilter.lowPass(nextVisibility[i], visibility[i], VISIBILITY_ALPHA);
    }
    var smoothed = points.copy();
    var nextLandmarks = landmarks.apply(nanos, smoothed, 0, Pose.POINTS, size, scale);
    var smoothedWorld = found.world().copy();
    var values = smoothedWorld.values(0, Pose.POINTS);
    var nextWorld = world.apply(nanos, values, 1);
    smoothedWorld.setValues(0, values);
    var pose =
        new PoseStage.Found(
            found.region(),
            smoothed,
            nextVisibility,
            found.presence(),
            smoothedWorld,
            found.confidence());
    return new Smoothed(
        pose, usable, new PoseSmoothing(nextLandmarks, nextWorld, nextAuxiliary, nextVisibility));
  }

  int bytes() {
    return landmarks.bytes()
        + world.bytes()
        + auxiliary.bytes()
        + Integer.BYTES
        + Float.BYTES * visibility.length;
  }

  void write(ByteBuffer to) {
    landmarks.write(to);
    world.write(to);
    auxiliary.write(to);
    to.putInt(visibility.length);
    for (float value : visibility) {
      to.putFloat(value);
    }
  }

  static PoseSmoothing read(ByteBuffer from) {
    var landmarks = EuroFilter.read(from, LANDMARKS, 3 * Pose.POINTS);
    var world = EuroFilter.read(from, WORLD, 3 * Pose.POINTS);
    var auxiliary = EuroFilter.read(from, AUXILIARY, 6);
    int count = from.getInt();
    if (count != 0 && count != PoseStage.POINTS) {
      throw new IllegalArgumentException("%d visibilities".formatted(count));
    }
    var visibility = new float[count];
    for (int i = 0; i < count; i++) {
      visibility[i] = from.getFloat();
    }
    return new PoseSmoothing(landmarks, world, auxiliary, visibility);
  }
}
