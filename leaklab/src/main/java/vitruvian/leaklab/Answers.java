package vitruvian.leaklab;

/// How many requests were due, how many were answered, and how long that took. Any number of
/// threads may add.
final class Answers {
  private long due;
  private long answered;
  private double sum;
  private double squares;

  synchronized void due() {
    due++;
  }

  synchronized void add(long nanos) {
    double millis = nanos / 1e6;
    answered++;
    sum += millis;
    squares += millis * millis;
  }

  synchronized long count() {
    return due;
  }

  synchronized long answered() {
    return answered;
  }

  /// The share of requests that were answered; 1 where there were none.
  synchronized double share() {
    return due == 0 ? 1 : (double) answered / due;
  }

  /// The mean time; 0 where there is none.
  synchronized double meanMillis() {
    return answered == 0 ? 0 : sum / answered;
  }

  /// The standard deviation of the times; 0 where there are none.
  synchronized double deviationMillis() {
    return answered == 0
        ? 0
        : Math.sqrt(Math.max(0, squares / answered - meanMillis() * meanMillis()));
  }
}
