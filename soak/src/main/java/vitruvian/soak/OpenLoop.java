package vitruvian.soak;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// Load that does not care how the service does: requests are due at a fixed rate, and their times
/// count from the moment that they were due, also when they were sent later. So a service that
/// stalls cannot hide it by being asked less (no coordinated omission).
///
/// How many may wait for their answers is bounded; what is due beyond that is counted as not sent.
final class OpenLoop {
  // How long a request to stop may take to be seen.
  private static final long LOOK_NANOS = 100_000_000;

  private final Pace pace;
  private final Executor executor;
  private final Semaphore room;
  private final int most;
  private volatile boolean abandoned;

  /// @param executor runs what sends; virtual threads, but in tests
  /// @param most how many may wait for their answers
  OpenLoop(Pace pace, Executor executor, int most) {
    this.pace = pace;
    this.executor = executor;
    this.most = most;
    this.room = new Semaphore(most);
  }

  /// Sends one request and waits for its answer.
  interface Sender {
    /// Does so.
    ///
    /// @return the status, and the problem's code where there is one
    String send(Request request) throws IOException;
  }

  /// When requests are due.
  ///
  /// @param start in the time of the pace
  record Schedule(long start, double perSecond, long nanos) {
    long due(long number) {
      return start + (long) (number * 1e9 / perSecond);
    }

    long count() {
      return (long) Math.ceil(perSecond * nanos / 1e9);
    }
  }

  /// Sends until all are sent or it is told to stop; does not wait for the last answers.
  ///
  /// @param tallies where a request is counted that was due at some moment
  void run(
      Schedule schedule,
      Supplier<Request> mix,
      Sender sender,
      LongFunction<Tally> tallies,
      BooleanSupplier stop)
      throws InterruptedException {
    for (long i = 0; i < schedule.count(); i++) {
      long due = schedule.due(i);
      while (due - pace.nanos() > LOOK_NANOS && !stop.getAsBoolean()) {
        pace.await(pace.nanos() + LOOK_NANOS);
      }
      if (stop.getAsBoolean()) {
        return;
      }
      pace.await(due);
      var request = mix.get();
      var tally = tallies.apply(due);
      if (room.tryAcquire()) {
        executor.execute(() -> send(request, sender, tally, due));
      } else {
        tally.notSent(request, pace.nanos() - due);
      }
    }
  }

  private void send(Request request, Sender sender, Tally tally, long due) {
    try {
      var outcome = sender.send(request);
      tally.answered(request, outcome, pace.nanos() - due);
    } catch (IOException | RuntimeException failure) {
      if (abandoned) {
        tally.abandoned(request, pace.nanos() - due);
      } else {
        tally.unanswered(request, failure, pace.nanos() - due);
      }
    } finally {
      room.release();
    }
  }

  /// How many wait for their answers.
  int inFlight() {
    return most - room.availablePermits();
  }

  /// From now on, requests that end without an answer count as given up: to be called before their
  /// threads are interrupted, where the run was told to stop.
  void abandon() {
    abandoned = true;
  }

  /// Waits until all have their answers, or until some moment.
  ///
  /// @param enough asked several times a second
  void drain(long until, BooleanSupplier enough) throws InterruptedException {
    while (inFlight() > 0 && pace.nanos() < until && !enough.getAsBoolean()) {
      pace.await(Math.min(until, pace.nanos() + LOOK_NANOS / 10));
    }
  }
}
