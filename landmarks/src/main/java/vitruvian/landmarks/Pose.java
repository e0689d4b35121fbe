package vitruvian.landmarks;

import java.util.List;

/// A body: {@value #POINTS} points, in the order of [PoseLandmark].
///
/// @param landmarks the points in the picture
/// @param worldLandmarks the same points in space
/// @param confidence the probability that there is a body at all
public record Pose(
    List<NormalizedPoseLandmark> landmarks,
    List<WorldPoseLandmark> worldLandmarks,
    float confidence) {
  /// How many points a body has.
  public static final int POINTS = 33;

  public Pose {
    landmarks = List.copyOf(landmarks);
    worldLandmarks = List.copyOf(worldLandmarks);
    Range.count("pose", landmarks, POINTS);
    Range.count("pose in space", worldLandmarks, POINTS);
    Range.probability("confidence", confidence);
  }

  /// One point in the picture.
  public NormalizedPoseLandmark at(PoseLandmark point) {
    return landmarks.get(point.index());
  }

  /// One point in space.
  public WorldPoseLandmark worldAt(PoseLandmark point) {
    return worldLandmarks.get(point.index());
  }
}
