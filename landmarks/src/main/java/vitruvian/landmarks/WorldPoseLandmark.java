package vitruvian.landmarks;

/// A point of the body in space: metres from the middle of the hips, all finite. `x` grows to the
/// right in the picture, `y` downwards and `z` away from the camera.
///
/// @param visibility the probability that the point is in the picture and not hidden
/// @param presence the probability that the point is in the picture, hidden or not
public record WorldPoseLandmark(float x, float y, float z, float visibility, float presence) {
  public WorldPoseLandmark {
    Range.finite(x, y, z);
    Range.probability("visibility", visibility);
    Range.probability("presence", presence);
  }
}
