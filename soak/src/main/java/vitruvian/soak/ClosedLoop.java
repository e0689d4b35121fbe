package vitruvian.soak;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Clients each of which sends when it has its answer: the most that a service can do.
final class ClosedLoop {
  // After a failure, so that a service that is not there is not stormed.
  private static final long PAUSE_NANOS = 100_000_000;

  private final Pace pace;
  private final int clients;

  ClosedLoop(Pace pace, int clients) {
    this.pace = pace;
    this.clients = clients;
  }

  /// Sends for some time.
  ///
  /// @return how many requests were answered in a second as they deserve
  double run(long nanos, Supplier<Request> mix, OpenLoop.Sender sender, BooleanSupplier stop)
      throws InterruptedException {
    var tally = new Tally();
    long start = pace.nanos();
    var left = new CountDownLatch(clients);
    for (int i = 0; i < clients; i++) {
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
              });
    }
    left.await();
    double answered =
        tally.good().answered() + tally.hostile().answered() + tally.hostile().refused();
    return answered * 1e9 / Math.max(1, pace.nanos() - start);
  }

  private void send(Request request, OpenLoop.Sender sender, Tally tally)
      throws InterruptedException {
    long start = pace.nanos();
    try {
      tally.answered(request, sender.send(request), pace.nanos() - start);
    } catch (IOException failure) {
      tally.unanswered(request, failure, pace.nanos() - start);
      pace.await(pace.nanos() + PAUSE_NANOS);
    }
  }
}
