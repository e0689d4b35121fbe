package vitruvian.landmarks;

/// A point of a face or a hand in a picture.
///
/// `x` and `y` are fractions of the picture's width and height from its top left corner; they leave
/// `[0, 1]` where the point lies outside the picture. `z` is depth in the scale of `x`; smaller is
/// nearer to the camera. All are finite.
public record NormalizedLandmark(float x, float y, float z) {
  public NormalizedLandmark {
    Range.finite(x, y, z);
  }
}
