package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Memory is released once: by its owner, or where that forgot it by the safety net, which tells.
final class LifetimeTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Ledger ledger = new Ledger(() -> NOON, Alarm.ALL);
  private final BlockingQueue<Leak> leaks = new LinkedBlockingQueue<>();
  private final AtomicInteger releases = new AtomicInteger();

  LifetimeTest() {
    ledger.onLeak(leaks::add);
  }

  // Opens something whose owner is unreachable when this returns.
  private void forget() {
    var _ = Lifetime.of(new Object(), ledger, "frame", 100, releases::incrementAndGet);
  }

  @ParameterizedTest
  @EnumSource
  void closingReleasesAndSettlesOnce(Alarm level) {
    ledger.alarm(level);
    var owner = new Object();
    var lifetime = Lifetime.of(owner, ledger, "frame", 100, releases::incrementAndGet);
    assertThat(lifetime.isClosed()).isFalse();
    assertThat(lifetime.entry().owner()).isEqualTo("frame");
    assertThat(lifetime.entry().openedAt()).isEqualTo(NOON);
    assertThat(ledger.entries()).containsExactly(lifetime.entry());
    assertThat(ledger.bytes()).isEqualTo(100);

    lifetime.close();
    lifetime.close();
    assertThat(lifetime.isClosed()).isTrue();
    assertThat(releases).hasValue(1);
    assertThat(ledger.bytes()).isZero();
    assertThat(ledger.count()).isZero();
    assertThat(ledger.leaks()).isZero();
  }

  @Test
  void theMemoryIsInTheBooksUntilItIsReleased() {
    var held = new AtomicInteger();
    var lifetime =
        Lifetime.of(new Object(), ledger, "frame", 100, () -> held.set((int) ledger.bytes()));
    lifetime.close();
    assertThat(held).hasValue(100);
  }

  @ParameterizedTest
  @EnumSource
  void racingThreadsReleaseOnce(Alarm level) throws InterruptedException {
    ledger.alarm(level);
    int rounds = 300;
    for (int round = 1; round <= rounds; round++) {
      var owner = new Object();
      var lifetime = Lifetime.of(owner, ledger, "frame", 100, releases::incrementAndGet);
      Race.run(8, _ -> lifetime.close());
      assertThat(releases).hasValue(round);
      assertThat(ledger.bytes()).isZero();
      assertThat(ledger.count()).isZero();
    }
    assertThat(ledger.leaks()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aFailedReleaseIsToldAndStaysInTheBooks(Alarm level) {
    ledger.alarm(level);
    var owner = new Object();
    var lifetime =
        Lifetime.of(
            owner,
            ledger,
            "frame",
            100,
            () -> {
              releases.incrementAndGet();
              throw new IllegalStateException("still in use");
            });
    assertThatIllegalStateException().isThrownBy(lifetime::close).withMessage("still in use");
    assertThat(ledger.entries()).containsExactly(lifetime.entry());

    lifetime.close();
    assertThat(releases).hasValue(1);
    assertThat(ledger.bytes()).isEqualTo(100);
  }

  @Test
  void whatCannotBeEnteredIsReleased() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Lifetime.of(new Object(), ledger, "frame", -1, releases::incrementAndGet));
    assertThat(releases).hasValue(1);
    assertThat(ledger.count()).isZero();
  }

  @Test
  void aForgottenOwnerIsFreedAndReportedWithItsSite() throws InterruptedException {
    forget();
    var leak = awaitLeak();
    assertThat(releases).hasValue(1);
    assertThat(leak.owner()).isEqualTo("frame");
    assertThat(leak.bytes()).isEqualTo(100);
    assertThat(leak.openedAt()).isEqualTo(NOON);
    assertThat(leak.site().orElseThrow().getStackTrace())
        .anySatisfy(
            line -> {
              assertThat(line.getClassName()).isEqualTo(LifetimeTest.class.getName());
              assertThat(line.getMethodName()).isEqualTo("forget");
            });
    assertThat(leak)
        .hasToString("LEAK: frame of 100 bytes, opened at 2026-01-01T12:00:00Z, was never closed");
    assertThat(ledger.leaks()).isEqualTo(1);
    assertThat(ledger.bytes()).isZero();
    assertThat(ledger.count()).isZero();
  }

  @Test
  void aForgottenOwnerThatWasNotSampledIsReportedWithoutItsSite() throws InterruptedException {
    ledger.alarm(Alarm.SAMPLED);
    ledger.open("the one that is sampled", 0).settle();
    forget();
    var leak = awaitLeak();
    assertThat(releases).hasValue(1);
    assertThat(leak.site()).isEmpty();
    assertThat(leak)
        .hasToString(
            "LEAK: frame of 100 bytes, opened at 2026-01-01T12:00:00Z, was never closed"
                + " (-Dvitruvian.leakAlarm=all records where it was opened)");
    assertThat(ledger.leaks()).isEqualTo(1);
    assertThat(ledger.count()).isZero();
  }

  @Test
  void withoutAlarmNothingIsFreedOrReported() throws InterruptedException {
    ledger.alarm(Alarm.OFF);
    var forgotten = forgetWatched();
    Await.collection("the owner is collected", () -> forgotten.refersTo(null));
    // What is forgotten later and found shows that the safety net has been at work since.
    ledger.alarm(Alarm.ALL);
    forget();
    awaitLeak();
    assertThat(releases).hasValue(1);
    assertThat(ledger.leaks()).isEqualTo(1);
    assertThat(ledger.count()).isEqualTo(1);
    assertThat(ledger.bytes()).isEqualTo(100);
  }

  @Test
  void whatWasClosedIsNoLeak() throws InterruptedException {
    var closed = closeWatched();
    Await.collection("the owner is collected", () -> closed.refersTo(null));
    forget();
    awaitLeak();
    assertThat(releases).hasValue(2);
    assertThat(ledger.leaks()).isEqualTo(1);
    assertThat(leaks).isEmpty();
  }

  private WeakReference<Object> forgetWatched() {
    var owner = new Object();
    var _ = Lifetime.of(owner, ledger, "frame", 100, releases::incrementAndGet);
    return new WeakReference<>(owner);
  }

  private WeakReference<Object> closeWatched() {
    var owner = new Object();
    Lifetime.of(owner, ledger, "frame", 100, releases::incrementAndGet).close();
    return new WeakReference<>(owner);
  }

  private Leak awaitLeak() throws InterruptedException {
    Await.collection("the safety net finds the forgotten owner", () -> !leaks.isEmpty());
    var leak = leaks.poll(0, TimeUnit.SECONDS);
    assertThat(leak).isNotNull();
    return leak;
  }
}
