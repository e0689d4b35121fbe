package vitruvian.motion;

/// How far joints go, in radians. The ranges are those of the American Academy of Orthopaedic
/// Surgeons (Joint Motion: Method of Measuring and Recording, 1965), as they are widely reprinted.
/// They bound only what noise could exceed: hands, fingers and head. The limbs' directions are
/// seen.
final class Limits {
  /// The head against the chest: 60 degrees of rotation with 45 of bending are 74 in one turn; and
  /// the chest, whose own bending is hidden in the shoulders' landmarks, adds some.
  static final double HEAD = Math.toRadians(90);

  /// The hand against the forearm, that has half of the twist: 80 of bending and 85 / 2 of twist.
  static final double WRIST = Math.toRadians(95);

  /// The knuckle: 90 of bending, 45 of stretching.
  static final double KNUCKLE_BENT = Math.toRadians(90);

  static final double KNUCKLE_STRETCHED = Math.toRadians(-45);

  /// The spread at the knuckle: 20 to both sides.
  static final double KNUCKLE_SPREAD = Math.toRadians(20);

  /// The middle joint of a finger: 100; the last one: 90 of bending, 10 of stretching.
  static final double MIDDLE_BENT = Math.toRadians(100);

  static final double END_BENT = Math.toRadians(90);
  static final double END_STRETCHED = Math.toRadians(-10);

  /// The root of the thumb: 70 of abduction; its other joints: 50 and 80.
  static final double[] THUMB = {Math.toRadians(70), Math.toRadians(50), Math.toRadians(80)};

  /// How fast a forearm is shown to turn on its way to rest or back, in radians a second.
  private static final double FOREARM_SPEED = Math.toRadians(180);

  private Limits() {}

  /// A rotation, or the one on the way to it that is as far from its parent as the limit says.
  static Quaternion within(Quaternion parent, Quaternion world, double limit) {
    double angle = parent.angleTo(world);
    return angle <= limit ? world : parent.towards(world, limit / angle);
  }

  /// On its way to 0.
  static double towardsZero(double angle, double dt) {
    double step = FOREARM_SPEED * dt;
    return Math.abs(angle) <= step ? 0 : angle - Math.copySign(step, angle);
  }

  /// Follows what is seen, or comes back to it at a limited speed.
  static double follow(double angle, double wanted, double dt) {
    double step = FOREARM_SPEED * dt;
    return Math.clamp(wanted, angle - step, angle + step);
  }
}
