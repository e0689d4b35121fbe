package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Trend.Sample;
import vitruvian.memory.Verdict.Fragmentation;
import vitruvian.memory.Verdict.Inconclusive;
import vitruvian.memory.Verdict.Leak;
import vitruvian.memory.Verdict.Pass;

/// How often the verdict is wrong, on an hour of made-up service at two requests a second. The
/// seeds are fixed: the rates are facts of the method, not of the day.
///
/// There are two kinds of noise. The service as it is was measured under load for twelve minutes:
/// what is in use and what the allocator keeps trade with each other within their sum, which stays
/// the same within 0.1 MB, and resident memory, in medians of half a minute, varies by 0.2 MB;
/// twice that is assumed. The rough service has an allocator that takes steps of 2 MB every five
/// minutes.
final class TrendSimulationTest {
  private static final double MB = 1 << 20;
  private static final int SECONDS = 3600;
  private static final int EVERY = 5;
  private static final double RATE = 2;
  private static final int RUNS = 400;
  private static final double BUDGET = 64;
  private static final double LEAK = 20 * MB / SECONDS;

  /// What a run does beside its noise: values by second.
  private record Shape(
      IntToDoubleFunction heap,
      IntToDoubleFunction inUse,
      IntToDoubleFunction kept,
      IntToDoubleFunction mapped) {}

  /// How restless a service is.
  ///
  /// @param inUse deviation of what is allocated
  /// @param steps deviation of what the allocator keeps; 0 where it keeps what is not in use
  /// @param resident deviation of resident memory beside that
  /// @param seconds within which it forgets
  private record Noise(double inUse, double steps, double resident, double seconds) {}

  private static final Noise ROUGH = new Noise(0.3 * MB, 2 * MB, MB, 60);
  private static final Noise MEASURED = new Noise(1.5 * MB, 0, 0.4 * MB, 300);

  private static final Shape CLEAN =
      new Shape(
          TrendSimulationTest::none,
          TrendSimulationTest::none,
          TrendSimulationTest::none,
          TrendSimulationTest::none);

  private static double none(int second) {
    return 0;
  }

  private static double growing(int second) {
    return LEAK * second;
  }

  private static Diagnosis run(long seed, Shape shape, Noise noise) {
    var random = new Random(seed);
    var heap = new SawTooth(random);
    var inUse = new Correlated(random, 20, noise.inUse);
    var resident = new Correlated(random, noise.seconds, noise.resident);
    var steps = new Steps(random, 300, noise.steps);
    var series = new LinkedHashMap<String, List<Sample>>();
    double level = random.nextDouble();
    for (int second = 1; second <= SECONDS; second++) {
      double onHeap = 40 * MB + heap.next() + shape.heap.applyAsDouble(second);
      double live = heap.afterCollection(onHeap);
      double used = inUse.next();
      double ledger = (170 + 2 * random.nextInt(4)) * MB;
      double allocated =
          ledger + 30 * MB + used + warm(second, 10, 200) + shape.inUse.applyAsDouble(second);
      double kept =
          20 * MB + (noise.steps > 0 ? steps.next() : -used) + shape.kept.applyAsDouble(second);
      double rss =
          300 * MB
              + warm(second, 60, 240)
              + shape.heap.applyAsDouble(second)
              + allocated
              + kept
              + shape.mapped.applyAsDouble(second)
              + resident.next();
      if (second % EVERY == 0) {
        add(series, Diagnosis.HEAP, second, live);
        add(series, Diagnosis.NATIVE, second, allocated);
        add(series, Diagnosis.LEDGER, second, ledger);
        add(series, Diagnosis.KEPT, second, kept);
        add(series, Diagnosis.RESIDENT, second, rss);
        add(series, "threads", second, 30 + (random.nextInt(50) == 0 ? 1 : 0));
        add(series, "files", second, 60 + random.nextInt(4));
        add(series, "classes", second, 9000 + Math.floor(warm(second, 900, 150) / MB + level));
      }
    }
    var trends = new LinkedHashMap<String, Trend>();
    var budgets = new LinkedHashMap<String, Double>();
    series.forEach(
        (name, samples) -> {
          trends.put(name, new Trend(samples));
          budgets.put(name, samples.getFirst().value() > MB ? BUDGET : 0.001);
        });
    return Diagnosis.of(trends, budgets, new Ledger(InstantSource.system(), Alarm.OFF));
  }

  // In percent of the runs.
  private static double share(Shape shape, Predicate<Diagnosis> holds) {
    return share(shape, ROUGH, holds);
  }

  private static double share(Shape shape, Noise noise, Predicate<Diagnosis> holds) {
    return 100.0
        * LongStream.range(0, RUNS).mapToObj(seed -> run(seed, shape, noise)).filter(holds).count()
        / RUNS;
  }

  private static boolean accuses(Diagnosis diagnosis) {
    return diagnosis.verdicts().values().stream()
        .anyMatch(verdict -> verdict instanceof Leak || verdict instanceof Fragmentation);
  }

  @Test
  void cleanServicesAreRarelyAccused() {
    assertThat(share(CLEAN, ROUGH, TrendSimulationTest::accuses)).isLessThan(5);
    assertThat(share(CLEAN, MEASURED, TrendSimulationTest::accuses)).isLessThan(5);
  }

