package vitruvian.server;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import vitruvian.memory.NativeHeap;

/// Watches how near the process is to its ceiling, and gives way step by step: trims the allocator,
/// empties idle sessions, refuses new work. Recovers by itself.
///
/// The budget of the requests keeps the process under its ceiling; this is for what nobody has
/// foreseen.
final class Pressure {
  /// Shares of the ceiling from which on a step is taken.
  private static final double TRIM = 0.86;

  private static final double RELEASE = 0.91;
  private static final double SHED = 0.95;
  // New work is taken again only when there is some room.
  private static final double RECOVERED = 0.90;

  /// How often it looks.
  static final Duration EVERY = Duration.ofMillis(200);

  private static final long TRIM_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final System.Logger LOG = System.getLogger("vitruvian.server");

  /// How far it has come.
  enum Level {
    NONE(0),
    TRIMMING(1),
    SHEDDING(2);

    private final int number;

    Level(int number) {
      this.number = number;
    }

    /// The level as a metric.
    int number() {
      return number;
    }
  }

  private final long ceiling;
  private final LongSupplier resident;
  private final IntSupplier releaseIdle;
  private volatile Level level = Level.NONE;
  private long lastTrim;

  /// @param resident how much the process holds
  /// @param releaseIdle empties idle sessions and tells how many
  Pressure(long ceiling, LongSupplier resident, IntSupplier releaseIdle) {
    this.ceiling = ceiling;
    this.resident = resident;
    this.releaseIdle = releaseIdle;
  }

  Level level() {
    return level;
  }

  /// Takes the steps that are due.
  void look() {
    double share = share();
    if (share >= TRIM && System.nanoTime() - lastTrim > TRIM_NANOS) {
      lastTrim = System.nanoTime();
      NativeHeap.trim();
      share = share();
    }
    if (share >= RELEASE && releaseIdle.getAsInt() > 0) {
      NativeHeap.trim();
      share = share();
    }
    enter(next(share), share);
  }

  private Level next(double share) {
    if (share >= SHED || (level == Level.SHEDDING && share >= RECOVERED)) {
      return Level.SHEDDING;
    }
    return share >= TRIM ? Level.TRIMMING : Level.NONE;
  }

  private void enter(Level next, double share) {
    if (next != level) {
      boolean grave = next == Level.SHEDDING || level == Level.SHEDDING;
      LOG.log(
          grave ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
          () ->
              String.format(
                  Locale.ROOT, "memory at %.1f %% of the ceiling: %s", 100 * share, next));
      level = next;
    }
  }

  private double share() {
    return (double) resident.getAsLong() / ceiling;
  }
}
