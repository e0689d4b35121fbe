package vitruvian.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Diagnosis;
import vitruvian.memory.Verdict;
import vitruvian.memory.Verdict.Bounded;
import vitruvian.soak.Judgement.Result;

/// The verdict on made-up runs of half an hour at ten requests a second.
final class JudgementTest {
  private static final double MB = 1 << 20;
  private static final int SECONDS = 1800;
  private static final double RATE = 10;

  private final Random random = new Random(5);

  private interface Shape {
    void bend(Map<String, Double> figures, int second);
  }

  private Judgement judged(int seconds, Shape shape) {
    var recording = new Recording();
    for (int second = 0; second < seconds; second++) {
      var figures = new HashMap<String, Double>();
      figures.put(Diagnosis.HEAP, 40 * MB + 0.2 * MB * random.nextGaussian());
      figures.put(Diagnosis.NATIVE, 200 * MB + 0.2 * MB * random.nextGaussian());
      figures.put(Diagnosis.KEPT, 10 * MB + 0.2 * MB * random.nextGaussian());
      figures.put(Diagnosis.RESIDENT, 320 * MB + 0.4 * MB * random.nextGaussian());
      figures.put("ledger.frame", 3 * MB * random.nextInt(2));
      figures.put(Diagnosis.CODE, 12 * MB);
      figures.put("threads", 30.0 + random.nextInt(2));
      figures.put("classes", 9000.0);
      shape.bend(figures, second);
      recording.add(Duration.ofSeconds(second), RATE * second, figures);
    }
    return Judgement.of(
        recording, Duration.ofSeconds(60), SoakPlan.BUDGET, 0, OptionalLong.empty());
  }

  private static void add(Map<String, Double> figures, String name, double more) {
    figures.merge(name, more, Double::sum);
  }

  @Test
  void aServiceThatKeepsNothingPasses() {
    var judgement = judged(SECONDS, (_, _) -> {});

    assertThat(judgement.result()).isEqualTo(Result.PASS);
    assertThat(judgement.isGood()).isTrue();
    assertThat(judgement.more()).isZero();
  }

  @Test
  void whatGrowsOnTheHeapIsALeak() {
    var judgement =
        judged(
            SECONDS,
            (figures, second) -> {
              add(figures, Diagnosis.HEAP, 700 * RATE * second);
              add(figures, Diagnosis.RESIDENT, 700 * RATE * second);
            });

    assertThat(judgement.result()).isEqualTo(Result.LEAK);
    assertThat(judgement.diagnosis().leaks()).contains(Diagnosis.HEAP);
  }

  @Test
  void theOwnerInTheLedgerIsNamed() {
    var judgement =
        judged(
            SECONDS,
            (figures, second) -> {
              add(figures, "ledger.frame", 2000 * RATE * second);
              add(figures, Diagnosis.NATIVE, 2000 * RATE * second);
            });

    assertThat(judgement.diagnosis().leaks()).contains("ledger.frame", Diagnosis.NATIVE);
  }

  @Test
  void threadsThatPileUpAreALeak() {
    var judgement =
        judged(SECONDS, (figures, second) -> add(figures, "threads", second * RATE / 1000));

    assertThat(judgement.diagnosis().leaks()).containsExactly("threads");
  }

  @Test
  void whatTheAllocatorKeepsIsFragmentation() {
    var judgement =
        judged(
            SECONDS,
            (figures, second) -> {
              add(figures, Diagnosis.KEPT, 3000 * RATE * second);
              add(figures, Diagnosis.RESIDENT, 3000 * RATE * second);
            });

    assertThat(judgement.result()).isEqualTo(Result.FRAGMENTATION);
    assertThat(judgement.isGood()).isFalse();
  }

  // What the allocator keeps was given back to the system.
  @Test
  void keptAddressesThatAreNotResidentAreBounded() {
    var judgement =
        judged(SECONDS, (figures, second) -> add(figures, Diagnosis.KEPT, 3000 * RATE * second));

    assertThat(judgement.result()).isEqualTo(Result.PASS);
    assertThat(judgement.diagnosis().verdict(Diagnosis.KEPT)).isInstanceOf(Verdict.Bounded.class);
  }

  @Test
  void compiledCodeIsBounded() {
    var judgement =
        judged(
            SECONDS,
            (figures, second) -> {
              add(figures, Diagnosis.CODE, 500 * RATE * second);
              add(figures, Diagnosis.RESIDENT, 500 * RATE * second);
            });

    assertThat(judgement.result()).isEqualTo(Result.PASS);
    assertThat(judgement.diagnosis().verdicts())
        .hasEntrySatisfying(
            Diagnosis.CODE, verdict -> assertThat(verdict).isInstanceOf(Bounded.class))
        .hasEntrySatisfying(
            Diagnosis.RESIDENT, verdict -> assertThat(verdict).isInstanceOf(Bounded.class));
  }

  @Test
  void aShortRunTellsHowMuchLongerItShouldBe() {
    var judgement = judged(100, (_, _) -> {});

    assertThat(judgement.result()).isEqualTo(Result.INCONCLUSIVE);
    assertThat(judgement.more()).isPositive();
  }

  @Test
  void withoutFiguresThereIsNoVerdict() {
    assertThat(Judgement.of(new Recording(), Duration.ZERO, 64, 0, OptionalLong.empty()).result())
        .isEqualTo(Result.INCONCLUSIVE);
  }

  @Test
  void requestsWithoutAnswerSpoilAPass() {
    var clean = judged(SECONDS, (_, _) -> {});

    assertThat(
            new Judgement(
                    clean.result(), clean.diagnosis(), clean.budgets(), 1, OptionalLong.empty())
                .isGood())
        .isFalse();
  }
}
