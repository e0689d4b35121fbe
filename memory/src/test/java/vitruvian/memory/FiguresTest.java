package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The cheap figures move by what is planted, under the names of the account's.
final class FiguresTest {
  private static final int BYTES = 32 << 20;

  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.OFF);

  private static long of(Figures figures, String name) {
    return figures.of(name).orElseThrow();
  }

  @Test
  void theLedgerIsToldInAllAndByOwner() {
    var frame = ledger.open("frame", 100);
    var other = ledger.open("frame", 20);
    var body = ledger.open("request body", 3);
    var figures = Figures.take(ledger);
    assertThat(figures.byName())
        .containsEntry(Diagnosis.LEDGER, 123L)
        .containsEntry("ledger.frame", 120L)
        .containsEntry("ledger.request body", 3L);
    frame.settle();
    other.settle();
    body.settle();
    assertThat(Figures.take(ledger).byName())
        .containsEntry(Diagnosis.LEDGER, 0L)
        .doesNotContainKeys("ledger.frame", "ledger.request body");
  }

  @Test
  void nativeMemoryAndDirectBuffersAreSeen() {
    assumeTrue(NativeHeap.inUse().isPresent(), "the C library is not glibc");
    var before = Figures.take(ledger);
    var buffer = ByteBuffer.allocateDirect(BYTES);
    try (var arena = Arena.ofConfined()) {
      var segment = arena.allocate(BYTES);
      var during = Figures.take(ledger);
      assertThat(segment.byteSize() + buffer.capacity()).isEqualTo(2L * BYTES);
      assertThat(of(during, Diagnosis.NATIVE) - of(before, Diagnosis.NATIVE))
          .isCloseTo(2L * BYTES, within(16L << 20));
      assertThat(of(during, Figures.DIRECT) - of(before, Figures.DIRECT))
          .isGreaterThanOrEqualTo(BYTES);
      assertThat(of(during, Diagnosis.RESIDENT)).isGreaterThan(BYTES);
    }
  }

  @Test
  void theyHaveTheNamesOfTheAccountsAndAreNearThem() {
    System.gc();
    var figures = Figures.take(ledger);
    var account = Account.take(ledger).figures();
    assertThat(figures.byName().keySet())
        .isSubsetOf(account.keySet())
        .contains(Diagnosis.HEAP, Diagnosis.LEDGER, Figures.DIRECT, Figures.CLASSES);
    assertThat((double) of(figures, Figures.CLASSES))
        .isCloseTo(account.getOrDefault(Figures.CLASSES, 0.0), within(500.0));
    assertThat((double) of(figures, Diagnosis.HEAP))
        .isCloseTo(account.getOrDefault(Diagnosis.HEAP, 0.0), within((double) BYTES));
  }

  @Test
  void whatIsNotKnownIsAbsent() {
    assertThat(new Figures(Map.of(Diagnosis.LEDGER, 1L)).of(Diagnosis.NATIVE)).isEmpty();
  }
}
