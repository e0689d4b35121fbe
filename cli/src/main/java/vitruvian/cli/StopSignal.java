package vitruvian.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C: asks the work to stop after what is in progress, and gives it the time to.
final class StopSignal {
  private static final int MOST_SECONDS = 10;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private volatile boolean requested;

  /// Whether the work should stop as soon as nothing is left half done.
  boolean requested() {
    return requested;
  }

  void request() {
    requested = true;
    asked.countDown();
  }

  /// Waits until a stop is requested.
  void await() throws InterruptedException {
    asked.await();
  }

  /// Waits so long, or until a stop is requested.
  void await(Duration most) throws InterruptedException {
    var _ = asked.await(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// The work has ended.
  void finished() {
    finished.countDown();
  }

  /// Requests the stop and waits for the end of the work.
  void stopAndWait() {
    request();
    try {
      if (!finished.await(MOST_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("vitruvian: stopped in the middle of the work");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
