package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vitruvian.memory.ByteBudget.Reservation;

/// Never more bytes than there are, whoever asked first not kept waiting for those that pass, and
/// all bytes back in the end.
final class ByteBudgetTest {
  private static final long TOTAL = 100;

  private final ByteBudget budget = new ByteBudget(TOTAL);

  /// A thread that asks for bytes; its result is what it got.
  private final class Asking {
    private final CompletableFuture<Optional<Reservation>> answer = new CompletableFuture<>();
    private final Thread thread;

    Asking(long bytes) {
      thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      answer.complete(budget.reserve(bytes, Await.LIMIT));
                    } catch (InterruptedException interrupted) {
                      answer.completeExceptionally(interrupted);
                    }
                  });
    }

    Reservation granted() throws Exception {
      return answer.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS).orElseThrow();
    }
  }

  private Asking ask(long bytes) {
    int before = budget.waiting();
    var asking = new Asking(bytes);
    Await.until("it waits", () -> budget.waiting() == before + 1);
    return asking;
  }

  private Reservation take(long bytes) throws InterruptedException {
    return budget.reserve(bytes, Duration.ZERO).orElseThrow();
  }

  private void assertAllFree() {
    assertThat(budget.free()).isEqualTo(TOTAL);
    assertThat(budget.waiting()).isZero();
  }

  @Test
  void reservedBytesAreNotFreeUntilTheyAreGivenBack() throws InterruptedException {
    try (var some = take(60);
        var none = take(0)) {
      assertThat(some.bytes()).isEqualTo(60);
      assertThat(none.bytes()).isZero();
      assertThat(budget.free()).isEqualTo(40);
      assertThat(budget.total()).isEqualTo(TOTAL);
      assertThat(budget).hasToString("budget: 40 of 100 bytes free, 0 waiting");
    }
    assertAllFree();
  }

  @Test
  void closingTwiceGivesBackOnce() throws InterruptedException {
    try (var kept = take(10)) {
      var closed = take(60);
      closed.close();
      closed.close();
      assertThat(closed.bytes()).isZero();
      assertThat(budget.free()).isEqualTo(TOTAL - kept.bytes());
    }
    assertAllFree();
  }

  @Test
  void sizesThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteBudget(0));
    assertThatIllegalArgumentException().isThrownBy(() -> budget.reserve(-1, Duration.ZERO));
    assertAllFree();
  }

  @Test
  void moreThanThereIsIsRefusedAtOnce() throws InterruptedException {
    // With the patience of a test's limit this would fail by the clock.
    assertThat(budget.reserve(TOTAL + 1, Duration.ofDays(1))).isEmpty();
    assertAllFree();
  }

  @Test
  void anUnlimitedBudgetIsNeverExhausted() throws InterruptedException {
    var unlimited = ByteBudget.unlimited();
    try (var large = unlimited.reserve(1L << 62, Duration.ZERO).orElseThrow();
        var larger = unlimited.reserve((1L << 62) - 1, Duration.ZERO).orElseThrow()) {
      assertThat(large.bytes() + larger.bytes()).isEqualTo(Long.MAX_VALUE);
    }
    assertThat(unlimited.free()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void withoutPatienceNobodyWaits() throws InterruptedException {
    try (var all = take(TOTAL)) {
      assertThat(budget.reserve(1, Duration.ZERO)).isEmpty();
      assertThat(budget.reserve(1, Duration.ofSeconds(-1))).isEmpty();
      assertThat(budget.waiting()).isZero();
      assertThat(budget.free()).isEqualTo(TOTAL - all.bytes());
    }
    assertAllFree();
  }

  @Test
  void patienceEnds() throws InterruptedException {
    try (var all = take(TOTAL)) {
      long start = System.nanoTime();
      assertThat(budget.reserve(1, Duration.ofMillis(20))).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(19));
      assertThat(budget.waiting()).isZero();
      assertThat(budget.free()).isEqualTo(TOTAL - all.bytes());
    }
    assertAllFree();
  }

  @Test
  void turnsComeInTheOrderOfAsking() throws Exception {
    var order = new ConcurrentLinkedQueue<Integer>();
    var first = take(TOTAL);
    var waiting =
        Stream.of(0, 1, 2, 3)
            .map(
                number ->
                    ask(TOTAL)
                        .answer
                        .thenAccept(
                            granted -> {
                              order.add(number);
                              granted.orElseThrow().close();
                            }))
            .toList();
    first.close();
    for (var one : waiting) {
      one.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(order).containsExactly(0, 1, 2, 3);
    assertAllFree();
  }

  @Test
  void whoeverPassesTheOneInFrontLeavesItItsRoom() throws Exception {
    var held = take(60);
    var large = ask(90);
    var passing = take(6);
    var also = take(4);
    assertThat(budget.reserve(1, Duration.ZERO)).isEmpty();
    var small = ask(5);
    assertThat(budget.free()).isEqualTo(30);

    held.close();
    try (var granted = large.granted()) {
      assertThat(granted.bytes()).isEqualTo(90);
      assertThat(budget.waiting()).isEqualTo(1);
      assertThat(budget.free()).isZero();
      passing.close();
      small.granted().close();
    }
    also.close();
    assertAllFree();
  }

  @Test
  void roomThatIsGivenBackMayBeUsedToPassAgain() throws Exception {
    try (var held = take(60)) {
      var large = ask(90);
      for (int i = 0; i < 100; i++) {
        try (var passing = take(10)) {
          assertThat(budget.reserve(1, Duration.ZERO)).isEmpty();
          passing.shrinkTo(4);
          take(6).close();
        }
      }
      assertThat(budget.free()).isEqualTo(TOTAL - held.bytes());
      large.thread.interrupt();
      assertThatThrownBy(large::granted).hasCauseInstanceOf(InterruptedException.class);
    }
    assertAllFree();
  }

  // Were all that passed counted for whoever is in front now, nobody could pass the second one.
  @Test
  void whoeverComesToTheFrontIsPassedAnew() throws Exception {
    var held = take(60);
    var first = ask(90);
    var second = ask(95);
    var passing = take(10);
    assertThat(budget.reserve(1, Duration.ZERO)).isEmpty();
    held.close();
    var granted = first.granted();
    passing.close();
    try (var small = take(5)) {
      assertThat(budget.waiting()).isEqualTo(1);
      assertThat(budget.reserve(1, Duration.ZERO)).isEmpty();
      granted.close();
      second.granted().close();
      assertThat(small.bytes()).isEqualTo(5);
    }
    assertAllFree();
  }

  @Test
  void nobodyIsPassedByOneThatAsksForAsMuch() throws Exception {
    var held = take(95);
    var large = ask(70);
    var small = ask(10);
    var equal = ask(10);
    assertThat(budget.reserve(10, Duration.ZERO)).isEmpty();
    held.shrinkTo(85);
    small.granted().close();
    equal.granted().close();
    assertThat(budget.waiting()).isEqualTo(1);
    held.close();
    large.granted().close();
    assertAllFree();
  }

  // Small ones come without end and never leave a moment with all bytes free.
  @Test
  void aLargeOneIsNotStarved() throws Exception {
    var small = take(30);
    var large = ask(80);
    for (int i = 0; i < 1000 && !large.answer.isDone(); i++) {
      var next = budget.reserve(20, Duration.ZERO);
      small.close();
      small = next.isPresent() ? next.get() : take(0);
    }
    try (var granted = large.granted()) {
      assertThat(granted.bytes()).isEqualTo(80);
    }
    small.close();
    assertAllFree();
  }

  @Test
  void severalGetTheirTurnsAtOnceWhereTheyFitTogether() throws Exception {
    var all = take(TOTAL);
    var askings = List.of(ask(30), ask(30), ask(40));
    all.close();
    for (var asking : askings) {
      assertThat(asking.granted().bytes()).isPositive();
    }
    assertThat(budget.free()).isZero();
    for (var asking : askings) {
      asking.granted().close();
    }
    assertAllFree();
  }

  @Test
  void whoeverIsInterruptedLeavesTheLine() throws Exception {
    try (var held = take(60)) {
      var large = ask(90);
      var small = ask(20);
      large.thread.interrupt();
      assertThatThrownBy(large::granted).hasCauseInstanceOf(InterruptedException.class);
      try (var granted = small.granted()) {
        assertThat(budget.free()).isEqualTo(TOTAL - held.bytes() - granted.bytes());
      }
    }
    assertAllFree();
  }

  @Test
  void whoeverGivesUpLetsThoseBehindPass() throws Exception {
    try (var held = take(60)) {
      var impatient = CompletableFuture.supplyAsync(() -> giveUp(90));
      Await.until("it waits", () -> budget.waiting() == 1 || impatient.isDone());
      try (var granted = new Asking(20).granted()) {
        assertThat(granted.bytes()).isEqualTo(20);
        assertThat(budget.free()).isEqualTo(TOTAL - held.bytes() - granted.bytes());
      }
      assertThat(impatient.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)).isEmpty();
    }
    assertAllFree();
  }

  private Optional<Reservation> giveUp(long bytes) {
    try {
      return budget.reserve(bytes, Duration.ofMillis(30));
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  // The turn and the interrupt come at the same moment: it has the bytes, or they are free.
  @Test
  void anInterruptAtTheMomentOfTheTurnLosesNoBytes() throws Exception {
    for (int round = 0; round < 2000; round++) {
      var held = take(TOTAL);
      var asking = ask(TOTAL);
      var interrupting = Thread.ofVirtual().start(asking.thread::interrupt);
      held.close();
      asking
          .answer
          .handle((granted, _) -> Optional.ofNullable(granted).flatMap(one -> one))
          .get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)
          .ifPresent(Reservation::close);
      assertThat(interrupting.join(Await.LIMIT)).isTrue();
      assertAllFree();
    }
  }

  @Test
  void shrinkingGivesBackTheDifference() throws InterruptedException {
    try (var reservation = take(60)) {
      reservation.shrinkTo(25);
      assertThat(reservation.bytes()).isEqualTo(25);
      assertThat(budget.free()).isEqualTo(75);
      reservation.shrinkTo(25);
      assertThat(budget.free()).isEqualTo(75);
    }
    assertAllFree();
  }

  @Test
  void shrinkingNeverReservesMore() throws InterruptedException {
    try (var reservation = take(60)) {
      reservation.shrinkTo(61);
      reservation.shrinkTo(Long.MAX_VALUE);
      assertThat(reservation.bytes()).isEqualTo(60);
      assertThat(budget.free()).isEqualTo(40);
      assertThatIllegalArgumentException().isThrownBy(() -> reservation.shrinkTo(-1));
      assertThat(reservation.bytes()).isEqualTo(60);
    }
    assertAllFree();
  }

  @Test
  void shrinkingToNothingAndShrinkingWhatIsClosedAreHarmless() throws InterruptedException {
    var reservation = take(60);
    reservation.shrinkTo(0);
    assertAllFree();
    reservation.close();
    reservation.shrinkTo(30);
    reservation.shrinkTo(0);
    assertThat(reservation.bytes()).isZero();
    assertAllFree();
  }

  @Test
  void shrinkingGivesTurns() throws Exception {
    try (var large = take(TOTAL)) {
      var asking = ask(70);
      large.shrinkTo(40);
      assertThat(budget.waiting()).isEqualTo(1);
      large.shrinkTo(30);
      try (var granted = asking.granted()) {
        assertThat(granted.bytes()).isEqualTo(70);
        assertThat(budget.free()).isZero();
      }
    }
    assertAllFree();
  }

  @Test
  void racingShrinksAndClosesGiveEveryByteBackOnce() throws InterruptedException {
    for (int round = 0; round < 500; round++) {
      var reservation = take(TOTAL);
      Race.run(
          4,
          number -> {
            if (number == 0) {
              reservation.close();
            } else {
              reservation.shrinkTo(25L * number);
            }
          });
      assertAllFree();
    }
  }

  static Stream<Named<ThreadFactory>> threads() {
    return Stream.of(
        Named.of("platform threads", Thread.ofPlatform().daemon().factory()),
        Named.of("virtual threads", Thread.ofVirtual().factory()));
  }

  @ParameterizedTest
  @MethodSource("threads")
  void racingThreadsNeverHoldMoreThanThereIs(ThreadFactory threads) throws InterruptedException {
    var held = new AtomicLong();
    var most = new AtomicLong();
    var grants = new AtomicLong();
    Race.run(
        64,
        threads,
        number -> {
          var random = new Random(number);
          for (int i = 0; i < 500; i++) {
            long bytes = random.nextLong(TOTAL + 1);
            var got = budget.reserve(bytes, patience(random));
            if (got.isEmpty()) {
              continue;
            }
            try (var reservation = got.get()) {
              grants.incrementAndGet();
              most.accumulateAndGet(held.addAndGet(bytes), Math::max);
              Thread.onSpinWait();
              long rest = random.nextLong(bytes + 1);
              held.addAndGet(rest - bytes);
              reservation.shrinkTo(rest);
              Thread.onSpinWait();
              held.addAndGet(-rest);
            }
          }
        });
    assertThat(most.get()).isPositive().isLessThanOrEqualTo(TOTAL);
    assertThat(grants.get()).isGreaterThan(64L * 500 / 4);
    assertThat(held).hasValue(0);
    assertAllFree();
  }

  // Half of the callers wait for as long as it takes; the others give up now and then.
  private static Duration patience(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Duration.ZERO;
      case 1 -> Duration.ofNanos(random.nextInt(100_000));
      default -> Await.LIMIT;
    };
  }

  // Whoever would have to wait has given back what others only keep.
  @Test
  void reclaimsBeforeItWaits() throws InterruptedException {
    var kept = new AtomicReference<Optional<Reservation>>(Optional.empty());
    var asked = new AtomicLong();
    var reclaiming =
        new ByteBudget(
            TOTAL,
            bytes -> {
              asked.addAndGet(bytes);
              kept.getAndSet(Optional.empty()).ifPresent(Reservation::close);
            });
    kept.set(reclaiming.reserve(60, Duration.ZERO));
    assertThat(reclaiming.reserve(50, Duration.ZERO)).isEmpty();
    assertThat(asked.get()).isZero();
    reclaiming.reserve(50, Duration.ofDays(1)).orElseThrow().close();
    assertThat(asked.get()).isEqualTo(50);
    assertThat(reclaiming.free()).isEqualTo(TOTAL);
  }

  @Test
  void reclaimingThatFailsLeavesNothing() throws InterruptedException {
    var failing =
        new ByteBudget(
            TOTAL,
            _ -> {
              throw new IllegalStateException("of the test");
            });
    try (var _ = failing.reserve(60, Duration.ZERO).orElseThrow()) {
      assertThatThrownBy(() -> failing.reserve(50, Duration.ofDays(1)))
          .isInstanceOf(IllegalStateException.class);
      assertThat(failing.waiting()).isZero();
    }
    assertThat(failing.free()).isEqualTo(TOTAL);
  }
}
