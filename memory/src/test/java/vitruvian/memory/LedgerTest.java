package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The books say who holds how much, whatever happens at the same time.
final class LedgerTest {
  private static final int THREADS = 8;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Ledger ledger = new Ledger(now::get, Alarm.OFF);

  @Test
  void whatIsOpenIsInTheBooksUntilItIsSettled() {
    assertThat(ledger.bytes()).isZero();
    assertThat(ledger.count()).isZero();

    var frame = ledger.open("frame", 100);
    var empty = ledger.open("session", 0);
    assertThat(ledger.bytes()).isEqualTo(100);
    assertThat(ledger.count()).isEqualTo(2);

    frame.settle();
    empty.settle();
    assertThat(ledger.bytes()).isZero();
    assertThat(ledger.count()).isZero();
    assertThat(ledger.entries()).isEmpty();
    assertThat(ledger.byOwner()).isEmpty();
    assertThat(ledger.opened()).isEqualTo(2);
    assertThat(ledger.leaks()).isZero();
  }

  @Test
  void settlingTwiceIsHarmless() {
    var kept = ledger.open("frame", 7);
    var settled = ledger.open("frame", 100);
    settled.settle();
    settled.settle();
    assertThat(ledger.bytes()).isEqualTo(7);
    assertThat(ledger.entries()).containsExactly(kept);
    kept.settle();
  }

  @Test
  void resizingCorrectsTheSum() {
    var entry = ledger.open("session", 100);
    entry.resize(250);
    assertThat(entry.bytes()).isEqualTo(250);
    assertThat(ledger.bytes()).isEqualTo(250);
    entry.resize(0);
    assertThat(ledger.bytes()).isZero();
    assertThat(ledger.count()).isEqualTo(1);
    entry.resize(30);
    entry.settle();
    assertThat(ledger.bytes()).isZero();
  }

  @Test
  void resizingWhatIsSettledDoesNothing() {
    var entry = ledger.open("session", 100);
    entry.settle();
    entry.resize(250);
    assertThat(entry.bytes()).isEqualTo(100);
    assertThat(ledger.bytes()).isZero();
  }

