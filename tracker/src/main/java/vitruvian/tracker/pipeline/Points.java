package vitruvian.tracker.pipeline;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import vitruvian.landmarks.NormalizedLandmark;

/// Landmarks on their way through the stages: x, y, z of each, in turn in the units of the tensor,
/// of the region and of the picture.
public final class Points {
  private final float[] xyz;

  Points(int count) {
    xyz = new float[3 * count];
  }

  static Points of(List<NormalizedLandmark> landmarks) {
    var points = new Points(landmarks.size());
    for (int i = 0; i < landmarks.size(); i++) {
      var landmark = landmarks.get(i);
      points.set(i, landmark.x(), landmark.y(), landmark.z());
    }
    return points;
  }

  int count() {
    return xyz.length / 3;
  }

  float x(int i) {
    return xyz[3 * i];
  }

  float y(int i) {
    return xyz[3 * i + 1];
  }

  float z(int i) {
    return xyz[3 * i + 2];
  }

  void set(int i, float x, float y, float z) {
    xyz[3 * i] = x;
    xyz[3 * i + 1] = y;
    xyz[3 * i + 2] = z;
  }

  /// Reads points from a tensor, where each takes `stride` numbers of which the first three are x,
  /// y, z, and divides them.
  ///
  /// Upstream: `mediapipe/calculators/tensor/tensors_to_landmarks_calculator.cc`.
  static Points decoded(MemorySegment tensor, int count, int stride, float side, float depth) {
    var points = new Points(count);
    for (int i = 0; i < count; i++) {
      long at = (long) stride * i;
      points.set(
          i,
          tensor.getAtIndex(ValueLayout.JAVA_FLOAT, at) / side,
          tensor.getAtIndex(ValueLayout.JAVA_FLOAT, at + 1) / side,
          tensor.getAtIndex(ValueLayout.JAVA_FLOAT, at + 2) / side / depth);
    }
    return points;
  }

  /// Takes the padding of a crop away, in place: from fractions of the tensor to fractions of the
  /// region.
  ///
  /// Upstream: `mediapipe/calculators/util/landmark_letterbox_removal_calculator.cc`.
  Points unpadded(Crop.Placed placed) {
    float x = 1 - (placed.padX() + placed.padX());
    float y = 1 - (placed.padY() + placed.padY());
    for (int i = 0; i < count(); i++) {
      set(i, (x(i) - placed.padX()) / x, (y(i) - placed.padY()) / y, z(i) / x);
    }
    return this;
  }

  /// Moves points from fractions of a region, which is square in pixels, to fractions of the
  /// picture, in place.
  ///
  /// Upstream: `mediapipe/calculators/util/landmark_projection_calculator.cc`.
  Points projected(Rect region) {
    float sin = (float) Math.sin(region.rotation());
    float cos = (float) Math.cos(region.rotation());
    for (int i = 0; i < count(); i++) {
      float a = x(i) - 0.5f;
      float b = y(i) - 0.5f;
      set(
          i,
          (a * cos - b * sin) * region.width() + region.x(),
          (a * sin + b * cos) * region.height() + region.y(),
          z(i) * region.width());
    }
    return this;
  }

  /// Turns points in space as the region is turned, in place.
  ///
  /// Upstream: `mediapipe/calculators/util/world_landmark_projection_calculator.cc`.
  Points turned(float rotation) {
    float sin = (float) Math.sin(rotation);
    float cos = (float) Math.cos(rotation);
    for (int i = 0; i < count(); i++) {
      set(i, x(i) * cos - y(i) * sin, x(i) * sin + y(i) * cos, z(i));
    }
    return this;
  }

  /// Moves points in space, in place.
  Points moved(float dx, float dy, float dz) {
    for (int i = 0; i < count(); i++) {
      set(i, x(i) + dx, y(i) + dy, z(i) + dz);
    }
    return this;
  }

  /// Takes some points from others, in place.
  ///
  /// @param which a bit for each that is taken
  Points replaced(Points others, long which) {
    for (int i = 0; i < count(); i++) {
      if ((which >> i & 1) != 0) {
        set(i, others.x(i), others.y(i), others.z(i));
      }
    }
    return this;
  }

  Points copy() {
    var copy = new Points(count());
    System.arraycopy(xyz, 0, copy.xyz, 0, xyz.length);
    return copy;
  }

  /// x, y, z of some points, in a new array.
  float[] values(int first, int count) {
    return Arrays.copyOfRange(xyz, 3 * first, 3 * (first + count));
  }

  void setValues(int first, float[] values) {
    System.arraycopy(values, 0, xyz, 3 * first, values.length);
  }

  boolean areFinite() {
    for (float value : xyz) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
