package vitruvian.soak;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Clients each of which sends when it has its answer: the most that a service can do.
final class ClosedLoop {
  // After a failure, so that a service that is not there is not stormed.
  private static final long PAUSE_NANOS = 100_000_000;
  private static final long LOOK_MILLIS = 50;
  private static final long LAST_MILLIS = 1000;

  private final Pace pace;
  private final int clients;

  ClosedLoop(Pace pace, int clients) {
    this.pace = pace;
    this.clients = clients;
  }

  /// What was found.
  ///
  /// @param perSecond how many requests were answered in a second as they deserve
  record Measured(double perSecond, Outcomes outcomes) {}

  /// Sends for some time. When told to stop it gives up what waits for its answer.
  Measured run(long nanos, Supplier<Request> mix, OpenLoop.Sender sender, BooleanSupplier stop)
      throws InterruptedException {
    var tally = new Tally();
    long start = pace.nanos();
    var left = new CountDownLatch(clients);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < clients; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (pace.nanos() - start < nanos && !stop.getAsBoolean()) {
                        send(mix.get(), sender, tally);
                      }
                    } catch (InterruptedException _) {
                      Thread.currentThread().interrupt();
                    } finally {
                      left.countDown();
                    }
                  }));
    }
    while (!left.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      if (stop.getAsBoolean()) {
        // Closes their connections, too.
        threads.forEach(Thread::interrupt);
        left.await(LAST_MILLIS, TimeUnit.MILLISECONDS);
        break;
      }
    }
    return new Measured(tally.right() * 1e9 / Math.max(1, pace.nanos() - start), tally.outcomes());
  }

  private void send(Request request, OpenLoop.Sender sender, Tally tally)
      throws InterruptedException {
    long start = pace.nanos();
    try {
      tally.answered(request, sender.send(request), pace.nanos() - start);
    } catch (IOException | RuntimeException failure) {
      tally.unanswered(request, failure, pace.nanos() - start);
      pace.await(pace.nanos() + PAUSE_NANOS);
    }
  }
}
