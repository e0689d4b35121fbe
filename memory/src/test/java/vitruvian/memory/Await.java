package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what other threads do, with a limit.
final class Await {
  /// Longer than anything here takes on a busy machine.
  static final Duration LIMIT = Duration.ofSeconds(30);

  private Await() {}

  /// Returns once the condition holds; fails where it does not within the limit.
  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    boolean holds = condition.getAsBoolean();
    while (!holds && System.nanoTime() < end) {
      LockSupport.parkNanos(100_000);
      holds = condition.getAsBoolean();
    }
    assertThat(holds).as("within %s: %s", LIMIT, what).isTrue();
  }

  /// Collects garbage until the condition holds.
  static void collection(String what, BooleanSupplier condition) {
    until(
        what,
        () -> {
          System.gc();
          return condition.getAsBoolean();
        });
  }
}
