package vitruvian.tracker.pipeline;

/// The upright rectangle around points, growing point by point.
///
/// Upstream has two versions of it, which differ for points that are all at negative coordinates:
/// around landmarks the maximum starts at the smallest positive float, around keypoints at minus
/// infinity. See `mediapipe/calculators/util/landmarks_to_detection_calculator.cc` and
/// `detections_to_rects_calculator.cc`.
final class Box {
  private float minX = Float.POSITIVE_INFINITY;
  private float minY = Float.POSITIVE_INFINITY;
  private float maxX;
  private float maxY;

  private Box(float max) {
    maxX = max;
    maxY = max;
  }

  static Box aroundLandmarks() {
    return new Box(Float.MIN_NORMAL);
  }

  static Box aroundKeypoints() {
    return new Box(Float.NEGATIVE_INFINITY);
  }

  void add(float x, float y) {
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
  }

  float centerX() {
    return minX + width() / 2;
  }

  float centerY() {
    return minY + height() / 2;
  }

  float width() {
    return maxX - minX;
  }

  float height() {
    return maxY - minY;
  }

  Rect rect(float rotation) {
    return new Rect(centerX(), centerY(), width(), height(), rotation);
  }
}
