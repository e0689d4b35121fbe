package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Nothing ends a watch, and one that does not get through is known.
class WatchTest {
  private final AtomicLong clock = new AtomicLong();

  @Test
  void goesOnWhateverALookThrows() throws InterruptedException {
    var looks = new CountDownLatch(5);
    try (var watch = new Watch(clock::get)) {
      watch.every(
          Duration.ofMillis(1),
          "errors",
          () -> {
            looks.countDown();
            throw new OutOfMemoryError("of the test");
          });
      assertThat(looks.await(Await.LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
          .isTrue();
    }
  }

  @Test
  void saysWhatHasStopped() {
    var fails = new AtomicBoolean(true);
    try (var watch = new Watch(clock::get)) {
      watch.every(
          Duration.ofMillis(1),
          "memory",
          () -> {
            if (fails.get()) {
              throw new IllegalStateException("of the test");
            }
          });
      assertThat(watch.stalled()).isEmpty();
      clock.addAndGet(Duration.ofSeconds(11).toNanos());
      assertThat(watch.stalled()).contains("memory");
      fails.set(false);
      Await.until("it has got through again", () -> watch.stalled().isEmpty());
    }
  }
}
