package vitruvian.motion;

/// How the joints of a left hand's fingers are turned; those of a right one are mirrored.
///
/// A finger bends about its hinge, which is across the hand, and spreads at the knuckle about the
/// palm's normal. So three angles less than its three directions have are enough, and noise across
/// a hinge does not twist the finger.
final class Fingers {
  private Fingers() {}

  /// @param joint 0 the knuckle, then the middle and the last one
  /// @param direction of the bone in the axes of the one before it, of length 1
  static Quaternion finger(int joint, Vector direction) {
    double spread = joint > 0 ? 0 : spread(direction);
    double along =
        joint > 0
            ? direction.x()
            : Math.cos(spread) * direction.x() - Math.sin(spread) * direction.z();
    double bent = bent(joint, Math.atan2(-direction.y(), along));
    // First about the hinge, then about the palm's normal.
    double s = Math.sin(spread / 2);
    double c = Math.cos(spread / 2);
    double sin = Math.sin(bent / 2);
    double cos = Math.cos(bent / 2);
    return new Quaternion(-s * sin, s * cos, -c * sin, c * cos);
  }

  // Over the palm a bent finger points backwards; its spread is then that of its stretched self.
  private static double spread(Vector direction) {
    double flat = Math.hypot(direction.x(), direction.z());
    return Math.clamp(
        Math.atan2(-direction.z(), Math.max(direction.x(), flat / 2)),
        -Limits.KNUCKLE_SPREAD,
        Limits.KNUCKLE_SPREAD);
  }

  private static double bent(int joint, double angle) {
    return switch (joint) {
      case 0 -> Math.clamp(angle, Limits.KNUCKLE_STRETCHED, Limits.KNUCKLE_BENT);
      case 1 -> Math.clamp(angle, 0, Limits.MIDDLE_BENT);
      default -> Math.clamp(angle, Limits.END_STRETCHED, Limits.END_BENT);
    };
  }

  /// The thumb's joints turn as its bones do, without a hinge: its root is a saddle.
  static Quaternion thumb(int joint, Vector direction) {
    var turn = Quaternion.between(Skeleton.THUMB, direction);
    double angle = turn.angle();
    double most = Limits.THUMB[joint];
    return angle <= most ? turn : Quaternion.IDENTITY.towards(turn, most / angle);
  }
}
