package vitruvian.motion;

/// A rotation, as a quaternion of length 1. `q` and `-q` are the same rotation.
public record Quaternion(double x, double y, double z, double w) {
  /// No rotation.
  public static final Quaternion IDENTITY = new Quaternion(0, 0, 0, 1);

  // Where a sine is as small as this, it is its angle.
  private static final double TINY = 1e-9;

  /// The rotation about an axis, right-handed.
  ///
  /// @param axis of length 1
  /// @param angle in radians
  public static Quaternion about(Vector axis, double angle) {
    double s = Math.sin(angle / 2);
    return new Quaternion(axis.x() * s, axis.y() * s, axis.z() * s, Math.cos(angle / 2));
  }

  /// The rotation about a vector by its length in radians.
  public static Quaternion ofVector(Vector turn) {
    double angle = turn.length();
    boolean none = angle < TINY;
    double s = none ? 0 : Math.sin(angle / 2);
    double part = none ? 0 : 1 / angle;
    return new Quaternion(
        turn.x() * part * s,
        turn.y() * part * s,
        turn.z() * part * s,
        none ? 1 : Math.cos(angle / 2));
  }

  /// The shortest rotation from one direction to another, both of length 1.
  public static Quaternion between(Vector from, Vector to) {
    double w = 1 + from.dot(to);
    boolean opposite = w < TINY;
    var across = from.anyAcross();
    var c = from.cross(to);
    return new Quaternion(
            opposite ? across.x() : c.x(),
            opposite ? across.y() : c.y(),
            opposite ? across.z() : c.z(),
            opposite ? 0 : w)
        .unit();
  }

  /// The rotation that turns the axes into three directions, which are of length 1 and at right
  /// angles to each other, right-handed.
  public static Quaternion ofAxes(Vector x, Vector y, Vector z) {
    return ofAxes(x.x(), x.y(), x.z(), y.x(), y.y(), y.z(), z.x(), z.y(), z.z());
  }

  // Numbers, so that the compiler can spare the vectors of whoever calls.
  private static Quaternion ofAxes(
      double xx,
      double xy,
      double xz,
      double yx,
      double yy,
      double yz,
      double zx,
      double zy,
      double zz) {
    double qx;
    double qy;
    double qz;
    double qw;
    double trace = xx + yy + zz;
    if (trace > 0) {
      double s = 2 * Math.sqrt(1 + trace);
      qx = (yz - zy) / s;
      qy = (zx - xz) / s;
      qz = (xy - yx) / s;
      qw = s / 4;
    } else if (xx >= yy && xx >= zz) {
      double s = 2 * Math.sqrt(Math.max(TINY, 1 + xx - yy - zz));
      qx = s / 4;
      qy = (xy + yx) / s;
      qz = (zx + xz) / s;
      qw = (yz - zy) / s;
    } else if (yy >= zz) {
      double s = 2 * Math.sqrt(Math.max(TINY, 1 - xx + yy - zz));
      qx = (xy + yx) / s;
      qy = s / 4;
      qz = (yz + zy) / s;
      qw = (zx - xz) / s;
    } else {
      double s = 2 * Math.sqrt(Math.max(TINY, 1 - xx - yy + zz));
      qx = (zx + xz) / s;
      qy = (yz + zy) / s;
      qz = s / 4;
      qw = (xy - yx) / s;
    }
    return new Quaternion(qx, qy, qz, qw).unit();
  }

  /// Axes from one that is exact and one that only says into which half the second goes.
  ///
  /// @param x of length 1
  static Quaternion ofXY(Vector x, Vector nearY) {
    var y = nearY.across(x).unit(x.anyAcross());
    return ofAxes(x, y, x.cross(y));
  }

  /// As [#ofXY], the y axis being the exact one.
  static Quaternion ofYX(Vector y, Vector nearX) {
    var x = nearX.across(y).unit(y.anyAcross());
    return ofAxes(x, y, x.cross(y));
  }

  /// As [#ofXY], the z axis being the exact one.
  static Quaternion ofZX(Vector z, Vector nearX) {
    var x = nearX.across(z).unit(z.anyAcross());
    return ofAxes(x, z.cross(x), z);
  }

  /// First the other rotation, then this one.
  public Quaternion times(Quaternion o) {
    return new Quaternion(
        w * o.x + x * o.w + y * o.z - z * o.y,
        w * o.y - x * o.z + y * o.w + z * o.x,
        w * o.z + x * o.y - y * o.x + z * o.w,
        w * o.w - x * o.x - y * o.y - z * o.z);
  }

  /// The way back.
  public Quaternion inverse() {
    return new Quaternion(-x, -y, -z, w);
  }

  /// A vector, turned by this.
  public Vector turn(Vector v) {
    double tx = 2 * (y * v.z() - z * v.y());
    double ty = 2 * (z * v.x() - x * v.z());
    double tz = 2 * (x * v.y() - y * v.x());
    return new Vector(
        v.x() + w * tx + y * tz - z * ty,
        v.y() + w * ty + z * tx - x * tz,
        v.z() + w * tz + x * ty - y * tx);
  }

  /// The axis times the angle in radians, the short way round: up to half a turn.
  public Vector toVector() {
    double sign = w < 0 ? -1 : 1;
    double s = Math.sqrt(x * x + y * y + z * z);
    double scale = s < TINY ? 2 * sign : 2 * sign * Math.atan2(s, Math.abs(w)) / s;
    return new Vector(x * scale, y * scale, z * scale);
  }

  /// By how much it turns, 0 to pi.
  public double angle() {
    return 2 * Math.atan2(Math.sqrt(x * x + y * y + z * z), Math.abs(w));
  }

  /// The angle in radians to another rotation, 0 to pi.
  public double angleTo(Quaternion other) {
    return inverse().times(other).angle();
  }

  /// From this to the other, the short way.
  ///
  /// @param part 0 is this, 1 the other
  public Quaternion towards(Quaternion other, double part) {
    return ofVector(other.times(inverse()).toVector().times(part)).times(this).unit();
  }

  /// The angle in radians of the part of this rotation that is about an axis of length 1, what is
  /// left being the shortest way from where the axis was to where it goes; -pi to pi.
  double twist(Vector axis) {
    double along = x * axis.x() + y * axis.y() + z * axis.z();
    double angle = 2 * Math.atan2(along, w);
    return Math.IEEEremainder(angle, 2 * Math.PI);
  }

  /// The same rotation with length 1 after all.
  Quaternion unit() {
    double length = Math.sqrt(x * x + y * y + z * z + w * w);
    boolean none = length < TINY;
    // One object on all ways: one of two is something that the compiler cannot spare.
    return new Quaternion(
        none ? 0 : x / length, none ? 0 : y / length, none ? 0 : z / length, none ? 1 : w / length);
  }
}
