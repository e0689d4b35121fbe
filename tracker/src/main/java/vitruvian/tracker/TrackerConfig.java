package vitruvian.tracker;

import java.time.Duration;
import vitruvian.memory.Ledger;

/// How a tracker is opened.
///
/// @param sessions how many pictures are tracked at the same time, 1 or more; each session has its
///     own tensors and its own thread, and more sessions than cores gain nothing
/// @param patience how long a caller waits for a free session before it is refused
/// @param ledger where the native memory is entered
public record TrackerConfig(int sessions, Duration patience, Ledger ledger) {
  /// One session per core, and patience for batch work.
  public static final TrackerConfig DEFAULT =
      new TrackerConfig(
          Runtime.getRuntime().availableProcessors(), Duration.ofMinutes(5), Ledger.process());

  /// @throws IllegalArgumentException where a value is out of its range
  public TrackerConfig {
    if (sessions < 1) {
      throw new IllegalArgumentException("sessions must be at least 1: " + sessions);
    }
    if (patience.isNegative()) {
      throw new IllegalArgumentException("patience is negative: " + patience);
    }
  }

  /// The same with another number of sessions.
  public TrackerConfig withSessions(int other) {
    return new TrackerConfig(other, patience, ledger);
  }

  /// The same with another patience.
  public TrackerConfig withPatience(Duration other) {
    return new TrackerConfig(sessions, other, ledger);
  }
}
