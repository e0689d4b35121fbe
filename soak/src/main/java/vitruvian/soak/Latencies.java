package vitruvian.soak;

import java.time.Duration;
import org.HdrHistogram.ConcurrentHistogram;

/// How long something took, by its share of the cases, within 1 %, up to ten minutes; what takes
/// longer counts as ten minutes. Any number of threads may add. About 40 KB each.
public final class Latencies {
  private static final long MOST_MICROS = Duration.ofMinutes(10).toSeconds() * 1_000_000;
  private static final int DIGITS = 2;

  private final ConcurrentHistogram micros = new ConcurrentHistogram(MOST_MICROS, DIGITS);

  /// None yet.
  public Latencies() {}

  /// One more.
  public void add(long nanos) {
    micros.recordValue(Math.clamp(nanos / 1000, 1, MOST_MICROS));
  }

  /// All that another has counted.
  public void addAll(Latencies others) {
    micros.add(others.micros);
  }

  /// How many there are.
  public long count() {
    return micros.getTotalCount();
  }

  /// The mean; zero where there are none.
  public double meanMillis() {
    return count() == 0 ? 0 : micros.getMean() / 1e3;
  }

  /// The standard deviation; zero where there are none.
  public double deviationMillis() {
    return count() == 0 ? 0 : micros.getStdDeviation() / 1e3;
  }

  /// The time that a share of the cases did not exceed, in milliseconds; zero where there are none.
  public double millis(double share) {
    return count() == 0 ? 0 : micros.getValueAtPercentile(100 * share) / 1e3;
  }
}
