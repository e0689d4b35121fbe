package vitruvian.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/// How long something took, by its share of the cases, within 3 %. Any number of threads may add.
final class Latencies {
  // Each power of two of microseconds in 32 steps.
  private static final int STEPS = 32;
  private static final int POWERS = 40;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS * POWERS);

  void add(long nanos) {
    counts.incrementAndGet(step(Math.max(1, nanos / 1000)));
  }

  private static int step(long micros) {
    int power = 63 - Long.numberOfLeadingZeros(micros);
    long above = micros - (1L << power);
    return Math.min(STEPS * POWERS - 1, STEPS * power + (int) ((above * STEPS) >> power));
  }

  private static double micros(int step) {
    return Math.scalb(1 + (step % STEPS + 0.5) / STEPS, step / STEPS);
  }

  long count() {
    long sum = 0;
    for (int i = 0; i < counts.length(); i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /// The time that a share of the cases did not exceed; zero where there are none.
  Duration at(double share) {
    long rest = (long) Math.ceil(share * count());
    for (int i = 0; i < counts.length() && rest > 0; i++) {
      rest -= counts.get(i);
      if (rest <= 0) {
        return Duration.ofNanos((long) (1000 * micros(i)));
      }
    }
    return Duration.ZERO;
  }

  double millis(double share) {
    return at(share).toNanos() / 1e6;
  }
}
