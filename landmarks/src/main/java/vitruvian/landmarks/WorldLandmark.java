package vitruvian.landmarks;

/// A point of a hand in space: metres from the hand's centre, all finite. `x` grows to the right in
/// the picture, `y` downwards and `z` away from the camera.
public record WorldLandmark(float x, float y, float z) {
  public WorldLandmark {
    Range.finite(x, y, z);
  }
}
