package vitruvian.tracker.pipeline;

import java.util.Optional;

/// Decides whether a hand or face is looked for where it was in the frame before, or where this
/// frame's own search suggests.
///
/// Upstream: `mediapipe/modules/holistic_landmark/calculators/roi_tracking_calculator.cc`.
///
/// @param degrees how much the two regions may differ in rotation
/// @param translation how far their centers may be apart, in sides of the searched region
/// @param scale how much their sides may differ, likewise
/// @param margin by how much the searched region grows before all previous landmarks must be inside
record RegionTracking(float degrees, float translation, float scale, float margin) {
  static final RegionTracking HAND = new RegionTracking(40, 0.2f, 0.4f, -0.1f);
  static final RegionTracking FACE = new RegionTracking(15, 0.1f, 0.3f, -0.2f);

  /// What the frame before had: the landmarks, and the region around them.
  record Previous(Points landmarks, Rect region) {}

  Rect choose(Size size, Optional<Previous> previous, Rect searched) {
    return previous
        .filter(before -> agree(size, before.region(), searched))
        .filter(before -> contains(size, searched, before.landmarks()))
        .map(Previous::region)
        .orElse(searched);
  }

  private boolean agree(Size size, Rect previous, Rect searched) {
    double difference = Math.toDegrees(previous.rotation() - searched.rotation());
    if (difference < -180) {
      difference += 360;
    } else if (difference > 180) {
      difference -= 360;
    }
    var axes = new Axes(size, searched);
    float dx = axes.x(previous.x(), previous.y()) - axes.x(searched.x(), searched.y());
    float dy = axes.y(previous.x(), previous.y()) - axes.y(searched.x(), searched.y());
    float width = searched.width() * size.width();
    float height = searched.height() * size.height();
    return Math.abs(difference) <= degrees
        && Math.abs(dx) <= width * translation
        && Math.abs(dy) <= height * translation
        && Math.abs(previous.width() * size.width() - width) <= width * scale
        && Math.abs(previous.height() * size.height() - height) <= height * scale;
  }

  private boolean contains(Size size, Rect searched, Points landmarks) {
    var axes = new Axes(size, searched);
    float centerX = axes.x(searched.x(), searched.y());
    float centerY = axes.y(searched.x(), searched.y());
    float reachX = searched.width() * size.width() * (1 + margin) / 2;
    float reachY = searched.height() * size.height() * (1 + margin) / 2;
    for (int i = 0; i < landmarks.count(); i++) {
      float x = axes.x(landmarks.x(i), landmarks.y(i));
      float y = axes.y(landmarks.x(i), landmarks.y(i));
      if (!(Math.abs(x - centerX) < reachX && Math.abs(y - centerY) < reachY)) {
        return false;
      }
    }
    return true;
  }

  // Pixels, turned so that the searched region stands upright.
  private record Axes(Size size, float cos, float sin) {
    private Axes(Size size, Rect searched) {
      this(size, (float) Math.cos(-searched.rotation()), (float) Math.sin(-searched.rotation()));
    }

    float x(float x, float y) {
      return x * size.width() * cos - y * size.height() * sin;
    }

    float y(float x, float y) {
      return x * size.width() * sin + y * size.height() * cos;
    }
  }
}
