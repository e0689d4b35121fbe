package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Trend.Sample;
import vitruvian.memory.Verdict.Bounded;
import vitruvian.memory.Verdict.Fragmentation;
import vitruvian.memory.Verdict.Inconclusive;
import vitruvian.memory.Verdict.Leak;
import vitruvian.memory.Verdict.Pass;

/// The verdict says what a figure does, who is to blame, and when it cannot tell.
final class TrendTest {
  private static final int SAMPLES = 720;
  private static final double BUDGET = 64;

  private final Random random = new Random(7);
  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.ALL);

  // A sample every five seconds, with ten requests.
  private static Trend trend(int samples, IntToDoubleFunction value) {
    return new Trend(
        IntStream.range(0, samples)
            .mapToObj(i -> new Sample(Duration.ofSeconds(5L * i), 10.0 * i, value.applyAsDouble(i)))
            .toList());
  }

  private double noise(double deviation) {
    return deviation * random.nextGaussian();
  }

  @Test
  void straightLineHasItsSlope() {
    var x = new double[20];
    Arrays.setAll(x, i -> 800.0 * i);
    var y = new double[20];
    Arrays.setAll(y, i -> 5e8 + 64 * x[i]);
    var growth = Growth.of(x, y, Growth.NINETY);
    assertThat(growth.low()).isCloseTo(64, within(1e-6));
    assertThat(growth.slope()).isCloseTo(64, within(1e-6));
    assertThat(growth.high()).isCloseTo(64, within(1e-6));
  }

  @Test
  void intervalHoldsTheTruthNineTimesInTen() {
    var x = new double[20];
    Arrays.setAll(x, i -> 800.0 * i);
    int held = 0;
    for (int run = 0; run < 1000; run++) {
      var y = new double[20];
      Arrays.setAll(y, i -> 30 * x[i] + noise(100_000));
      var growth = Growth.of(x, y, Growth.NINETY);
      held += growth.low() <= 30 && growth.high() >= 30 ? 1 : 0;
    }
    assertThat(held).isBetween(890, 990);
  }

  @Test
  void levelFiguresPass() {
    assertThat(trend(SAMPLES, _ -> 5e8 + noise(10_000)).verdict(BUDGET))
        .isInstanceOfSatisfying(Pass.class, pass -> assertThat(pass.filled()).isZero());
    assertThat(trend(SAMPLES, _ -> 31).verdict(0.001)).isInstanceOf(Pass.class);
  }

  @Test
  void growthWithinTheBudgetPasses() {
    assertThat(trend(SAMPLES, i -> 300.0 * i).verdict(BUDGET)).isInstanceOf(Pass.class);
  }

  @Test
  void growthBeyondTheBudgetIsALeak() {
    assertThat(trend(SAMPLES, i -> 10_000.0 * i + noise(100_000)).verdict(BUDGET))
        .isInstanceOfSatisfying(
            Leak.class, leak -> assertThat(leak.growth().slope()).isCloseTo(1000, within(50.0)));
  }

  @Test
  void whatFillsAndStopsPassesAndSaysByHowMuchItRose() {
    assertThat(trend(SAMPLES, i -> 1e8 * Math.min(1, i / 200.0)).verdict(BUDGET))
        .isInstanceOfSatisfying(
            Pass.class, pass -> assertThat(pass.filled()).isCloseTo(1e8, within(1e7)));
  }

  @Test
  void whatStillFillsNeedsLonger() {
    assertThat(trend(SAMPLES, i -> 1e8 * (1 - Math.exp(-i / 180.0)) + noise(1e5)).verdict(BUDGET))
        .isInstanceOfSatisfying(
            Inconclusive.class,
            still -> {
              assertThat(still.filled()).isGreaterThan(5e7);
              assertThat(still.more()).isBetween(Duration.ofMinutes(30), Duration.ofHours(12));
            });
  }

  @Test
  void aSingleStepIsNoLeak() {
    assertThat(trend(SAMPLES, i -> (i < 480 ? 0 : 1e7) + noise(1e4)).verdict(BUDGET))
        .isInstanceOf(Inconclusive.class);
  }

  @Test
  void noiseBeyondTheBudgetNeedsLonger() {
    assertThat(trend(SAMPLES, _ -> noise(1e7)).verdict(BUDGET))
        .isInstanceOfSatisfying(
            Inconclusive.class,
            still -> {
              assertThat(still.more()).isGreaterThan(Duration.ofMinutes(15));
              assertThat(still.more()).isLessThanOrEqualTo(Duration.ofDays(30));
              assertThat(still.filled()).isZero();
            });
  }

  @Test
  void fewSamplesNeedMore() {
    assertThat(trend(37, _ -> 1).verdict(BUDGET))
        .isInstanceOfSatisfying(
            Inconclusive.class,
            still -> assertThat(still.more()).isEqualTo(Duration.ofSeconds(5 * 35)));
    assertThat(trend(0, _ -> 1).verdict(BUDGET)).isInstanceOf(Inconclusive.class);
  }

  @Test
  void aServiceThatServesNothingHasNoVerdict() {
    var idle =
        new Trend(
            IntStream.range(0, SAMPLES)
                .mapToObj(i -> new Sample(Duration.ofSeconds(i), 0, i))
                .toList());
    assertThat(idle.verdict(BUDGET)).isInstanceOf(Inconclusive.class);
  }

  @Test
  void budgetsArePositive() {
    assertThatIllegalArgumentException().isThrownBy(() -> trend(SAMPLES, _ -> 1).verdict(0));
  }

  private Diagnosis diagnosis(Map<String, IntToDoubleFunction> figures) {
    var trends = new LinkedHashMap<String, Trend>();
    var budgets = new LinkedHashMap<String, Double>();
    figures.forEach(
        (name, value) -> {
          trends.put(name, trend(SAMPLES, value));
          budgets.put(name, BUDGET);
        });
    return Diagnosis.of(trends, budgets, ledger);
  }

  @Test
  void leaksNameTheirOwnerAndWhereItWasOpened() {
    var entry = ledger.open("frame", 1000);
    var run =
        diagnosis(
            Map.of(
                "ledger.frame",
                i -> 10_000.0 * i,
                "ledger.model",
                _ -> 1e8,
                Diagnosis.LEDGER,
                i -> 1e8 + 10_000.0 * i,
                Diagnosis.HEAP,
                _ -> 1e8));
    entry.settle();
    assertThat(run.leaks()).containsExactlyInAnyOrder("ledger.frame", Diagnosis.LEDGER);
    assertThat(run.passes()).isFalse();
    for (var name : run.leaks()) {
      assertThat(run.verdict(name))
          .isInstanceOfSatisfying(
              Leak.class,
              leak -> {
                assertThat(leak.owner()).hasValue("frame");
                assertThat(leak.site().orElseThrow().getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().startsWith("leaksNameTheirOwner"));
              });
    }
  }

  @Test
  void whatTheAllocatorKeepsIsFragmentation() {
    var run =
        diagnosis(
            Map.of(
                Diagnosis.RESIDENT, i -> 10_000.0 * i,
                Diagnosis.KEPT, i -> 9_000.0 * i,
                Diagnosis.NATIVE, _ -> 1e8,
                Diagnosis.HEAP, _ -> 1e8));
    assertThat(run.leaks()).isEmpty();
    assertThat(run.verdict(Diagnosis.RESIDENT)).isInstanceOf(Fragmentation.class);
  }

  @Test
  void residentMemoryThatNothingExplainsIsALeakWithoutOwner() {
    var run =
        diagnosis(
            Map.of(
                Diagnosis.RESIDENT, i -> 10_000.0 * i,
                Diagnosis.KEPT, _ -> 1e7,
                Diagnosis.NATIVE, _ -> 1e8,
                Diagnosis.HEAP, _ -> 1e8));
    assertThat(run.verdict(Diagnosis.RESIDENT))
        .isInstanceOfSatisfying(Leak.class, leak -> assertThat(leak.owner()).isEmpty());
  }

  @Test
  void compiledCodeIsBoundedAndExplainsResidentMemory() {
    var run =
        diagnosis(
            Map.of(
                Diagnosis.RESIDENT, i -> 1e8 + 10_000.0 * i,
                Diagnosis.CODE, i -> 1e7 + 10_000.0 * i,
                Diagnosis.HEAP, _ -> 1e8));
    assertThat(run.verdict(Diagnosis.CODE)).isInstanceOf(Bounded.class);
    assertThat(run.verdict(Diagnosis.RESIDENT))
        .isInstanceOfSatisfying(
            Bounded.class, bounded -> assertThat(bounded.growth().slope()).isPositive());
    assertThat(run.leaks()).isEmpty();
    assertThat(run.passes()).isTrue();
  }

  @Test
  void aMegabyteOfResidentMemoryIsNotEnoughToAccuse() {
    var run = diagnosis(Map.of(Diagnosis.RESIDENT, i -> 1e8 + 1400.0 * i));
    assertThat(run.verdict(Diagnosis.RESIDENT))
        .isInstanceOfSatisfying(
            Inconclusive.class, verdict -> assertThat(verdict.more()).isPositive());
    assertThat(diagnosis(Map.of(Diagnosis.HEAP, i -> 1e8 + 1400.0 * i)).leaks())
        .containsExactly(Diagnosis.HEAP);
  }

  @Test
  void compiledCodeHidesNoLeak() {
    var run =
        diagnosis(
            Map.of(
                Diagnosis.RESIDENT, i -> 1e8 + 25_000.0 * i,
                Diagnosis.CODE, i -> 1e7 + 10_000.0 * i,
                Diagnosis.HEAP, _ -> 1e8));
    assertThat(run.leaks()).containsExactly(Diagnosis.RESIDENT);
    assertThat(run.passes()).isFalse();
  }

  @Test
  void whatFillsIsSeenBesideCompiledCode() {
    var run =
        diagnosis(
            Map.of(
                Diagnosis.RESIDENT, i -> 1e8 + 30_000.0 * i + filling(i),
                Diagnosis.CODE, i -> 1e7 + 30_000.0 * i,
                Diagnosis.HEAP, i -> 1e8 + filling(i)));
    assertThat(run.leaks()).isEmpty();
  }

  private static double filling(int i) {
    return 4e7 * (1 - Math.exp(-3.0 * i / SAMPLES));
  }

  @Test
  void cleanRunsPass() {
    assertThat(diagnosis(Map.of(Diagnosis.RESIDENT, _ -> 1e8, "threads", _ -> 30)).passes())
        .isTrue();
  }

  @Test
  void everyFigureNeedsABudget() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Diagnosis.of(Map.of("heap", trend(SAMPLES, _ -> 1)), Map.of(), ledger))
        .withMessage("no budget: heap");
  }

  @Test
  void quantilesAreThoseOfTheNormalDistribution() {
    assertThat(Diagnosis.quantile(0.05)).isCloseTo(1.6449, within(0.001));
    assertThat(Diagnosis.quantile(0.005)).isCloseTo(2.5758, within(0.001));
  }
}
