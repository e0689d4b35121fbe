package vitruvian.leaklab;

import java.util.concurrent.atomic.LongAdder;
import vitruvian.soak.Latencies;

/// How many requests were due, how many were answered, and how long that took. Any number of
/// threads may add.
final class Answers {
  private final LongAdder due = new LongAdder();
  private final Latencies answered = new Latencies();

  void due() {
    due.increment();
  }

  void add(long nanos) {
    answered.add(nanos);
  }

  /// How many were due.
  long count() {
    return due.sum();
  }

  /// The times of those that were answered.
  Latencies answered() {
    return answered;
  }
}
