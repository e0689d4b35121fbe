package vitruvian.motion;

/// A rotation as three angles in radians: about `y`, then `x`, then `z`. Only for formats that want
/// them so.
record EulerZxy(double z, double x, double y) {
  // Nearer to a right angle than this, z and y turn about the same axis.
  private static final double LOCKED = 1 - 1e-9;

  static EulerZxy of(Quaternion q) {
    double sine = 2 * (q.y() * q.z() + q.w() * q.x());
    if (Math.abs(sine) > LOCKED) {
      double z = 2 * Math.atan2(q.z(), q.w());
      return new EulerZxy(Math.IEEEremainder(z, 2 * Math.PI), Math.copySign(Math.PI / 2, sine), 0);
    }
    return new EulerZxy(
        Math.atan2(2 * (q.w() * q.z() - q.x() * q.y()), 1 - 2 * (q.x() * q.x() + q.z() * q.z())),
        Math.asin(sine),
        Math.atan2(2 * (q.w() * q.y() - q.x() * q.z()), 1 - 2 * (q.x() * q.x() + q.y() * q.y())));
  }

  /// Replaces three angles by those of this rotation that are nearest to them: each has the same
  /// rotation at whole turns, and all three together once more.
  void near(double[] angles, int at) {
    double z1 = near(z, angles[at]);
    double x1 = near(x, angles[at + 1]);
    double y1 = near(y, angles[at + 2]);
    double z2 = near(z + Math.PI, angles[at]);
    double x2 = near(Math.PI - x, angles[at + 1]);
    double y2 = near(y + Math.PI, angles[at + 2]);
    boolean other = far(z2, x2, y2, angles, at) < far(z1, x1, y1, angles, at) - 1e-9;
    angles[at] = other ? z2 : z1;
    angles[at + 1] = other ? x2 : x1;
    angles[at + 2] = other ? y2 : y1;
  }

  private static double near(double angle, double to) {
    return to + Math.IEEEremainder(angle - to, 2 * Math.PI);
  }

  private static double far(double z, double x, double y, double[] angles, int at) {
    return Math.abs(z - angles[at]) + Math.abs(x - angles[at + 1]) + Math.abs(y - angles[at + 2]);
  }
}
