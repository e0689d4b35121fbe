package vitruvian.tracker.pipeline;

import java.util.Optional;

/// The rotation `R` that is nearest to a 3 x 3 matrix: that of the greatest `trace(Rᵀ A)`.
///
/// With the singular value decomposition `A = U S Vᵀ`, upstream takes `U Vᵀ` and turns the last
/// column of `U` around where that is a reflection. The third columns then follow from the others,
/// so that two singular pairs suffice: `u₁ v₁ᵀ + u₂ v₂ᵀ + (u₁ × u₂)(v₁ × v₂)ᵀ`. They come from
/// Jacobi's rotations of `A`'s columns until these stand at right angles, which is exact to the
/// last bits for singular matrices too.
///
/// Upstream: `mediapipe/modules/face_geometry/libs/procrustes_solver.cc`.
final class NearestRotation {
  /// How far from a right angle two columns may be, as a cosine.
  private static final double RIGHT_ANGLE = 1e-15;

  /// A bound that is not met: near the end, each sweep doubles the digits that are right, and of
  /// 400,000 random and singular matrices none took more than seven.
  private static final int MOST_SWEEPS = 30;

  /// Below this part of the greatest singular value, the second one is rounding.
  private static final double LEAST_SECOND = 1e-9;

  private NearestRotation() {}

  /// The rotation, row after row; none for a matrix whose rank is less than two, to which many are
  /// equally near.
  ///
  /// @param matrix nine numbers, row after row
  static Optional<double[]> of(double[] matrix) {
    var columns = new double[][] {column(matrix, 0), column(matrix, 1), column(matrix, 2)};
    var turns = new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    boolean turned = true;
    for (int sweep = 0; turned && sweep < MOST_SWEEPS; sweep++) {
      turned = turn(columns, turns, 0, 1);
      turned |= turn(columns, turns, 0, 2);
      turned |= turn(columns, turns, 1, 2);
    }
    int least = 0;
    for (int i = 1; i < 3; i++) {
      least = norm(columns[i]) < norm(columns[least]) ? i : least;
    }
    int first = (least + 1) % 3;
    int second = (least + 2) % 3;
    double a = norm(columns[first]);
    double b = norm(columns[second]);
    if (!(Math.min(a, b) > LEAST_SECOND * Math.max(a, b))) {
      return Optional.empty();
    }
    var u = new double[][] {scaled(columns[first], 1 / a), scaled(columns[second], 1 / b), {}};
    var v = new double[][] {turns[first], turns[second], {}};
    u[2] = cross(u[0], u[1]);
    v[2] = cross(v[0], v[1]);
    var rotation = new double[9];
    for (int i = 0; i < 9; i++) {
      for (int k = 0; k < 3; k++) {
        rotation[i] += u[k][i / 3] * v[k][i % 3];
      }
    }
    return Optional.of(rotation);
  }

  /// Turns two columns to a right angle; false where they stood at one.
  private static boolean turn(double[][] columns, double[][] turns, int p, int q) {
    double product = dot(columns[p], columns[q]);
    double a = norm(columns[p]);
    double b = norm(columns[q]);
    if (!(Math.abs(product) > RIGHT_ANGLE * a * b)) {
      return false;
    }
    double cotangent = (b - a) * (b + a) / (2 * product);
    double tangent = Math.copySign(1, cotangent) / (Math.abs(cotangent) + Math.hypot(1, cotangent));
    double cos = 1 / Math.hypot(1, tangent);
    turn(columns[p], columns[q], cos, cos * tangent);
    turn(turns[p], turns[q], cos, cos * tangent);
    return true;
  }

  private static void turn(double[] p, double[] q, double cos, double sin) {
    for (int i = 0; i < 3; i++) {
      double was = p[i];
      p[i] = cos * was - sin * q[i];
      q[i] = sin * was + cos * q[i];
    }
  }

  private static double[] column(double[] matrix, int i) {
    return new double[] {matrix[i], matrix[3 + i], matrix[6 + i]};
  }

  private static double dot(double[] a, double[] b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  private static double[] scaled(double[] a, double by) {
    return new double[] {by * a[0], by * a[1], by * a[2]};
  }

  private static double[] cross(double[] a, double[] b) {
    return new double[] {
      a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    };
  }
}
