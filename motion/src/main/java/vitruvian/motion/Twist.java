package vitruvian.motion;

/// How far a limb is turned about its own length. Elbow and knee tell it by the plane in which they
/// bend, the better the more they do; palm and foot tell it roughly; and it cannot have changed
/// much
/// since the frame before. Each is a measurement of one angle with a variance, and they are joined
/// as Kalman's filter does.
final class Twist {
  /// How fast an upper arm or a thigh is turned about its length, in radians a second: quick, for
  /// people.
  private static final double SPEED = Math.toRadians(200);

  /// Before anything is known: about the range of a shoulder or hip.
  static final double UNKNOWN = square(Math.toRadians(60));

  /// So many deviations off, a measurement counts less and less (Huber 1964): noise can bend a
  /// straight limb any way.
  private static final double SURPRISE = 1.345;

  private final Vector axis;
  private final Vector zero;
  private double angle;
  private double variance;

  /// @param axis the limb's direction, of length 1
  /// @param zero the hinge as it would be without a change, at a right angle to the axis
  /// @param before the variance of the twist in the frame before
  /// @param smooth whether the frame before counts
  Twist(Vector axis, Vector zero, double before, boolean smooth, double dt) {
    this.axis = axis;
    this.zero = zero;
    // Without smoothing the frame before decides only where this one tells nothing.
    this.variance =
        Math.min(smooth ? before + square(SPEED * dt) : square(Math.PI), square(Math.PI));
  }

  private static double square(double value) {
    return value * value;
  }

  /// A measurement of where the hinge is.
  ///
  /// @param hinge of any length; its part along the axis does not count
  /// @param measured its variance in square radians
  void measure(Vector hinge, double measured) {
    var across = hinge.across(axis);
    if (across.length() < 1e-9 || !(measured < 1e6)) {
      return;
    }
    double off = Math.IEEEremainder(zero.angleTo(across, axis) - angle, 2 * Math.PI);
    double deviation = Math.sqrt(variance + measured);
    double trust = Math.min(1, SURPRISE * deviation / Math.max(1e-12, Math.abs(off)));
    double gain = trust * variance / (variance + measured);
    angle += gain * off;
    variance *= 1 - gain;
  }

  double variance() {
    return variance;
  }

  /// The rotation about the axis.
  Quaternion turn() {
    return Quaternion.about(axis, angle);
  }
}
