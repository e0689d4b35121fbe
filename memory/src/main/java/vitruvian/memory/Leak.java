package vitruvian.memory;

import java.time.Instant;
import java.util.Optional;

/// Native memory whose owner became unreachable without having been closed. The safety net has
/// freed it; the mistake is at the place that opened it.
///
/// @param owner what kind of thing it was, such as `frame`
/// @param bytes how many native bytes it held
/// @param openedAt when it was opened
/// @param site the stack of the opening, where the alarm level recorded it
public record Leak(String owner, long bytes, Instant openedAt, Optional<Throwable> site) {
  @Override
  public String toString() {
    return "LEAK: %s of %d bytes, opened at %s, was never closed%s"
        .formatted(
            owner,
            bytes,
            openedAt,
            site.isPresent() ? "" : " (-Dvitruvian.leakAlarm=all records where it was opened)");
  }
}
