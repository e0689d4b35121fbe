package vitruvian.tracker.pipeline;

import java.nio.ByteBuffer;

/// What the One-Euro filters of a list of numbers remember: a smoothing that is strong at rest and
/// weak in motion. An immutable value: filtering gives the numbers and the next filter.
///
/// Upstream: `mediapipe/util/filtering/one_euro_filter.cc`, `low_pass_filter.cc`, and
/// `mediapipe/calculators/util/landmarks_smoothing_calculator_utils.cc`.
final class EuroFilter {
  /// How a filter smooths.
  ///
  /// @param minCutoff the cut-off frequency at rest, in Hz
  /// @param beta how much speed raises it
  /// @param derivateCutoff the cut-off frequency of the speed, in Hz
  record Kind(double minCutoff, double beta, double derivateCutoff) {}

  private static final double NANO = 1e-9;
  private static final double FIRST_FREQUENCY = 30;
  private static final float LEAST_SCALE = 1e-6f;

  private final Kind kind;
  private final long last;
  private final double frequency;
  // Of each number: the last value as it came, the last smoothed one, the smoothed speed. Empty
  // before the first values.
  private final float[] raw;
  private final float[] smooth;
  private final float[] speed;

  private EuroFilter(
      Kind kind, long last, double frequency, float[] raw, float[] smooth, float[] speed) {
    this.kind = kind;
    this.last = last;
    this.frequency = frequency;
    this.raw = raw;
    this.smooth = smooth;
    this.speed = speed;
  }

  static EuroFilter fresh(Kind kind) {
    return new EuroFilter(kind, -1, FIRST_FREQUENCY, new float[0], new float[0], new float[0]);
  }

  /// Smooths the next values.
  ///
  /// @param nanos when; not later than the last time leaves values and filter as they are
  /// @param values replaced by the smoothed ones, in place
  /// @param scale what a value's change is multiplied with before it counts as speed
  /// @return the filter for the values after these
  EuroFilter apply(long nanos, float[] values, float scale) {
    if (nanos <= last) {
      return this;
    }
    double nextFrequency = last != 0 && nanos != 0 ? 1 / ((nanos - last) * NANO) : frequency;
    boolean first = raw.length != values.length;
    var nextRaw = values.clone();
    var nextSmooth = new float[values.length];
    var nextSpeed = new float[values.length];
    float speedAlpha = (float) alpha(kind.derivateCutoff(), nextFrequency);
    for (int i = 0; i < values.length; i++) {
      double change = first ? 0 : ((double) values[i] - raw[i]) * scale * nextFrequency;
      nextSpeed[i] = first ? (float) change : lowPass((float) change, speed[i], speedAlpha);
      double cutoff = kind.minCutoff() + kind.beta() * Math.abs(nextSpeed[i]);
      nextSmooth[i] =
          first ? values[i] : lowPass(values[i], smooth[i], (float) alpha(cutoff, nextFrequency));
      values[i] = nextSmooth[i];
    }
    return new EuroFilter(kind, nanos, nextFrequency, nextRaw, nextSmooth, nextSpeed);
  }

  /// Smooths points of a picture in pixels, depth with the width, in place.
  ///
  /// @param scale the side that speed is measured in, in pixels; next to none leaves all as it is
  /// @return the filter for the points after these
  EuroFilter apply(long nanos, Points points, int first, int count, Size size, float scale) {
    if (scale < LEAST_SCALE) {
      return this;
    }
    var values = points.values(first, count);
    for (int i = 0; i < values.length; i++) {
      values[i] *= i % 3 == 1 ? size.height() : size.width();
    }
    var next = apply(nanos, values, 1 / scale);
    for (int i = 0; i < values.length; i++) {
      values[i] /= i % 3 == 1 ? size.height() : size.width();
    }
    points.setValues(first, values);
    return next;
  }

  /// The values as they last came; none before the first.
  float[] raw() {
    return raw.clone();
  }

  static float lowPass(float value, float before, float alpha) {
    return alpha * value + (1 - alpha) * before;
  }

  private static double alpha(double cutoff, double frequency) {
    double te = 1 / frequency;
    double tau = 1 / (2 * Math.PI * cutoff);
    return 1 / (1 + tau / te);
  }

  int bytes() {
    return Long.BYTES + Double.BYTES + Integer.BYTES + 3 * Float.BYTES * raw.length;
  }

  void write(ByteBuffer to) {
    to.putLong(last).putDouble(frequency).putInt(raw.length);
    for (var values : new float[][] {raw, smooth, speed}) {
      for (float value : values) {
        to.putFloat(value);
      }
    }
  }

  /// @param length the only length that is right, beside none
  static EuroFilter read(ByteBuffer from, Kind kind, int length) {
    long last = from.getLong();
    double frequency = from.getDouble();
    int count = from.getInt();
    if (count != 0 && count != length) {
      throw new IllegalArgumentException("a filter of %d values".formatted(count));
    }
    var values = new float[3][count];
    for (var list : values) {
      for (int i = 0; i < count; i++) {
        list[i] = from.getFloat();
        if (!Float.isFinite(list[i])) {
          throw new IllegalArgumentException("a filter of what is no number");
        }
      }
    }
    return new EuroFilter(kind, last, frequency, values[0], values[1], values[2]);
  }
}
