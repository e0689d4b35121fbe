package vitruvian.tracker.pipeline;

/// A rotated region of a picture.
///
/// Regions are computed in 32-bit floats, operation by operation as upstream does: what follows a
/// crop amplifies the last bits of its corners, so the same rounding is what makes results equal.
///
/// @param x the center, in widths of the picture
/// @param y the center, in heights of the picture
/// @param width in widths of the picture
/// @param height in heights of the picture
/// @param rotation in radians, clockwise on the screen
public record Rect(float x, float y, float width, float height, float rotation) {
  /// The whole picture, upright.
  public static final Rect WHOLE = new Rect(0.5f, 0.5f, 1, 1, 0);

  /// Whether the rectangle covers anything: an empty one cannot be looked at.
  boolean isUsable() {
    return width > 0 && height > 0 && Float.isFinite(x + y + width + height + rotation);
  }

  /// Moves the center by a fraction of the unscaled height along the rotated axis, makes the longer
  /// side (in pixels) the side of a square, and scales it.
  ///
  /// Upstream: `mediapipe/calculators/util/rect_transformation_calculator.cc`.
  ///
  /// @param scale of the squared side
  /// @param shiftY downwards in the rotated rectangle, in its heights
  Rect squared(Size size, float scale, float shiftY) {
    int w = size.width();
    int h = size.height();
    float centerX = x;
    float centerY = y;
    if (rotation == 0) {
      centerY += height * shiftY;
    } else {
      float sin = (float) Math.sin(rotation);
      float cos = (float) Math.cos(rotation);
      centerX += -(h * height * shiftY * sin) / w;
      centerY += h * height * shiftY * cos / h;
    }
    float longer = Math.max(width * w, height * h);
    return new Rect(centerX, centerY, longer / w * scale, longer / h * scale, rotation);
  }

  /// The square region around a center whose second point gives half its side and its direction.
  ///
  /// Upstream: `mediapipe/calculators/util/alignment_points_to_rects_calculator.cc`.
  ///
  /// @param target the direction, in degrees, that the second point shall have seen from the
  ///     center; counter-clockwise from the x axis
  static Rect aligned(
      Size size, float centerX, float centerY, float endX, float endY, float target) {
    float dx = endX * size.width() - centerX * size.width();
    float dy = endY * size.height() - centerY * size.height();
    float side = (float) Math.sqrt(dx * dx + dy * dy) * 2;
    return new Rect(
        centerX * size.width() / size.width(),
        centerY * size.height() / size.height(),
        side / size.width(),
        side / size.height(),
        rotation(size, centerX, centerY, endX, endY, target));
  }

  /// The rotation that turns the direction from one point to another into the target direction.
  ///
  /// Upstream: `mediapipe/calculators/util/detections_to_rects_calculator.cc`.
  ///
  /// @param target in degrees, counter-clockwise from the x axis
  static float rotation(
      Size size, float startX, float startY, float endX, float endY, float target) {
    float dx = endX * size.width() - startX * size.width();
    float dy = endY * size.height() - startY * size.height();
    return normalized((float) (Math.PI * target / 180) - (float) Math.atan2(-dy, dx));
  }

  /// The same angle in [-π, π).
  static float normalized(float angle) {
    return (float) (angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI)));
  }
}
