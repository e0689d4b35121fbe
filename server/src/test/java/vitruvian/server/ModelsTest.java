package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import vitruvian.memory.ByteBudget;
import vitruvian.tracker.TrackOptions;

class ModelsTest {
  private static final TrackOptions HEAVY = TrackOptions.DEFAULT.withComplexity(2);
  private static final long LARGE = 4L << 30;

  private static Models models(ByteBudget budget) {
    return new Models(new Room(budget, 0), budget.total() / 2, 2, Duration.ZERO);
  }

  @Test
  void theUsualModelsCostNothing() throws InterruptedException {
    var budget = new ByteBudget(1000);
    var models = models(budget);
    models.admit(TrackOptions.DEFAULT);
    assertThat(budget.free()).isEqualTo(1000);
  }

  @Test
  void othersAreReservedOnceAndForGood() throws InterruptedException {
    var budget = new ByteBudget(LARGE);
    var models = models(budget);
    models.admit(HEAVY);
    long free = budget.free();
    assertThat(free).isLessThan(LARGE - (10 << 20));
    models.admit(HEAVY);
    assertThat(budget.free()).isEqualTo(free);
    models.admit(HEAVY.withRefineFace(true));
    assertThat(budget.free()).isLessThan(free);
  }

  @Test
  void whatCanNeverFitIsABadParameter() {
    var budget = new ByteBudget(8 << 20);
    var models = models(budget);
    assertThatThrownBy(() -> models.admit(HEAVY))
        .isInstanceOfSatisfying(
            Problem.Thrown.class,
            thrown -> {
              assertThat(thrown.problem().code()).isEqualTo("bad-parameter");
              assertThat(thrown.problem().detail()).matches("these options need \\d+ MB more .*");
            });
    assertThat(budget.free()).isEqualTo(8 << 20);
  }

  @Test
  void whatDoesNotFitAtThisMomentIsOverloadedAndFitsLater() throws InterruptedException {
    var budget = new ByteBudget(LARGE);
    var models = models(budget);
    try (var _ = budget.reserve(LARGE, Duration.ZERO).orElseThrow()) {
      assertThatThrownBy(() -> models.admit(HEAVY))
          .isInstanceOfSatisfying(
              Problem.Thrown.class,
              thrown -> assertThat(thrown.problem().code()).isEqualTo("overloaded"));
    }
    models.admit(HEAVY);
    assertThat(budget.free()).isLessThan(LARGE);
  }
}
