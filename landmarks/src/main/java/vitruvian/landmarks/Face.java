package vitruvian.landmarks;

import java.util.List;
import java.util.Optional;

/// A face: {@value #MESH_POINTS} points of a mesh, in the order of [FaceTopology], and with a
/// refined face {@value #REFINED_POINTS}, the last ten being the irises.
///
/// @param landmarks the points in the picture
/// @param confidence the probability that there is a face at all
/// @param geometry the face in space, where that was asked for and the points suffice
public record Face(
    List<NormalizedLandmark> landmarks, float confidence, Optional<FaceGeometry> geometry) {
  /// How many points the mesh has.
  public static final int MESH_POINTS = 468;

  /// How many points a refined face has: the mesh, then five points of each iris.
  public static final int REFINED_POINTS = 478;

  public Face {
    landmarks = List.copyOf(landmarks);
    if (landmarks.size() != REFINED_POINTS) {
      Range.count("face", landmarks, MESH_POINTS);
    }
    Range.probability("confidence", confidence);
  }

  /// A face without its geometry.
  public Face(List<NormalizedLandmark> landmarks, float confidence) {
    this(landmarks, confidence, Optional.empty());
  }

  /// The points of a named group in the picture, in the order of [FaceRegion#indices]; empty where
  /// only a refined face has them and this one is not.
  public List<NormalizedLandmark> at(FaceRegion region) {
    return region.isRefinedOnly() && !isRefined()
        ? List.of()
        : region.indices().stream().map(landmarks::get).toList();
  }

  /// Whether the face has points for the irises.
  public boolean isRefined() {
    return landmarks.size() == REFINED_POINTS;
  }
}
