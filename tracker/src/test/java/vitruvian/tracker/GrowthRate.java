package vitruvian.tracker;

import java.util.Arrays;

/// How fast something grows, by the Theil-Sen estimate: the median of the slopes between all pairs
/// of samples, which a few outliers cannot move, with the interval that holds the true slope with a
/// probability of 90 %, after Sen (1968).
///
/// @param low lower end of the interval
/// @param median the estimate
/// @param high upper end of the interval
record GrowthRate(double low, double median, double high) {
  // The 95 % quantile of the normal distribution.
  private static final double QUANTILE = 1.645;

  static GrowthRate of(double[] x, double[] y) {
    int n = x.length;
    var slopes = new double[n * (n - 1) / 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        slopes[count++] = (y[j] - y[i]) / (x[j] - x[i]);
      }
    }
    Arrays.sort(slopes);
    double reach = QUANTILE * Math.sqrt(n * (n - 1) * (2 * n + 5) / 18.0);
    int low = (int) Math.floor((count - reach) / 2) - 1;
    int high = (int) Math.ceil((count + reach) / 2);
    return new GrowthRate(
        slopes[Math.clamp(low, 0, count - 1)],
        (slopes[(count - 1) / 2] + slopes[count / 2]) / 2,
        slopes[Math.clamp(high, 0, count - 1)]);
  }
}
