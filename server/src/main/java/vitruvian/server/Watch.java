package vitruvian.server;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Looks after things again and again, whatever happens: what a look throws, errors too, is told
/// once a minute at most, and the next look comes. Whoever asks is told which of them has stopped.
final class Watch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("vitruvian.server");
  private static final long STALLED_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long TELL_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongSupplier clock;
  private final Map<String, Round> rounds = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer;

  /// @param clock as [System#nanoTime]
  Watch(LongSupplier clock) {
    this.clock = clock;
    this.timer =
        Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("vitruvian-watch-", 0).factory());
  }

  /// Has something done again and again.
  ///
  /// @param name by which it is called where it has stopped
  void every(Duration pause, String name, Runnable look) {
    var round = new Round(name, look);
    rounds.put(name, round);
    var _ =
        timer.scheduleWithFixedDelay(
            round, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// What should have been done again by now, and was not.
  Optional<String> stalled() {
    long now = clock.getAsLong();
    return rounds.values().stream()
        .filter(round -> now - round.done > STALLED_NANOS)
        .map(round -> round.name)
        .findFirst();
  }

  private final class Round implements Runnable {
    private final String name;
    private final Runnable look;
    private volatile long done = clock.getAsLong();
    private boolean told;
    private long toldAt;

    private Round(String name, Runnable look) {
      this.name = name;
      this.look = look;
    }

    @Override
    public void run() {
      try {
        look.run();
        done = clock.getAsLong();
      } catch (Throwable failure) {
        tell(failure);
      }
    }

    private void tell(Throwable failure) {
      try {
        long now = clock.getAsLong();
        if (!told || now - toldAt > TELL_NANOS) {
          told = true;
          toldAt = now;
          LOG.log(System.Logger.Level.ERROR, "the watch over " + name + " failed", failure);
        }
      } catch (Throwable _) {
        // Not even that: the next look comes all the same.
      }
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
