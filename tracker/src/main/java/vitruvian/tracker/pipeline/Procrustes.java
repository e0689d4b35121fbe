package vitruvian.tracker.pipeline;

import java.util.Optional;
import vitruvian.tracker.engine.CanonicalFace;

/// How the canonical face has to be turned, scaled and moved to lie as near as it can to other
/// points: a weighted orthogonal Procrustes problem. All that depends on the canonical face alone
/// is computed once.
///
/// Upstream: `mediapipe/modules/face_geometry/libs/procrustes_solver.cc`.
final class Procrustes {
  private static final double LEAST_SCALE = 1e-9;

  private final int[] indices;
  private final double[] weights;
  private final double totalWeight;
  private final double[] center = new double[3];
  // Of the canonical face's points that count, x, y, z of each from their center.
  private final double[] centered;
  private final double spread;

  Procrustes(CanonicalFace face) {
    int count = face.basis().size();
    indices = face.basis().stream().mapToInt(CanonicalFace.Weight::index).toArray();
    weights = face.basis().stream().mapToDouble(CanonicalFace.Weight::weight).toArray();
    centered = new double[3 * count];
    double total = 0;
    for (int i = 0; i < count; i++) {
      var vertex = face.vertices().get(indices[i]);
      centered[3 * i] = vertex.x();
      centered[3 * i + 1] = vertex.y();
      centered[3 * i + 2] = vertex.z();
      total += weights[i];
      for (int axis = 0; axis < 3; axis++) {
        center[axis] += weights[i] * centered[3 * i + axis];
      }
    }
    totalWeight = total;
    double squares = 0;
    for (int axis = 0; axis < 3; axis++) {
      center[axis] /= total;
      for (int i = 0; i < count; i++) {
        double from = centered[3 * i + axis] - center[axis];
        centered[3 * i + axis] = from;
        squares += weights[i] * from * from;
      }
    }
    spread = squares;
  }

  /// The way onto points; none where they do not determine one.
  ///
  /// @param points x, y, z of all points of a mesh
  Optional<Similarity> onto(double[] points) {
    var design = new double[9];
    var middle = new double[3];
    for (int i = 0; i < indices.length; i++) {
      for (int row = 0; row < 3; row++) {
        double weighted = weights[i] * points[3 * indices[i] + row];
        middle[row] += weighted / totalWeight;
        for (int column = 0; column < 3; column++) {
          design[3 * row + column] += weighted * centered[3 * i + column];
        }
      }
    }
    return NearestRotation.of(design)
        .map(rotation -> similarity(rotation, design, middle))
        .filter(similarity -> similarity.scale() > LEAST_SCALE);
  }

  private Similarity similarity(double[] rotation, double[] design, double[] middle) {
    double trace = 0;
    for (int i = 0; i < 9; i++) {
      trace += rotation[i] * design[i];
    }
    double scale = trace / spread;
    var translation = new double[3];
    for (int row = 0; row < 3; row++) {
      translation[row] = middle[row];
      for (int axis = 0; axis < 3; axis++) {
        translation[row] -= scale * rotation[3 * row + axis] * center[axis];
      }
    }
    return new Similarity(scale, rotation, translation);
  }

  /// A rotation, a scale and a translation: `p' = scale · R · p + t`.
  static final class Similarity {
    private final double scale;
    private final double[] rotation;
    private final double[] translation;

    private Similarity(double scale, double[] rotation, double[] translation) {
      this.scale = scale;
      this.rotation = rotation;
      this.translation = translation;
    }

    double scale() {
      return scale;
    }

    /// A number of the first three rows of its matrix, which has four columns.
    double matrix(int row, int column) {
      return column < 3 ? scale * rotation[3 * row + column] : translation[row];
    }

    /// Where a coordinate was before.
    double inverse(int axis, double x, double y, double z) {
      return (rotation[axis] * (x - translation[0])
              + rotation[3 + axis] * (y - translation[1])
              + rotation[6 + axis] * (z - translation[2]))
          / scale;
    }
  }
}
