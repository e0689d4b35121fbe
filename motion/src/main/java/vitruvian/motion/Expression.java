package vitruvian.motion;

import java.util.EnumMap;
import java.util.Map;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.FaceTopology;
import vitruvian.landmarks.ImageSize;

/// What a face shows, by plain geometry of its landmarks: 0 is not at all, 1 fully. These are
/// coefficients of ours, not those of a trained model; the thresholds are ratios of a face at rest
/// and at its extreme, and both are given below.
public enum Expression {
  /// The gap between the lids over the eye's width: 0.27 is open, 0.11 is shut.
  BLINK_LEFT("blinkLeft"),
  BLINK_RIGHT("blinkRight"),
  /// The mouth is open: the gap between the inner lips over their width, from 0.05 to 0.7.
  AA("aa"),
  /// From the root of the nose to its base and on to the chin: the second over the first, from 1.2
  /// to 1.7. VRM has no name for it; this is a custom expression.
  JAW_OPEN("jawOpen"),
  /// Where the irises are between the corners of the eyes, in a refined face only: a quarter of the
  /// eye's width off its middle is the extreme.
  LOOK_LEFT("lookLeft"),
  LOOK_RIGHT("lookRight"),
  /// How far the irises are over the line between the corners: 0.15 of the eye's width is the
  /// extreme.
  LOOK_UP("lookUp"),
  LOOK_DOWN("lookDown");

  private static final double OPEN_EYE = 0.27;
  private static final double SHUT_EYE = 0.11;
  private static final double SHUT_MOUTH = 0.05;
  private static final double OPEN_MOUTH = 0.7;
  private static final double SHUT_JAW = 1.2;
  private static final double OPEN_JAW = 1.7;
  private static final double SIDEWAYS = 0.25;
  private static final double UPWARDS = 0.15;

  private final String vrmName;

  Expression(String vrmName) {
    this.vrmName = vrmName;
  }

  /// The name of the expression in VRM 1.0.
  public String vrmName() {
    return vrmName;
  }

  /// All coefficients of a face, 0 to 1; gaze only where there are irises.
  ///
  /// @param picture its size in pixels
  public static Map<Expression, Double> of(Face face, ImageSize picture) {
    var points = new Mesh(face, picture);
    var out = new EnumMap<Expression, Double>(Expression.class);
    out.put(BLINK_LEFT, part(points.ratio(386, 374, 263, 362), OPEN_EYE, SHUT_EYE));
    out.put(BLINK_RIGHT, part(points.ratio(159, 145, 33, 133), OPEN_EYE, SHUT_EYE));
    out.put(AA, part(points.ratio(13, 14, 78, 308), SHUT_MOUTH, OPEN_MOUTH));
    out.put(JAW_OPEN, part(points.ratio(2, 152, 168, 2), SHUT_JAW, OPEN_JAW));
    if (face.isRefined()) {
      // Both from the person's right to the left.
      var right = points.gaze(33, 133, FaceTopology.RIGHT_IRIS_CENTER);
      var left = points.gaze(362, 263, FaceTopology.LEFT_IRIS_CENTER);
      double sideways = (right.x() + left.x()) / 2 / SIDEWAYS;
      double upwards = (right.y() + left.y()) / 2 / UPWARDS;
      out.put(LOOK_LEFT, Math.clamp(sideways, 0, 1));
      out.put(LOOK_RIGHT, Math.clamp(-sideways, 0, 1));
      out.put(LOOK_UP, Math.clamp(upwards, 0, 1));
      out.put(LOOK_DOWN, Math.clamp(-upwards, 0, 1));
    }
    return out;
  }

  private static double part(double value, double none, double all) {
    return Math.clamp((value - none) / (all - none), 0, 1);
  }

  private record Mesh(Face face, ImageSize picture) {
    Vector at(int index) {
      var p = face.landmarks().get(index);
      return new Vector(
          p.x() * picture.width(), -p.y() * picture.height(), -p.z() * picture.width());
    }

    double ratio(int one, int other, int from, int to) {
      double width = at(to).minus(at(from)).length();
      return width > 0 ? at(other).minus(at(one)).length() / width : 0;
    }

    /// Where an iris is, from the middle between the corners, over the eye's width: to the person's
    /// left, and upwards.
    Vector gaze(int rightCorner, int leftCorner, int iris) {
      var across = at(leftCorner).minus(at(rightCorner));
      double width = across.length();
      if (width == 0) {
        return Vector.ZERO;
      }
      var axis = across.times(1 / width);
      var off = at(iris).minus(at(rightCorner).middle(at(leftCorner)));
      var face = at(10).minus(at(152));
      var up = face.across(axis).unit(Vector.Y);
      return new Vector(off.dot(axis) / width, off.dot(up) / width, 0);
    }
  }
}
