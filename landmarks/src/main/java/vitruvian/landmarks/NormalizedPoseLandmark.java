package vitruvian.landmarks;

/// A point of the body in a picture.
///
/// `x`, `y` and `z` are as in [NormalizedLandmark]; the depth is relative to the middle
/// of the hips.
///
/// @param visibility the probability that the point is in the picture and not hidden
/// @param presence the probability that the point is in the picture, hidden or not
public record NormalizedPoseLandmark(float x, float y, float z, float visibility, float presence) {
  public NormalizedPoseLandmark {
    Range.finite(x, y, z);
    Range.probability("visibility", visibility);
    Range.probability("presence", presence);
  }
}
