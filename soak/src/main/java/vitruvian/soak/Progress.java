package vitruvian.soak;

import java.time.Duration;
import java.util.OptionalDouble;

/// How a soak is doing, once a second.
///
/// @param phase what it does: `measuring`, `warm-up`, `load`
/// @param elapsed since the start of the load
/// @param total of the load, with its warm-up
/// @param perSecond requests that are due
/// @param p50 half of the good pictures were answered within so many milliseconds
/// @param p99 99 of 100 were
/// @param answered the share of requests that were answered as they deserve
/// @param resident memory of the service in bytes, where it is known
public record Progress(
    String phase,
    Duration elapsed,
    Duration total,
    double perSecond,
    double p50,
    double p99,
    double answered,
    OptionalDouble resident) {

  /// Who is told.
  public interface Listener {
    /// Called about once a second, by one thread.
    void progress(Progress progress);
  }
}
