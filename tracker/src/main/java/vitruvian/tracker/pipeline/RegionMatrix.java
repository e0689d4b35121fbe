package vitruvian.tracker.pipeline;

/// The affine map from fractions of a placed region to fractions of the picture:
/// `x' = m00 x + m01 y + m03`, `y' = m10 x + m11 y + m13`.
///
/// Upstream: `mediapipe/calculators/tensor/image_to_tensor_utils.cc`,
/// `GetRotatedSubRectToRectTransformMatrix`.
record RegionMatrix(float m00, float m01, float m03, float m10, float m11, float m13) {
  RegionMatrix(Crop.Placed placed, Size size) {
    this(
        placed,
        size.width(),
        size.height(),
        (float) Math.cos(placed.rotation()),
        (float) Math.sin(placed.rotation()));
  }

  private RegionMatrix(Crop.Placed placed, float width, float height, float cos, float sin) {
    this(
        placed.width() * cos / width,
        -placed.height() * sin / width,
        (-0.5f * placed.width() * cos + 0.5f * placed.height() * sin + placed.x()) / width,
        placed.width() * sin / height,
        placed.height() * cos / height,
        (-0.5f * placed.height() * cos - 0.5f * placed.width() * sin + placed.y()) / height);
  }

  /// Moves points, in place.
  Points applied(Points points) {
    for (int i = 0; i < points.count(); i++) {
      float x = points.x(i);
      float y = points.y(i);
      points.set(i, m00 * x + m01 * y + m03, m10 * x + m11 * y + m13, points.z(i));
    }
    return points;
  }

  /// The map back, from fractions of the picture to fractions of the region.
  RegionMatrix inverse() {
    float det = m00 * m11 - m01 * m10;
    float i00 = m11 / det;
    float i01 = -m01 / det;
    float i10 = -m10 / det;
    float i11 = m00 / det;
    return new RegionMatrix(i00, i01, -(i00 * m03 + i01 * m13), i10, i11, -(i10 * m03 + i11 * m13));
  }
}
