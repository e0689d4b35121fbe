package vitruvian.motion;

import java.util.List;

/// How a body that does not bend is turned: the rotation that takes its points nearest to where
/// they are seen, by least squares. So the noise of single points is averaged.
final class Rigid {
  private static final int ROUNDS = 8;
  private static final double DONE = 1e-10;

  private Rigid() {}

  /// The same points from their mean; they are changed in place.
  static double[] fromMean(double[] points) {
    int count = points.length / 3;
    double part = 1.0 / count;
    for (int axis = 0; axis < 3; axis++) {
      double mean = 0;
      for (int i = axis; i < points.length; i += 3) {
        mean += points[i] * part;
      }
      for (int i = axis; i < points.length; i += 3) {
        points[i] -= mean;
      }
    }
    return points;
  }

  /// Gauss and Newton's steps from a first guess; each turns by what the points are off, weighed by
  /// their moments of inertia.
  ///
  /// @param shape points from their mean, in the body's own axes
  /// @param seen the same points from their mean, in the world, three numbers each
  /// @param guess near enough, at most some 60 degrees off
  static Quaternion fit(List<Vector> shape, double[] seen, Quaternion guess) {
    double qx = guess.x();
    double qy = guess.y();
    double qz = guess.z();
    double qw = guess.w();
    for (int round = 0; round < ROUNDS; round++) {
      double xx = 0;
      double yy = 0;
      double zz = 0;
      double xy = 0;
      double xz = 0;
      double yz = 0;
      double x = 0;
      double y = 0;
      double z = 0;
      for (int i = 0; i < shape.size(); i++) {
        var a = new Quaternion(qx, qy, qz, qw).turn(shape.get(i));
        var b = Vector.at(seen, i);
        x += a.y() * b.z() - a.z() * b.y();
        y += a.z() * b.x() - a.x() * b.z();
        z += a.x() * b.y() - a.y() * b.x();
        // The inertia of the shape against what is seen, made symmetric: exact at the solution.
        xx += a.y() * b.y() + a.z() * b.z();
        yy += a.x() * b.x() + a.z() * b.z();
        zz += a.x() * b.x() + a.y() * b.y();
        xy -= (a.x() * b.y() + a.y() * b.x()) / 2;
        xz -= (a.x() * b.z() + a.z() * b.x()) / 2;
        yz -= (a.y() * b.z() + a.z() * b.y()) / 2;
      }
      double m00 = yy * zz - yz * yz;
      double m01 = xz * yz - xy * zz;
      double m02 = xy * yz - xz * yy;
      double determinant = xx * m00 + xy * m01 + xz * m02;
      double size = xx + yy + zz;
      if (!(determinant > 1e-9 * size * size * size)) {
        break; // the points are on a line, or not those of the shape
      }
      double m11 = xx * zz - xz * xz;
      double m12 = xy * xz - xx * yz;
      double m22 = xx * yy - xy * xy;
      var step =
          new Vector(
                  m00 * x + m01 * y + m02 * z,
                  m01 * x + m11 * y + m12 * z,
                  m02 * x + m12 * y + m22 * z)
              .times(1 / determinant);
      // Numbers over the rounds, not an object for each.
      var turn = Quaternion.ofVector(step).times(new Quaternion(qx, qy, qz, qw)).unit();
      qx = turn.x();
      qy = turn.y();
      qz = turn.z();
      qw = turn.w();
      if (step.dot(step) < DONE) {
        break;
      }
    }
    return new Quaternion(qx, qy, qz, qw);
  }
}
