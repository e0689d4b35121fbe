package vitruvian.memory;

import java.util.Arrays;

/// How fast something grows with every request served: the Theil-Sen slope, the median of the
/// slopes between all pairs of points, which a few outliers cannot move, with an interval that
/// holds the true slope with a given probability, after Sen (1968).
///
/// Memory remembers: what is high now is high a moment later. Points that follow each other are
/// therefore not independent, and the interval is widened by what their residuals have in common
/// with the next (first-order autocorrelation, corrected for the bias that few points have).
///
/// @param low lower end of the interval, per request
/// @param slope the estimate, per request
/// @param high upper end of the interval, per request
public record Growth(double low, double slope, double high) {
  /// Of the normal distribution, for an interval of 90 %.
  static final double NINETY = 1.645;

  private static final double MOST_CORRELATED = 0.9;

  public Growth {
    if (!(low <= slope && slope <= high)) {
      throw new IllegalArgumentException(
          "an interval holds its estimate: %s..%s, %s".formatted(low, high, slope));
    }
  }

  /// The growth of `y` over `x`, which never falls; of no slope at all where it never rises.
  ///
  /// @param quantile of the normal distribution, how sure the interval is
  static Growth of(double[] x, double[] y, double quantile) {
    var slopes = slopes(x, y);
    int pairs = slopes.length;
    if (pairs == 0) {
      return new Growth(Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY);
    }
    double slope = median(slopes);
    int n = x.length;
    double reach = quantile * Math.sqrt(n * (n - 1.0) * (2 * n + 5) / 18);
    int low = (int) Math.floor((pairs - reach) / 2) - 1;
    int high = (int) Math.ceil((pairs + reach) / 2);
    if (low < 0 || high >= pairs) {
      return new Growth(Double.NEGATIVE_INFINITY, slope, Double.POSITIVE_INFINITY);
    }
    double correlation = correlation(x, y, slope);
    double widening = Math.sqrt((1 + correlation) / (1 - correlation));
    return new Growth(
        slope - widening * (slope - slopes[low]), slope, slope + widening * (slopes[high] - slope));
  }

  /// The median; sorts the values.
  static double median(double[] values) {
    Arrays.sort(values);
    return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
  }

  private static double[] slopes(double[] x, double[] y) {
    int n = x.length;
    var slopes = new double[n * (n - 1) / 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        if (x[j] > x[i]) {
          slopes[count++] = (y[j] - y[i]) / (x[j] - x[i]);
        }
      }
    }
    slopes = Arrays.copyOf(slopes, count);
    Arrays.sort(slopes);
    return slopes;
  }

  // The bias of n points about a line is -(2 + 4 r) / n, after Kendall (1954).
  private static double correlation(double[] x, double[] y, double slope) {
    int n = x.length;
    var residuals = new double[n];
    double mean = 0;
    for (int i = 0; i < n; i++) {
      residuals[i] = y[i] - slope * x[i];
      mean += residuals[i] / n;
    }
    double squares = 0;
    double products = 0;
    for (int i = 0; i < n; i++) {
      squares += (residuals[i] - mean) * (residuals[i] - mean);
      products += i == 0 ? 0 : (residuals[i] - mean) * (residuals[i - 1] - mean);
    }
    double raw = squares == 0 ? 0 : products / squares;
    return Math.clamp(raw + (2 + 4 * raw) / n, 0, MOST_CORRELATED);
  }
}
