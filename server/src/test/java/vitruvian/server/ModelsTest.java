package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import vitruvian.memory.ByteBudget;
import vitruvian.tracker.TrackOptions;

/// Models come and go with their memory, and never stand in anybody's way for good.
class ModelsTest {
  private static final long MB = 1 << 20;
  private static final long LARGE = 4096 * MB;
  private static final TrackOptions USUAL = TrackOptions.DEFAULT;
  private static final TrackOptions HEAVY = USUAL.withComplexity(2);
  private static final TrackOptions REFINED = USUAL.withRefineFace(true);

  private final Bench usual = new Bench(LARGE, EnumSet.allOf(ModelChoice.class), Set.of());
  private final ByteBudget budget = usual.budget;

  /// Models with a memory of so many bytes, half of it for them.
  private static final class Bench {
    private final List<Set<String>> freed = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong();
    private final ByteBudget budget;
    private final Models models;

    private Bench(long total, Set<ModelChoice> offered, Set<ModelChoice> pinned) {
      budget = new ByteBudget(total, bytes -> reclaim(bytes, total));
      var room = new Room(budget, 0, this::reclaim);
      models =
          new Models(
              offered,
              pinned,
              room,
              total / 2,
              1,
              clock::get,
              names -> freed.add(new TreeSet<>(names)));
    }

    private void reclaim(long bytes, long total) {
      models.reclaim(bytes, total);
    }

    private void use(TrackOptions options) throws InterruptedException {
      models.use(options, 0, Duration.ZERO).close();
    }
  }

  private static Bench of(long megabytes) {
    return new Bench(megabytes * MB, EnumSet.allOf(ModelChoice.class), Set.of());
  }

  private static void refused(String code, ThrowingUse use) {
    assertThatThrownBy(use::run)
        .isInstanceOfSatisfying(
            Problem.Thrown.class, thrown -> assertThat(thrown.problem().code()).isEqualTo(code));
  }

  private interface ThrowingUse {
    void run() throws InterruptedException;
  }

  private void use(TrackOptions options) throws InterruptedException {
    usual.use(options);
  }

  @Test
  void theUsualModelsCostNothing() throws InterruptedException {
    use(USUAL);
    assertThat(budget.free()).isEqualTo(LARGE);
  }

  @Test
  void othersAreReservedOnce() throws InterruptedException {
    use(HEAVY);
    long free = budget.free();
    assertThat(free).isLessThan(LARGE - 10 * MB);
    use(HEAVY);
    assertThat(budget.free()).isEqualTo(free);
    use(HEAVY.withRefineFace(true));
    assertThat(budget.free()).isLessThan(free);
    assertThat(usual.freed).isEmpty();
  }

  @Test
  void whatCanNeverFitIsABadParameter() {
    var small = of(8);
    refused("bad-parameter", () -> small.use(HEAVY));
    assertThat(small.budget.free()).isEqualTo(8 * MB);
  }

  @Test
  void whatDoesNotFitAtThisMomentIsOverloadedAndFitsLater() throws InterruptedException {
    try (var _ = budget.reserve(LARGE, Duration.ZERO).orElseThrow()) {
      refused("overloaded", () -> use(HEAVY));
    }
    use(HEAVY);
    assertThat(budget.free()).isLessThan(LARGE);
  }

  // One request with other options, and what was answered before was refused for ever.
  @Test
  void whatNeedsTheirMemoryGetsIt() throws InterruptedException {
    var tight = of(230);
    tight.use(HEAVY);
    assertThat(tight.budget.free()).isLessThan(200 * MB);
    tight.budget.reserve(200 * MB, Duration.ofNanos(1)).orElseThrow().close();
    assertThat(tight.freed).containsExactly(Set.of("pose_landmark_heavy (no mask)"));
    assertThat(tight.budget.free()).isEqualTo(230 * MB);
    tight.use(HEAVY);
    assertThat(tight.budget.free()).isLessThan(200 * MB);
  }

  @Test
  void whatWouldFitBesideThemWaitsForOthersAndTakesNothing() throws InterruptedException {
    var tight = of(230);
    tight.use(HEAVY);
    try (var _ = tight.budget.reserve(100 * MB, Duration.ZERO).orElseThrow()) {
      assertThat(tight.budget.reserve(100 * MB, Duration.ofNanos(1))).isEmpty();
    }
    assertThat(tight.freed).isEmpty();
  }

  @Test
  void modelsInUseAreGivenBackAfterwardsAndNobodyNewGetsThem() throws InterruptedException {
    var tight = of(230);
    var inUse = tight.models.use(HEAVY, 0, Duration.ZERO);
    assertThat(tight.budget.reserve(200 * MB, Duration.ofNanos(1))).isEmpty();
    assertThat(tight.freed).isEmpty();
    refused("overloaded", () -> tight.use(HEAVY));
    inUse.close();
    assertThat(tight.freed).hasSize(1);
    tight.budget.reserve(200 * MB, Duration.ZERO).orElseThrow().close();
  }

  @Test
  void modelsMakeRoomForOthers() throws InterruptedException {
    // Half of it is for models: one set, but not both.
    var tight = of(210);
    tight.use(HEAVY);
    tight.use(REFINED);
    assertThat(tight.freed).containsExactly(Set.of("pose_landmark_heavy (no mask)"));
    tight.use(HEAVY);
    assertThat(tight.freed).hasSize(2);
  }

  @Test
  void aPictureWithItsModelsThatNeverFitTogetherIsTooLarge() {
    var tight = of(230);
    refused("image-too-large", () -> tight.models.use(HEAVY, 200 * MB, Duration.ZERO));
  }

  @Test
  void whatNobodyUsesForAMinuteIsGivenBack() throws InterruptedException {
    use(HEAVY);
    usual.clock.addAndGet(Duration.ofSeconds(60).toNanos());
    usual.models.look();
    assertThat(usual.freed).isEmpty();
    usual.clock.incrementAndGet();
    usual.models.look();
    assertThat(usual.freed).hasSize(1);
    assertThat(budget.free()).isEqualTo(LARGE);
  }

  @Test
  void whatTheOperatorHasChosenIsThereAndNothingElse() throws InterruptedException {
    var chosen = Set.of(ModelChoice.COMPLEXITY_2);
    var service = new Bench(LARGE, chosen, chosen);
    service.use(HEAVY);
    assertThat(service.budget.free()).isEqualTo(LARGE);
    refused("bad-parameter", () -> service.use(REFINED));
    refused("bad-parameter", () -> service.use(HEAVY.withSegmentation(true)));
  }
}
