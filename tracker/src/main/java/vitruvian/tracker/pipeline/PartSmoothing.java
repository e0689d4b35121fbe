package vitruvian.tracker.pipeline;

import java.nio.ByteBuffer;
import java.util.Optional;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.Hand;
import vitruvian.tracker.VideoOptions;

/// What the filters of both hands and of the face remember from frame to frame. An immutable value.
///
/// Upstream smooths the pose only. These filters are of the same kind, with the side of the region
/// around a part as the measure of its speed. They change results, never where a part is looked for
/// next. A part that is lost or somewhere else at once starts afresh.
///
/// @param left the filters of the left hand
/// @param right the filters of the right hand
/// @param face the filter of the face
record PartSmoothing(HandFilters left, HandFilters right, EuroFilter face) {
  // Measured with SmoothingStudy in benchmarks: at most a third of the jitter at rest is left, and
  // the lag in motion stays below a frame.
  private static final EuroFilter.Kind KIND = new EuroFilter.Kind(0.6, 20, 3);

  // How many metres the side of a hand's region is, so that speed in space counts as in the
  // picture.
  private static final float METRES = 0.25f;

  // How far a part moves between two frames, in sides of its region, before it is another place.
  private static final float JUMP = 0.5f;

  private static final EuroFilter FRESH_FACE = EuroFilter.fresh(KIND);

  static final PartSmoothing FRESH =
      new PartSmoothing(HandFilters.FRESH, HandFilters.FRESH, FRESH_FACE);

  /// The parts of a frame, smoothed, and the filters for the next.
  record Smoothed(Hands hands, Optional<Face> face, PartSmoothing after) {}

  /// A smoothed hand.
  private record SmoothedHand(HandStage.Found hand, HandFilters after) {}

  /// A smoothed face.
  private record SmoothedFace(Face face, EuroFilter after) {}

  /// Smooths what is asked for.
  ///
  /// @param nanos the frame's time; where it is that of the frame before, nothing is smoothed
  Smoothed apply(Hands hands, Optional<Face> found, Size size, long nanos, VideoOptions options) {
    var wanted = options.smoothHands() ? hands : Hands.NONE;
    var newLeft = wanted.left().map(hand -> left.apply(hand, size, nanos));
    var newRight = wanted.right().map(hand -> right.apply(hand, size, nanos));
    var newFace =
        found.filter(_ -> options.smoothFace()).map(value -> smoothed(value, size, nanos));
    return new Smoothed(
        new Hands(
            newLeft.map(SmoothedHand::hand).or(hands::left),
            newRight.map(SmoothedHand::hand).or(hands::right)),
        newFace.map(SmoothedFace::face).or(() -> found),
        new PartSmoothing(
            newLeft.map(SmoothedHand::after).orElse(HandFilters.FRESH),
            newRight.map(SmoothedHand::after).orElse(HandFilters.FRESH),
            newFace.map(SmoothedFace::after).orElse(FRESH_FACE)));
  }

  private SmoothedFace smoothed(Face found, Size size, long nanos) {
    var points = Points.of(found.landmarks());
    float side = FaceStage.regionFromLandmarks(size, points).width() * size.width();
    var filter = isElsewhere(face, points, size, side) ? FRESH_FACE : face;
    var after = filter.apply(nanos, points, 0, points.count(), size, side);
    return new SmoothedFace(FaceStage.face(points, found.confidence()), after);
  }

  // By the first point: the wrist of a hand, the middle of the lips.
  private static boolean isElsewhere(EuroFilter filter, Points points, Size size, float side) {
    var before = filter.raw();
    return before.length != 3 * points.count()
        || Math.hypot(
                points.x(0) * size.width() - before[0], points.y(0) * size.height() - before[1])
            > JUMP * side;
  }

  /// What the filters of a hand remember.
  ///
  /// @param landmarks of the points in the picture
  /// @param world of the points in space, as seen from the wrist, which is smoothed as the pose's
  record HandFilters(EuroFilter landmarks, EuroFilter world) {
    static final HandFilters FRESH =
        new HandFilters(EuroFilter.fresh(KIND), EuroFilter.fresh(KIND));

    private SmoothedHand apply(HandStage.Found found, Size size, long nanos) {
      var points = found.points().copy();
      float side = HandStage.regionFromLandmarks(size, points).width() * size.width();
      var filters = isElsewhere(landmarks, points, size, side) ? FRESH : this;
      var nextLandmarks = filters.landmarks.apply(nanos, points, 0, Hand.POINTS, size, side);
      var world = found.world().copy();
      var wrist = world.values(0, 1);
      var shape = world.moved(-wrist[0], -wrist[1], -wrist[2]).values(0, Hand.POINTS);
      var nextWorld = filters.world.apply(nanos, shape, 1 / METRES);
      world.setValues(0, shape);
      world.moved(wrist[0], wrist[1], wrist[2]);
      return new SmoothedHand(
          new HandStage.Found(points, world, found.confidence(), found.isRight()),
          new HandFilters(nextLandmarks, nextWorld));
    }

    private int bytes() {
      return landmarks.bytes() + world.bytes();
    }

    private void write(ByteBuffer to) {
      landmarks.write(to);
      world.write(to);
    }

    private static HandFilters read(ByteBuffer from) {
      return new HandFilters(
          EuroFilter.read(from, KIND, 3 * Hand.POINTS),
          EuroFilter.read(from, KIND, 3 * Hand.POINTS));
    }
  }

  int bytes() {
    return left.bytes() + right.bytes() + face.bytes();
  }

  void write(ByteBuffer to) {
    left.write(to);
    right.write(to);
    face.write(to);
  }

  /// @param facePoints how many points the face of the last frame has; 0 without one
  static PartSmoothing read(ByteBuffer from, int facePoints) {
    return new PartSmoothing(
        HandFilters.read(from),
        HandFilters.read(from),
        EuroFilter.read(from, KIND, 3 * facePoints));
  }
}
