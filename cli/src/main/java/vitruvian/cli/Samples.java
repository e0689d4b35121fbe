package vitruvian.cli;

import java.util.Arrays;

/// Measured values, of which the middle one counts.
final class Samples {
  private double[] values = new double[64];
  private int count;

  void add(double value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
  }

  /// The middle value, or the mean of the two in the middle; not a number where there is none.
  double median() {
    return median(0);
  }

  /// The middle one of the values from an index on.
  double median(int from) {
    if (from >= count) {
      return Double.NaN;
    }
    var sorted = Arrays.copyOfRange(values, from, count);
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  int count() {
    return count;
  }
}
