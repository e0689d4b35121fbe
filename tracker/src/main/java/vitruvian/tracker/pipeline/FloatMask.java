package vitruvian.tracker.pipeline;

import java.nio.ByteBuffer;
import vitruvian.landmarks.SegmentationMask;

/// A mask of probabilities in the size of the picture. Never written to after it was made.
public final class FloatMask {
  private final int width;
  private final int height;
  private final float[] values;

  FloatMask(int width, int height) {
    this(width, height, new float[Math.multiplyExact(width, height)]);
  }

  private FloatMask(int width, int height, float[] values) {
    this.width = width;
    this.height = height;
    this.values = values;
  }

  boolean hasSizeOf(FloatMask other) {
    return width == other.width && height == other.height;
  }

  /// The values, row by row; for whoever makes the mask.
  float[] values() {
    return values;
  }

  /// Mixes the mask before into this one, the more the less this one is sure, in place.
  ///
  /// Upstream: `mediapipe/calculators/image/segmentation_smoothing_calculator.cc`.
  FloatMask smoothedWith(FloatMask before) {
    for (int i = 0; i < values.length; i++) {
      values[i] = smoothed(values[i], before.values[i]);
    }
    return this;
  }

  static float smoothed(float value, float before) {
    float t = value - 0.5f;
    float q = t * t;
    float certainty =
        q * (5.68842f + q * (-0.748699f + q * (-57.8051f + q * (291.309f + q * -624.717f))));
    float uncertainty = 1 - Math.min(1, certainty);
    return value + (before - value) * (uncertainty * 0.7f);
  }

  SegmentationMask toEightBits() {
    return SegmentationMask.ofRows(
        width,
        height,
        (y, row) -> {
          for (int x = 0; x < width; x++) {
            row[x] = (byte) Math.round(255 * values[y * width + x]);
          }
        });
  }

  int bytes() {
    return 2 * Integer.BYTES + Float.BYTES * values.length;
  }

  void write(ByteBuffer to) {
    to.putInt(width).putInt(height);
    to.asFloatBuffer().put(values);
    to.position(to.position() + Float.BYTES * values.length);
  }

  static FloatMask read(ByteBuffer from) {
    int width = from.getInt();
    int height = from.getInt();
    if (width < 1 || height < 1 || (long) width * height > from.remaining() / Float.BYTES) {
      throw new IllegalArgumentException("a mask of %d x %d".formatted(width, height));
    }
    var mask = new FloatMask(width, height);
    from.asFloatBuffer().get(mask.values);
    from.position(from.position() + Float.BYTES * mask.values.length);
    return mask;
  }
}
