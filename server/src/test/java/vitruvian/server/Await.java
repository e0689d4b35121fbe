package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what other threads do, with a limit.
final class Await {
  /// Longer than anything here takes on a busy machine.
  static final Duration LIMIT = Duration.ofSeconds(60);

  private Await() {}

  /// Returns once the condition holds; fails where it does not within the limit.
  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    boolean holds = condition.getAsBoolean();
    while (!holds && System.nanoTime() < end) {
      LockSupport.parkNanos(2_000_000);
      holds = condition.getAsBoolean();
    }
    assertThat(holds).as("within %s: %s", LIMIT, what).isTrue();
  }
}
