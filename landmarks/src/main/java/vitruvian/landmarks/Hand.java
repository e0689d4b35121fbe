package vitruvian.landmarks;

import java.util.List;

/// A hand: {@value #POINTS} points, in the order of [HandLandmark].
///
/// @param landmarks the points in the picture
/// @param worldLandmarks the same points in space
/// @param confidence the probability that there is a hand at all
public record Hand(
    List<NormalizedLandmark> landmarks, List<WorldLandmark> worldLandmarks, float confidence) {
  /// How many points a hand has.
  public static final int POINTS = 21;

  public Hand {
    landmarks = List.copyOf(landmarks);
    worldLandmarks = List.copyOf(worldLandmarks);
    Range.count("hand", landmarks, POINTS);
    Range.count("hand in space", worldLandmarks, POINTS);
    Range.probability("confidence", confidence);
  }

  /// One point in the picture.
  public NormalizedLandmark at(HandLandmark point) {
    return landmarks.get(point.index());
  }

  /// One point in space.
  public WorldLandmark worldAt(HandLandmark point) {
    return worldLandmarks.get(point.index());
  }
}