  @Test
  void negativeSizesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.open("frame", -1))
        .withMessage("negative size: -1");
    assertThat(ledger.count()).isZero();
    assertThat(ledger.opened()).isZero();
  }

  @Test
  void usageIsByOwnerInTheOrderOfTheNames() {
    ledger.open("session", 1000);
    ledger.open("frame", 10);
    ledger.open("frame", 20);
    ledger.open("decoder", 5).resize(6);
    assertThat(ledger.byOwner())
        .containsExactly(
            Map.entry("decoder", new Usage(1, 6)),
            Map.entry("frame", new Usage(2, 30)),
            Map.entry("session", new Usage(1, 1000)));
    assertThat(ledger)
        .hasToString(
            "ledger: 1036 bytes in 4 open, {decoder=1 of 6 bytes,"
                + " frame=2 of 30 bytes, session=1 of 1000 bytes}");
  }

  @Test
  void entriesAreListedFromTheOldest() {
    var seconds = new ArrayList<>(IntStream.rangeClosed(1, 50).boxed().toList());
    Collections.shuffle(seconds, new Random(1));
    for (int second : seconds) {
      now.set(Instant.EPOCH.plusSeconds(second));
      ledger.open("frame " + second, 1);
    }
    assertThat(ledger.entries().stream().map(Ledger.Entry::owner))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 50).mapToObj(second -> "frame " + second).toList());
  }

  @ParameterizedTest
  @CsvSource({"OFF, 0", "SAMPLED, 11", "ALL, 640"})
  void theAlarmLevelDecidesHowManyOpeningsCarryTheirSite(Alarm level, int expected) {
    ledger.alarm(level);
    for (int i = 0; i < 640; i++) {
      ledger.open("frame", 1);
    }
    assertThat(ledger.alarm()).isEqualTo(level);
    assertThat(sites()).isEqualTo(expected);
  }

  @Test
  void samplingIsExactWithRacingThreads() throws InterruptedException {
    ledger.alarm(Alarm.SAMPLED);
    Race.run(THREADS, _ -> IntStream.range(0, 640).forEach(_ -> ledger.open("frame", 1)));
    assertThat(sites()).isEqualTo(THREADS * 640 / Alarm.SAMPLE + 1);
  }

  // A picture opens four things in turn: each of them is to be found.
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 8, 64})
  void noTurnOfSeveralIsAlwaysOrNeverSampled(int turn) {
    ledger.alarm(Alarm.SAMPLED);
    var sampled = new TreeMap<String, Integer>();
    for (int i = 0; i < 640 * turn; i++) {
      var owner = "owner " + i % turn;
      int count = ledger.open(owner, 1).site().isPresent() ? 1 : 0;
      sampled.merge(owner, count, Integer::sum);
    }
    assertThat(sampled.values()).hasSize(turn).allMatch(count -> count >= 4 && count <= 16);
  }

  @Test
  void theLogIsToldTheFirstTheTenthAndTheHundredthOfAKind() {
    var leak = new Leak("forgotten", 7, Instant.EPOCH, Optional.empty());
    var other = new Leak("another", 7, Instant.EPOCH, Optional.of(new Exception("opened here")));
    var lines = new ArrayList<String>();
    for (int i = 0; i < 101; i++) {
      ledger.line(leak).ifPresent(lines::add);
    }
    ledger.line(other).ifPresent(lines::add);

    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).isEqualTo(leak.toString());
    assertThat(lines.get(2)).isEqualTo(leak + ", like 99 before");
    assertThat(lines.get(3)).isEqualTo(other.toString());
  }

  @Test
  void theLogHearsOfSoManyKindsAndNoMore() {
    for (int i = 0; i < 100; i++) {
      assertThat(ledger.line(new Leak("owner " + i, 7, Instant.EPOCH, Optional.empty())))
          .isPresent();
    }
    assertThat(ledger.line(new Leak("one more", 7, Instant.EPOCH, Optional.empty()))).isEmpty();
  }

  @Test
  void aNewAlarmLevelHoldsForWhatIsOpenedLater() {
    var before = ledger.open("frame", 1);
    ledger.alarm(Alarm.ALL);
    var after = ledger.open("frame", 1);
    assertThat(before.site()).isEmpty();
    assertThat(after.site()).isPresent();
  }

  @Test
  void theSiteIsWhereItWasOpened() {
    ledger.alarm(Alarm.ALL);
    var site = ledger.open("frame", 1).site().orElseThrow();
    assertThat(site).hasMessage("frame opened here");
    assertThat(site.getStackTrace())
        .anySatisfy(
            line -> {
              assertThat(line.getClassName()).isEqualTo(LedgerTest.class.getName());
              assertThat(line.getMethodName()).isEqualTo("theSiteIsWhereItWasOpened");
            });
  }

  @Test
  void theProcessHasOneLedger() {
    assertThat(Ledger.process()).isSameAs(Ledger.process());
  }

  @Test
  void anEntrySettledByManyThreadsCountsOnce() throws InterruptedException {
    for (int round = 0; round < 500; round++) {
      var entry = ledger.open("frame", 100);
      Race.run(THREADS, _ -> entry.settle());
      assertThat(ledger.bytes()).isZero();
      assertThat(ledger.count()).isZero();
    }
  }

  @Test
  void aChangeOfSizeThatRacesTheEndLeavesNothingInTheSum() throws InterruptedException {
    for (int round = 0; round < 2_000; round++) {
      var entry = ledger.open("frame", 10);
      Race.run(
          2,
          number -> {
            if (number == 0) {
              entry.resize(100);
            } else {
              entry.settle();
            }
          });
    }
    assertThat(ledger.bytes()).isZero();
    assertThat(ledger.count()).isZero();
  }

  @Test
  void racingThreadsLeaveTheBooksExact() throws InterruptedException {
    int steps = 20_000;
    var shared = new ConcurrentLinkedQueue<Ledger.Entry>();
    Race.run(
        THREADS,
        number -> {
          var random = new Random(number);
          for (int i = 0; i < steps; i++) {
            var entry = ledger.open("owner " + number % 3, random.nextInt(1000));
            if (random.nextBoolean()) {
              entry.resize(random.nextInt(1000));
            }
            shared.add(entry);
            var other = random.nextInt(4) == 0 ? null : shared.poll();
            if (other != null) {
              other.settle();
            }
          }
        });
    var left = Collections.unmodifiableCollection(shared);
    assertThat(ledger.opened()).isEqualTo((long) THREADS * steps);
    assertThat(ledger.count()).isEqualTo(left.size()).isPositive();
    assertThat(ledger.bytes()).isEqualTo(left.stream().mapToLong(Ledger.Entry::bytes).sum());
    assertThat(ledger.byOwner().values().stream().mapToLong(Usage::bytes).sum())
        .isEqualTo(ledger.bytes());

    Race.run(THREADS, _ -> left.forEach(Ledger.Entry::settle));
    assertThat(ledger.bytes()).isZero();
    assertThat(ledger.count()).isZero();
  }

  private long sites() {
    return ledger.entries().stream().filter(entry -> entry.site().isPresent()).count();
  }

  @Test
  void whatIsMappedHasAReach() {
    var entry = ledger.openMapped("weights", 60, 300);
    ledger.open("weights", 5).settle();
    assertThat(ledger.byOwner()).isEqualTo(Map.of("weights", new Usage(1, 60, 60, 300)));
    assertThat(ledger.bytes()).isEqualTo(60);
    entry.settle();
    assertThat(ledger.bytes()).isZero();
    assertThatIllegalArgumentException().isThrownBy(() -> ledger.openMapped("weights", 60, 59));
    assertThat(ledger.count()).isZero();
  }
}
