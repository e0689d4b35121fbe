package vitruvian.landmarks;

import java.util.List;
import java.util.stream.Stream;

/// The named groups of a face's points; the single points have no names. Left and right are the
/// person's own, in a picture that is not mirrored.
///
/// @see FaceTopology the lines between them, and the whole mesh
@SuppressWarnings("ImmutableEnumChecker") // lists that cannot be changed
public enum FaceRegion {
  /// The outer and the inner edge of the lips.
  LIPS(FaceTopology.LIPS),
  /// The edge of the left eye.
  LEFT_EYE(FaceTopology.LEFT_EYE),
  /// The lower and the upper edge of the left eyebrow.
  LEFT_EYEBROW(FaceTopology.LEFT_EYEBROW),
  /// The edge of the right eye.
  RIGHT_EYE(FaceTopology.RIGHT_EYE),
  /// The lower and the upper edge of the right eyebrow.
  RIGHT_EYEBROW(FaceTopology.RIGHT_EYEBROW),
  /// The outline of the face.
  OVAL(FaceTopology.OVAL),
  /// The ridge and the lower edge of the nose.
  NOSE(FaceTopology.NOSE),
  /// Four points around the left iris, in a refined face only.
  LEFT_IRIS(FaceTopology.LEFT_IRIS),
  /// Four points around the right iris, in a refined face only.
  RIGHT_IRIS(FaceTopology.RIGHT_IRIS);

  private final List<Connection> connections;
  private final List<Integer> indices;

  FaceRegion(List<Connection> connections) {
    this.connections = connections;
    this.indices =
        connections.stream()
            .flatMap(line -> Stream.of(line.start(), line.end()))
            .distinct()
            .toList();
  }

  /// The lines of the group.
  public List<Connection> connections() {
    return connections;
  }

  /// The positions of the group's points in a face's landmarks, from 0, each once, along the lines.
  public List<Integer> indices() {
    return indices;
  }

  /// Whether only a refined face has the group.
  public boolean isRefinedOnly() {
    return indices.getFirst() >= Face.MESH_POINTS;
  }
}
