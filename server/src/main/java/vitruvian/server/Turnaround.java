package vitruvian.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// How long a picture keeps a session at present, and so how long those that wait will: who would
/// wait in vain is better told at once. Any number of threads may use it.
///
/// The mean of the last dozen or so: each new time counts an eighth.
final class Turnaround {
  private static final int WEIGHT = 8;

  private final AtomicLong meanNanos = new AtomicLong();

  /// One more picture.
  ///
  /// @param time with its session
  void add(Duration time) {
    long nanos = time.toNanos();
    meanNanos.updateAndGet(mean -> mean == 0 ? nanos : mean + (nanos - mean) / WEIGHT);
  }

  /// How long a newcomer will wait; zero as long as nothing is known.
  ///
  /// @param ahead how many wait already
  Duration expectedWait(int ahead, int sessions) {
    return Duration.ofNanos(meanNanos.get()).multipliedBy(Math.max(0, ahead)).dividedBy(sessions);
  }
}