  @Test
  void leaksOnTheHeapAreFound() {
    assertThat(
            share(
                new Shape(
                    TrendSimulationTest::growing,
                    TrendSimulationTest::none,
                    TrendSimulationTest::none,
                    TrendSimulationTest::none),
                run -> run.verdict(Diagnosis.HEAP) instanceof Leak))
        .isGreaterThan(95);
  }

  @Test
  void leaksOfNativeMemoryAreFound() {
    assertThat(
            share(
                new Shape(
                    TrendSimulationTest::none,
                    TrendSimulationTest::growing,
                    TrendSimulationTest::none,
                    TrendSimulationTest::none),
                run -> run.verdict(Diagnosis.NATIVE) instanceof Leak))
        .isGreaterThan(95);
  }

  @Test
  void leaksThatOnlyTheResidentMemoryShowsAreFound() {
    assertThat(
            share(
                new Shape(
                    TrendSimulationTest::none,
                    TrendSimulationTest::none,
                    TrendSimulationTest::none,
                    TrendSimulationTest::growing),
                MEASURED,
                run -> run.leaks().contains(Diagnosis.RESIDENT)))
        .isGreaterThan(95);
  }

  @Test
  void leaksAreFoundInWhatIsInUseAlthoughTheAllocatorTradesWithIt() {
    assertThat(
            share(
                new Shape(
                    TrendSimulationTest::none,
                    TrendSimulationTest::growing,
                    TrendSimulationTest::none,
                    TrendSimulationTest::none),
                MEASURED,
                run -> run.verdict(Diagnosis.NATIVE) instanceof Leak))
        .isGreaterThan(95);
  }

  // In a rough service the resident memory is the noisiest figure; what only it shows takes longer
  // to be sure of: 62 of 100 such leaks are found in an hour, the others are inconclusive.
  @Test
  void leaksThatOnlyTheResidentMemoryShowsNeverPass() {
    assertThat(
            share(
                new Shape(
                    TrendSimulationTest::none,
                    TrendSimulationTest::none,
                    TrendSimulationTest::none,
                    TrendSimulationTest::growing),
                run -> run.verdict(Diagnosis.RESIDENT) instanceof Pass))
        .isZero();
  }

  @Test
  void fragmentationIsNoLeak() {
    var shape =
        new Shape(
            TrendSimulationTest::none,
            TrendSimulationTest::none,
            second -> 3 * LEAK * second,
            TrendSimulationTest::none);
    assertThat(share(shape, run -> run.leaks().contains(Diagnosis.RESIDENT))).isLessThan(5);
    assertThat(share(shape, run -> run.verdict(Diagnosis.RESIDENT) instanceof Fragmentation))
        .isGreaterThan(90);
  }

  @Test
  void cachesThatFillAreNoLeaks() {
    for (double seconds : List.of(300.0, 900.0)) {
      var shape =
          new Shape(
              second -> 100 * MB * (1 - Math.exp(-second / seconds)),
              TrendSimulationTest::none,
              TrendSimulationTest::none,
              TrendSimulationTest::none);
      assertThat(share(shape, run -> !run.leaks().isEmpty())).isLessThan(5);
      assertThat(share(shape, run -> fills(run.verdict(Diagnosis.HEAP)))).isGreaterThan(90);
    }
  }

  private static boolean fills(Verdict verdict) {
    return switch (verdict) {
      case Pass(_, double filled) -> filled > 50 * MB;
      case Inconclusive(_, double filled, _) -> filled > 50 * MB;
      case Leak _, Fragmentation _, Verdict.Bounded _ -> false;
    };
  }

  private static void add(Map<String, List<Sample>> series, String name, int second, double value) {
    series
        .computeIfAbsent(name, _ -> new ArrayList<>())
        .add(new Sample(Duration.ofSeconds(second), RATE * second, value));
  }

  private static double warm(int second, double megabytes, double seconds) {
    return megabytes * MB * (1 - Math.exp(-second / seconds));
  }

  /// Noise that forgets itself within so many seconds.
  private static final class Correlated {
    private final Random random;
    private final double remembered;
    private final double deviation;
    private double value;

    Correlated(Random random, double seconds, double deviation) {
      this.random = random;
      this.remembered = Math.exp(-1 / seconds);
      this.deviation = deviation;
      this.value = deviation * random.nextGaussian();
    }

    double next() {
      value =
          remembered * value
              + deviation * Math.sqrt(1 - remembered * remembered) * random.nextGaussian();
      return value;
    }
  }

  /// The allocator's steps: a new level now and then.
  private static final class Steps {
    private final Random random;
    private final double seconds;
    private final double deviation;
    private double value;

    Steps(Random random, double seconds, double deviation) {
      this.random = random;
      this.seconds = seconds;
      this.deviation = deviation;
    }

    double next() {
      if (random.nextDouble() < 1 / seconds) {
        value = deviation * random.nextGaussian();
      }
      return value;
    }
  }

  /// What is found after collections some twenty seconds apart, which leave more or less.
  private static final class SawTooth {
    private final Random random;
    private double found;
    private boolean collected;

    SawTooth(Random random) {
      this.random = random;
    }

    double next() {
      collected = random.nextInt(20) == 0;
      return 1.5 * MB * Math.abs(random.nextGaussian());
    }

    double afterCollection(double live) {
      found = collected || found == 0 ? live : found;
      return found;
    }
  }
}
