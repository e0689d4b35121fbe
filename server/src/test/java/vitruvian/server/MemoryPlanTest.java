package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPlanTest {
  private static final long MB = 1 << 20;
  private static final long JVM = 256 * MB;

  @ParameterizedTest
  @CsvSource({"450,4,1", "500,4,2", "560,4,3", "1024,1,1", "1024,2,2", "65536,64,64"})
  void takesAsManySessionsAsFitAndThereAreCores(long megabytes, int cores, int sessions) {
    var plan = MemoryPlan.of(megabytes * MB, OptionalInt.empty(), cores, JVM, Set.of());
    assertThat(plan.sessions()).isEqualTo(sessions);
    requireWithin(plan);
  }

  @Test
  void takesTheSessionsThatAreWanted() {
    var plan = MemoryPlan.of(4096 * MB, OptionalInt.of(3), 2, JVM, Set.of());
    assertThat(plan.sessions()).isEqualTo(3);
    requireWithin(plan);
  }

  @Test
  void whatIsChosenHasItsMemoryFromTheStart() {
    var usual = MemoryPlan.of(4096 * MB, OptionalInt.of(2), 2, JVM, Set.of());
    var plan =
        MemoryPlan.of(4096 * MB, OptionalInt.of(2), 2, JVM, Set.of(ModelChoice.COMPLEXITY_2));
    assertThat(plan.models()).isGreaterThan(usual.models() + 100 * MB);
    assertThat(plan.models() + plan.requests()).isEqualTo(usual.models() + usual.requests());
    requireWithin(plan);
  }

  private static void requireWithin(MemoryPlan plan) {
    assertThat(plan.jvm() + plan.models() + plan.requests()).isLessThan(plan.ceiling());
    assertThat(plan.requests()).isGreaterThanOrEqualTo(24 * MB);
    assertThat(plan.models()).isPositive();
    assertThat(plan.forPixels()).isBetween(8 * MB, plan.requests() / 3);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "300,1", "500,8"})
  void saysWhatWouldBeNeeded(long megabytes, int sessions) {
    assertThatThrownBy(
            () -> MemoryPlan.of(megabytes * MB, OptionalInt.of(sessions), 2, JVM, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            megabytes
                + " MB are too little: \\d+ sessions? needs? (\\d+) MB \\(JVM 256, models \\d+,"
                + " requests 24, slack \\d+\\)")
        .satisfies(
            refusal -> {
              // With what it asks for it is content.
              long needed =
                  Long.parseLong(
                      String.valueOf(refusal.getMessage())
                          .replaceAll(".*needs? (\\d+) MB.*", "$1"));
              assertThat(
                      MemoryPlan.of(needed * MB, OptionalInt.of(sessions), 2, JVM, Set.of())
                          .sessions())
                  .isEqualTo(sessions);
              assertThatThrownBy(
                      () ->
                          MemoryPlan.of(
                              (needed - 2) * MB, OptionalInt.of(sessions), 2, JVM, Set.of()))
                  .isInstanceOf(IllegalArgumentException.class);
            });
  }

  @Test
  void countsTheHeapOfThisJvm() {
    assertThat(MemoryPlan.ofThisJvm()).isGreaterThan(Runtime.getRuntime().maxMemory() + 72 * MB);
  }
}
