package vitruvian.motion;

import org.jspecify.annotations.Nullable;

/// Feet that stand: where each was put down, and by how much the hips are moved so that it stays
/// there.
///
/// @param left where the left foot stands, or null while it does not; metres, without the move
/// @param right likewise
/// @param lastLeft where the left foot was in the frame before, moved
/// @param move of the hips along the floor
record Feet(
    @Nullable Vector left,
    @Nullable Vector right,
    @Nullable Vector lastLeft,
    @Nullable Vector lastRight,
    Vector move) {
  static final Feet NONE = new Feet(null, null, null, null, Vector.ZERO);

  // A foot that stands is seen to move by the noise of its landmarks, some millimetres a frame; a
  // foot that walks makes a metre a second and more.
  private static final double STANDING_SPEED = 0.15;
  private static final double STANDING_HEIGHT = 0.05;

  // More than a foot's width is no sliding; the person goes, or the camera does.
  private static final double FARTHEST = 0.1;

  // The time in which a foot that is lifted comes to where it is seen: that of a short step.
  private static final double LETTING_GO = 0.2;

  /// The next frame.
  ///
  /// @param leftNow where the left foot is, without a move; null where it is not seen
  /// @param floor the floor's height
  /// @param dt seconds since the frame before
  Feet next(@Nullable Vector leftNow, @Nullable Vector rightNow, double floor, double dt) {
    var newLeft = stand(left, leftNow, lastLeft, floor, dt);
    var newRight = stand(right, rightNow, lastRight, floor, dt);
    var wanted = Vector.ZERO;
    int count = 0;
    if (newLeft != null && leftNow != null) {
      wanted = wanted.plus(newLeft.minus(leftNow));
      count++;
    }
    if (newRight != null && rightNow != null) {
      wanted = wanted.plus(newRight.minus(rightNow));
      count++;
    }
    Vector moved;
    if (count > 0) {
      moved = new Vector(wanted.x() / count, 0, wanted.z() / count);
    } else {
      moved = move.times(Math.exp(-dt / LETTING_GO));
    }
    return new Feet(newLeft, newRight, leftNow, rightNow, moved);
  }

  private @Nullable Vector stand(
      @Nullable Vector stood,
      @Nullable Vector now,
      @Nullable Vector last,
      double floor,
      double dt) {
    if (now == null || last == null) {
      return null;
    }
    boolean slow = now.minus(last).length() < STANDING_SPEED * Math.max(dt, 1e-3);
    if (!slow || now.y() > floor + STANDING_HEIGHT) {
      return null;
    }
    if (stood == null) {
      // From where it is shown, so that nothing jumps.
      return now.plus(move);
    }
    var off = stood.minus(now);
    return Math.hypot(off.x(), off.z()) > FARTHEST ? null : stood;
  }
}
