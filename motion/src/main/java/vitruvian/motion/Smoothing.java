package vitruvian.motion;

/// One-Euro filters (Casiez, Roussel, Vogel 2012) for rotations and places: what stands still is
/// smoothed much, what moves fast little.
final class Smoothing {
  /// The cutoff of a rotation at rest, in Hz.
  private static final double REST_CUTOFF = 2;

  /// By how many Hz the cutoff rises for a radian a second: at the 5 rad/s of a quick arm the lag
  /// is
  /// 1 / (2 pi 12), or 13 ms.
  private static final double PER_SPEED = 2;

  private static final double SPEED_CUTOFF = 1;

  private Smoothing() {}

  /// The weight of the new value for a cutoff in Hz after `dt` seconds.
  static double weight(double cutoff, double dt) {
    double r = 2 * Math.PI * cutoff * dt;
    return r / (r + 1);
  }

  /// The speed of a rotation, smoothed.
  static Vector speed(Vector before, Quaternion from, Quaternion to, double dt) {
    var now = to.times(from.inverse()).toVector().times(1 / dt);
    return before.plus(now.minus(before).times(weight(SPEED_CUTOFF, dt)));
  }

  /// A rotation, smoothed.
  static Quaternion rotation(Quaternion before, Quaternion now, Vector speed, double dt) {
    double cutoff = REST_CUTOFF + PER_SPEED * speed.length();
    return before.towards(now, weight(cutoff, dt));
  }

  /// The speed of a place, smoothed.
  static Vector speed(Vector before, Vector from, Vector to, double dt) {
    var now = to.minus(from).times(1 / dt);
    return before.plus(now.minus(before).times(weight(SPEED_CUTOFF, dt)));
  }

  /// A place, smoothed: at 1 m/s as a rotation is at 1 rad/s, a metre from the hips being about
  /// where a person ends.
  static Vector place(Vector before, Vector now, Vector speed, double dt) {
    double cutoff = REST_CUTOFF + PER_SPEED * speed.length();
    return before.plus(now.minus(before).times(weight(cutoff, dt)));
  }
}
