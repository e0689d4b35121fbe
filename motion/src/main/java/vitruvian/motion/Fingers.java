package vitruvian.motion;

/// How the joints of a left hand's fingers are turned; those of a right one are mirrored.
///
/// A finger bends about its hinge, which is across the hand, and spreads at the knuckle about the
/// palm's normal. So three angles less than its three directions have are enough, and noise across
/// a hinge does not twist the finger.
final class Fingers {
  private static final Vector BEND = Vector.Z.times(-1);

  private Fingers() {}

  /// @param joint 0 the knuckle, then the middle and the last one
  /// @param direction of the bone in the axes of the one before it, of length 1
  static Quaternion finger(int joint, Vector direction) {
    if (joint > 0) {
      double bent = Math.atan2(-direction.y(), direction.x());
      return Quaternion.about(
          BEND,
          joint == 1
              ? Math.clamp(bent, 0, Limits.MIDDLE_BENT)
              : Math.clamp(bent, Limits.END_STRETCHED, Limits.END_BENT));
    }
    // Over the palm a bent finger points backwards; its spread is then that of its stretched self.
    double flat = Math.hypot(direction.x(), direction.z());
    double spread =
        Math.clamp(
            Math.atan2(-direction.z(), Math.max(direction.x(), flat / 2)),
            -Limits.KNUCKLE_SPREAD,
            Limits.KNUCKLE_SPREAD);
    double along = Math.cos(spread) * direction.x() - Math.sin(spread) * direction.z();
    double bent =
        Math.clamp(
            Math.atan2(-direction.y(), along), Limits.KNUCKLE_STRETCHED, Limits.KNUCKLE_BENT);
    return Quaternion.about(Vector.Y, spread).times(Quaternion.about(BEND, bent));
  }

  /// The thumb's joints turn as its bones do, without a hinge: its root is a saddle.
  static Quaternion thumb(int joint, Vector direction) {
    var turn = Quaternion.between(Skeleton.THUMB, direction);
    double angle = turn.angle();
    double most = Limits.THUMB[joint];
    return angle <= most ? turn : Quaternion.IDENTITY.towards(turn, most / angle);
  }
}
