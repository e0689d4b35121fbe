package vitruvian.landmarks;

/// A point of a face in the space of the head: centimetres, all finite. `x` grows to the person's
/// left, which is the right of a picture of a face that looks into the camera; `y` grows upwards
/// and `z` out of the face.
public record MetricLandmark(float x, float y, float z) {
  public MetricLandmark {
    Range.finite(x, y, z);
  }
}
