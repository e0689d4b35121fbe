package vitruvian.tracker.engine;

import java.util.List;

/// The matrix that maps a 16 x 16 patch onto the part of the feature map around some face points:
/// `x' = t00 x + t01 y + t03`, `y' = t10 x + t11 y + t13`.
///
/// Upstream: `mediapipe/util/tflite/operations/landmarks_to_transform_matrix.cc`.
record Patch(float t00, float t01, float t03, float t10, float t11, float t13) {
  static final int SIDE = 16;
  private static final float SCALE = 1.5f;

  /// The parts of the face that the attention model looks at again. Left and right are those of the
  /// model's tensors, which are the subject's right and left.
  @SuppressWarnings("ImmutableEnumChecker") // the lists are
  enum Region {
    LIPS(61, 291, FaceMeshIndices.LIPS),
    LEFT_EYE(33, 133, FaceMeshIndices.LEFT_EYE),
    RIGHT_EYE(362, 263, FaceMeshIndices.RIGHT_EYE);

    private final int left;
    private final int right;
    private final List<Integer> points;

    Region(int left, int right, List<Integer> points) {
      this.left = left;
      this.right = right;
      this.points = points;
    }
  }

  /// One coordinate of the point with a given index.
  @FunctionalInterface
  interface Coordinate {
    float of(int index);
  }

  static Patch around(Region region, Coordinate xs, Coordinate ys) {
    return around(region.left, region.right, region.points, xs, ys);
  }

  static Patch around(int left, int right, List<Integer> points, Coordinate xs, Coordinate ys) {
    double angle = -Math.atan2(ys.of(right) - ys.of(left), xs.of(right) - xs.of(left));
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double minX = Double.POSITIVE_INFINITY;
    double minY = Double.POSITIVE_INFINITY;
    double maxX = Double.NEGATIVE_INFINITY;
    double maxY = Double.NEGATIVE_INFINITY;
    for (int point : points) {
      double x = xs.of(point) * cos - ys.of(point) * sin;
      double y = xs.of(point) * sin + ys.of(point) * cos;
      minX = Math.min(minX, x);
      maxX = Math.max(maxX, x);
      minY = Math.min(minY, y);
      maxY = Math.max(maxY, y);
    }
    double middleX = (minX + maxX) / 2;
    double middleY = (minY + maxY) / 2;
    double centerX = middleX * cos + middleY * sin;
    double centerY = -middleX * sin + middleY * cos;
    double scaleX = SCALE * (maxX - minX) / SIDE;
    double scaleY = SCALE * (maxY - minY) / SIDE;
    double t00 = cos * scaleX;
    double t01 = sin * scaleY;
    double t10 = -sin * scaleX;
    double t11 = cos * scaleY;
    return new Patch(
        (float) t00,
        (float) t01,
        (float) (centerX - t00 * SIDE / 2 - t01 * SIDE / 2),
        (float) t10,
        (float) t11,
        (float) (centerY - t10 * SIDE / 2 - t11 * SIDE / 2));
  }
}
