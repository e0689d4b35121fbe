package vitruvian.tracker;

import java.time.Duration;
import vitruvian.memory.Ledger;

/// How a tracker is opened.
///
/// @param sessions how many pictures are tracked at the same time, 1 or more; each session has its
///     own tensors and its own thread, and more sessions than cores gain nothing
/// @param patience how long a caller waits for a free session before it is refused
/// @param ledger where the native memory is entered
/// @param limits what an encoded picture may cost that is given to the tracker itself
public record TrackerConfig(int sessions, Duration patience, Ledger ledger, ImageLimits limits) {
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

  /// With the limits of [ImageLimits#DEFAULT].
  public TrackerConfig(int sessions, Duration patience, Ledger ledger) {
    this(sessions, patience, ledger, ImageLimits.DEFAULT);
  }

  /// The same with another number of sessions.
  public TrackerConfig withSessions(int other) {
    return new TrackerConfig(other, patience, ledger, limits);
  }

  /// The same with another patience.
  public TrackerConfig withPatience(Duration other) {
    return new TrackerConfig(sessions, other, ledger, limits);
  }

  /// The same with another ledger.
  public TrackerConfig withLedger(Ledger other) {
    return new TrackerConfig(sessions, patience, other, limits);
  }

  /// The same with other limits of encoded pictures.
  public TrackerConfig withLimits(ImageLimits other) {
    return new TrackerConfig(sessions, patience, ledger, other);
  }
}
