package vitruvian.motion;

/// A point or a direction in space. Unless said otherwise in metres, in the axes of VRM: `x` to the
/// left of a person who looks along `+z`, `y` upwards.
public record Vector(double x, double y, double z) {
  /// Nothing at all.
  public static final Vector ZERO = new Vector(0, 0, 0);

  /// To the left of the figure.
  public static final Vector X = new Vector(1, 0, 0);

  /// Upwards.
  public static final Vector Y = new Vector(0, 1, 0);

  /// To the front of the figure.
  public static final Vector Z = new Vector(0, 0, 1);

  private static final double SHORTEST = 1e-9;

  /// The sum of both.
  public Vector plus(Vector other) {
    return new Vector(x + other.x, y + other.y, z + other.z);
  }

  /// From the other to this one.
  public Vector minus(Vector other) {
    return new Vector(x - other.x, y - other.y, z - other.z);
  }

  /// This one, so many times as long.
  public Vector times(double factor) {
    return new Vector(x * factor, y * factor, z * factor);
  }

  /// The scalar product.
  public double dot(Vector other) {
    return x * other.x + y * other.y + z * other.z;
  }

  /// The vector product.
  public Vector cross(Vector other) {
    return new Vector(
        y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x);
  }

  /// The length.
  public double length() {
    return Math.sqrt(dot(this));
  }

  /// The point in the middle between both.
  public Vector middle(Vector other) {
    return new Vector((x + other.x) / 2, (y + other.y) / 2, (z + other.z) / 2);
  }

  /// The same direction with length 1, or the other one where this has none.
  Vector unit(Vector otherwise) {
    double length = length();
    boolean has = length > SHORTEST;
    double part = 1 / length;
    // One object on all ways: one of two is something that the compiler cannot spare.
    return new Vector(
        has ? x * part : otherwise.x, has ? y * part : otherwise.y, has ? z * part : otherwise.z);
  }

  /// What of this one is at a right angle to an axis of length 1.
  Vector across(Vector axis) {
    return minus(axis.times(dot(axis)));
  }

  /// Some direction at a right angle to this one, which has length 1.
  Vector anyAcross() {
    return (Math.abs(x) < 0.7 ? X : Y).across(this).unit(Z);
  }

  /// The angle in radians by which this must be turned about an axis to have the direction of the
  /// other; both are at right angles to the axis, which has length 1.
  double angleTo(Vector other, Vector axis) {
    return Math.atan2(cross(other).dot(axis), dot(other));
  }

  /// The mirror image, where `side` is -1.
  Vector mirrored(double side) {
    return new Vector(side < 0 ? -x : x, y, z);
  }

  /// One of many points, three numbers each.
  static Vector at(double[] points, int index) {
    return new Vector(points[3 * index], points[3 * index + 1], points[3 * index + 2]);
  }

  static void put(double[] points, int index, Vector v) {
    points[3 * index] = v.x;
    points[3 * index + 1] = v.y;
    points[3 * index + 2] = v.z;
  }
}
