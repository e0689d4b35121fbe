package vitruvian.landmarks;

import java.util.List;

/// A face in space: where the head is, how it is turned, and the face's shape apart from that.
///
/// The transform takes points from the space of the head, which is that of the official canonical
/// face, to the space of the camera. Both are in centimetres and right-handed. The camera is at the
/// origin and looks along `-z`, with `x` to the right in the picture and `y` upwards. It is taken
/// to have a vertical field of view of {@value #FIELD_OF_VIEW} degrees and the picture's middle on
/// its axis, and the face to be of common size, so the distance is an estimate.
///
/// @param transform the {@value #NUMBERS} numbers of a 4 x 4 matrix, column after column: a
///     rotation with a scale that is nearly 1 in the first three columns, the translation in the
///     last one; the last row is 0, 0, 0, 1
/// @param landmarks the {@value Face#MESH_POINTS} points of the mesh in the space of the head, in
///     the order of [FaceTopology]. The transform and the camera take them back to where the face's
///     landmarks are in the picture
public record FaceGeometry(List<Float> transform, List<MetricLandmark> landmarks) {
  /// How many numbers the transform has.
  public static final int NUMBERS = 16;

  /// The vertical field of view of the camera, in degrees.
  public static final double FIELD_OF_VIEW = 63;

  private static final List<Float> LAST_ROW = List.of(0f, 0f, 0f, 1f);

  public FaceGeometry {
    transform = List.copyOf(transform);
    landmarks = List.copyOf(landmarks);
    if (transform.size() != NUMBERS || !transform.stream().allMatch(Float::isFinite)) {
      throw new IllegalArgumentException("not a matrix of 4 x 4: " + transform);
    }
    for (int column = 0; column < 4; column++) {
      if (transform.get(4 * column + 3).floatValue() != LAST_ROW.get(column)) {
        throw new IllegalArgumentException("not a transform of points: " + transform);
      }
    }
    Range.count("face in space", landmarks, Face.MESH_POINTS);
  }

  /// A number of the transform by its row and column, from 0 to 3.
  public float transform(int row, int column) {
    return transform.get(4 * column + row);
  }
}
