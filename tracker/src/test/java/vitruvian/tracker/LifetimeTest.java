package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.Timing;
import vitruvian.memory.Alarm;
import vitruvian.memory.Leak;
import vitruvian.memory.Ledger;

/// Whatever callers do and whenever: nothing crashes, nothing hangs, nothing stays open.
@Timeout(300)
@SuppressWarnings({"try", "MustBeClosedChecker"}) // closing twice and too early is the test
final class LifetimeTest {
  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.ALL);
  private final TrackerConfig config = new TrackerConfig(1, Duration.ofSeconds(30), ledger);
  private final Bitmap picture = Bitmap.read(Shared.sample());

  private void assertNothingIsOpen() {
    assertThat(ledger.entries()).isEmpty();
    assertThat(ledger.bytes()).isZero();
    assertThat(ledger.leaks()).isZero();
  }

  private static HolisticResult untimed(HolisticResult result) {
    return result.withTiming(Timing.NONE);
  }

  private HolisticResult track(ImageTracker tracker) throws InterruptedException {
    try (var frame = picture.frame()) {
      return untimed(tracker.track(frame));
    }
  }

  private HolisticResult expected() throws InterruptedException {
    try (var tracker = ImageTracker.open(config, TrackOptions.DEFAULT)) {
      return track(tracker);
    }
  }

  private static void assertClosed(TrackingException failure) {
    assertThat(failure.fault()).isEqualTo(Fault.CLOSED);
    assertThat(failure).hasMessage("the tracker is closed");
  }

  @Test
  void opensAndClosesTwentyTimes() throws InterruptedException {
    var expected = expected();
    for (int i = 0; i < 20; i++) {
      try (var tracker = ImageTracker.open(config, TrackOptions.DEFAULT)) {
        assertThat(ledger.bytes()).isPositive();
        assertThat(track(tracker)).isEqualTo(expected);
      }
      assertNothingIsOpen();
    }
  }

  @Test
  void everyCombinationOfOptionsClosesToZero() throws InterruptedException {
    for (int complexity = 0; complexity <= 2; complexity++) {
      try (var tracker = ImageTracker.open(config.withSessions(2), TrackOptions.DEFAULT)) {
        var options = TrackOptions.DEFAULT.withComplexity(complexity).withRefineFace(true);
        try (var frame = picture.frame()) {
          // Models that come later stay, and are freed with the others.
          assertThat(tracker.track(frame, options).people()).hasSize(1);
          assertThat(tracker.track(frame, options.withSegmentation(true)).people()).hasSize(1);
        }
      }
      assertNothingIsOpen();
    }
  }

  @Test
  void closedWhileOthersTrackGivesRightResultsOrClosed() throws InterruptedException {
    var expected = expected();
    var random = new Random(4);
    for (int round = 0; round < 6; round++) {
      var results = new AtomicInteger();
      var refused = new AtomicInteger();
      var started = new CountDownLatch(4);
      var tracker = ImageTracker.open(config.withSessions(1 + round % 2), TrackOptions.DEFAULT);
      try (tracker;
          var _ =
              Crowd.of(
                  4,
                  () -> {
                    started.countDown();
                    try {
                      while (true) {
                        assertThat(track(tracker)).isEqualTo(expected);
                        results.incrementAndGet();
                      }
                    } catch (TrackingException failure) {
                      assertClosed(failure);
                      refused.incrementAndGet();
                    }
                  })) {
        started.await();
        Thread.sleep(random.nextInt(300));
        tracker.close();
        // Whoever was inside has come out: nothing is held any more, and it stays so.
        assertNothingIsOpen();
      }
      assertThat(refused).hasValue(4);
      assertNothingIsOpen();
    }
  }

  @Test
  void refusesAfterCloseAndClosesTwice() throws InterruptedException {
    var tracker = ImageTracker.open(config, TrackOptions.DEFAULT);
    tracker.close();
    tracker.close();
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(TrackingException.class)
          .isThrownBy(() -> track(tracker))
          .satisfies(LifetimeTest::assertClosed);
    }
    assertNothingIsOpen();
  }

  @Test
  void busyPoolSaysSoWithItsNumbers() throws InterruptedException {
    try (var pool = new SessionPool(config.withPatience(Duration.ofMillis(50)))) {
      var inside = new CountDownLatch(1);
      var done = new CountDownLatch(1);
      try (var _ = Crowd.of(1, () -> pool.lease(_ -> waitInside(inside, done)))) {
        inside.await();
        long start = System.nanoTime();
        assertThatExceptionOfType(TrackingException.class)
            .isThrownBy(() -> pool.lease(_ -> true))
            .withMessage("sessions: none free within 50 ms (size=1 idle=0 waiting=0)")
            .satisfies(failure -> assertThat(failure.fault()).isEqualTo(Fault.BUSY));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isBetween(Duration.ofMillis(49), Duration.ofSeconds(10));
        done.countDown();
      }
      assertThat(pool.<Boolean>lease(_ -> true)).isTrue();
    }
    assertNothingIsOpen();
  }

  private static boolean waitInside(CountDownLatch inside, CountDownLatch done) {
    inside.countDown();
    try {
      done.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
    return true;
  }

  @Test
  void interruptWhileWaitingForASessionEndsTheWaitAndNothingElse() throws InterruptedException {
    try (var pool = new SessionPool(config)) {
      var inside = new CountDownLatch(1);
      var done = new CountDownLatch(1);
      try (var _ = Crowd.of(1, () -> pool.lease(_ -> waitInside(inside, done)))) {
        inside.await();
        try (var waiting =
            Crowd.of(
                2,
                () ->
                    assertThatExceptionOfType(InterruptedException.class)
                        .isThrownBy(() -> pool.lease(_ -> true)))) {
          Thread.sleep(50);
          waiting.threads().forEach(Thread::interrupt);
        }
        done.countDown();
      }
      assertThat(pool.<Boolean>lease(_ -> true)).isTrue();
    }
    assertNothingIsOpen();
  }

  @Test
  void interruptWhileTrackingIsKeptForTheCallerAndTheResultIsRight() throws InterruptedException {
    try (var pool = new SessionPool(config)) {
      var inside = new CountDownLatch(1);
      var done = new CountDownLatch(1);
      var kept = new AtomicBoolean();
      try (var tracking =
          Crowd.of(
              1,
              () -> {
                assertThat(pool.<Boolean>lease(_ -> waitInside(inside, done))).isTrue();
                kept.set(Thread.currentThread().isInterrupted());
              })) {
        inside.await();
        tracking.threads().forEach(Thread::interrupt);
        Thread.sleep(20);
        done.countDown();
      }
      assertThat(kept).isTrue();
    }
    assertNothingIsOpen();
  }

  @Test
  void waitingCallersAreToldOfTheClose() throws InterruptedException {
    var pool = new SessionPool(config);
    var inside = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    try (pool;
        var _ = Crowd.of(1, () -> pool.lease(_ -> waitInside(inside, done)))) {
      inside.await();
      try (var _ =
              Crowd.of(
                  3,
                  () ->
                      assertThatExceptionOfType(TrackingException.class)
                          .isThrownBy(() -> pool.lease(_ -> true))
                          .satisfies(LifetimeTest::assertClosed));
          var _ = Crowd.of(2, pool::close)) {
        Thread.sleep(50);
        done.countDown();
      }
    }
    assertNothingIsOpen();
  }

  // What was released is loaded anew, with the same result; what was not asked for is left.
  @Test
  void modelsGoAndComeBack() throws InterruptedException {
    var heavy = TrackOptions.DEFAULT.withComplexity(2);
    var models = ImageTracker.modelBytes(heavy, config.sessions()).keySet();
    var ledger = config.ledger();
    try (var tracker = ImageTracker.open(config, TrackOptions.DEFAULT);
        var frame = picture.frame()) {
      long usual = ledger.bytes();
      var expected = tracker.track(frame, heavy).people();
      tracker.load(heavy);
      long all = ledger.bytes();
      assertThat(all).isGreaterThan(usual);
      var others = new HashSet<>(models);
      others.removeAll(ImageTracker.modelBytes(TrackOptions.DEFAULT, 1).keySet());
      tracker.release(others);
      assertThat(ledger.bytes()).isEqualTo(usual);
      tracker.release(Set.of("no model of this name"));
      assertThat(tracker.track(frame, heavy).people()).isEqualTo(expected);
    }
    assertNothingIsOpen();
  }

  @Test
  void failureReachesItsCallerAndTheSessionStaysUsable() throws InterruptedException {
    try (var pool = new SessionPool(config)) {
      for (int i = 0; i < 3; i++) {
        assertThatIllegalStateException()
            .isThrownBy(
                () ->
                    pool.lease(
                        _ -> {
                          throw new IllegalStateException("a mistake");
                        }))
            .withMessage("a mistake");
        assertThatExceptionOfType(AssertionError.class)
            .isThrownBy(
                () ->
                    pool.lease(
                        _ -> {
                          throw new AssertionError("worse");
                        }))
            .withMessage("worse");
      }
      assertThat(pool.<Boolean>lease(_ -> true)).isTrue();
    }
    assertNothingIsOpen();
  }

  @Test
  void frameClosedBeforeTrackingIsAnExceptionAndTheSessionStaysUsable()
      throws InterruptedException {
    var expected = expected();
    try (var tracker = ImageTracker.open(config, TrackOptions.DEFAULT)) {
      var frame = picture.frame();
      frame.close();
      assertThatIllegalStateException().isThrownBy(() -> tracker.track(frame));
      assertThat(track(tracker)).isEqualTo(expected);
    }
    assertNothingIsOpen();
  }

  @Test
  void frameClosedDuringTrackingIsAnExceptionAndNeverACrash() throws InterruptedException {
    var expected = expected();
    var failed = new AtomicInteger();
    var random = new Random(5);
    try (var tracker = ImageTracker.open(config, TrackOptions.DEFAULT)) {
      for (int i = 0; i < 30; i++) {
        try (var frame = picture.frame()) {
          var started = new CountDownLatch(1);
          try (var _ =
              Crowd.of(
                  1,
                  () -> {
                    started.countDown();
                    try {
                      assertThat(untimed(tracker.track(frame))).isEqualTo(expected);
                    } catch (IllegalStateException closed) {
                      failed.incrementAndGet();
                    }
                  })) {
            started.await();
            Thread.sleep(random.nextInt(120));
            frame.close();
          }
        }
      }
      System.out.printf("figure: frames closed during tracking: %s of 30 noticed%n", failed);
      assertThat(failed).hasPositiveValue();
      assertThat(track(tracker)).isEqualTo(expected);
    }
    assertNothingIsOpen();
  }

  @Test
  void aForgottenTrackerIsFreedAndNamed() throws InterruptedException {
    var told = new LinkedBlockingQueue<Leak>();
    ledger.onLeak(told::add);
    forget();
    var leak = collected(told);
    assertThat(leak.owner()).isEqualTo("tracker");
    assertThat(leak.site().orElseThrow().getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("forget"));
    assertThat(ledger.leaks()).isEqualTo(1); // its models are freed with it, in order
    assertThat(ledger.bytes()).isZero();
    assertThat(ledger.entries()).isEmpty();
  }

  private void forget() throws InterruptedException {
    assertThat(track(ImageTracker.open(config, TrackOptions.DEFAULT)).people()).hasSize(1);
  }

  // The collector is asked again until it has found it; the test's own limit ends this.
  private static Leak collected(LinkedBlockingQueue<Leak> told) throws InterruptedException {
    var leak = Optional.<Leak>empty();
    while (leak.isEmpty()) {
      System.gc();
      leak = Optional.ofNullable(told.poll(100, TimeUnit.MILLISECONDS));
    }
    return leak.get();
  }

  @Test
  void aTrackerOfStreamsKeepsWhatItNeeds() throws InterruptedException {
    var told = new LinkedBlockingQueue<Leak>();
    ledger.onLeak(told::add);
    trackAStreamWithoutTheTracker();
    assertThat(collected(told).owner()).isEqualTo("tracker");
    assertThat(ledger.entries()).isEmpty();
  }

  private void trackAStreamWithoutTheTracker() throws InterruptedException {
    var video = ImageTracker.open(config, TrackOptions.DEFAULT).video(VideoOptions.DEFAULT);
    System.gc();
    System.gc();
    try (var frame = picture.frame()) {
      assertThat(video.track(frame, Duration.ofMillis(40), TrackState.FRESH).result().people())
          .hasSize(1);
    }
    assertThat(ledger.leaks()).isZero();
  }
}
