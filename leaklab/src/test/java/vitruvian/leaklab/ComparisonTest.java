package vitruvian.leaklab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vitruvian.leaklab.BeforeAfter.Setup;
import vitruvian.leaklab.Comparison.Ending;
import vitruvian.leaklab.Comparison.Side;
import vitruvian.leaklab.Comparison.Times;

class ComparisonTest {
  private static final long MB = 1 << 20;

  private final Comparison comparison =
      new Comparison(
          new Setup(Duration.ofMinutes(10), 512 * MB, 471 * MB, 2),
          true,
          Duration.ofMinutes(10),
          new Side(
              260 * MB,
              350 * MB,
              511 * MB,
              Optional.of(new Ending(Duration.ofSeconds(186), true, "")),
              new Times(372, 365, 120.4, 45.6)),
          new Side(
              240 * MB, 262 * MB, 263 * MB, Optional.empty(), new Times(1200, 1200, 61.2, 9.8)));

  @Test
  void theTableTellsWhoWasKilled() {
    assertThat(comparison.toMarkdown())
        .contains(
            """
            |  | before | Vitruvian |
            | --- | --- | --- |
            | memory at the start | 260 MB | 240 MB |
            | memory after a minute | 350 MB | 262 MB |
            | memory at the end | killed at 511 MB after 3.1 min | 263 MB |
            | response time | 120 ms +- 46 ms | 61 ms +- 10 ms |
            | answered | 98.1 % until then | 100.0 % |
            """);
    assertThat(comparison.toText())
        .contains("10.0 min at 2.0 requests a second", "a limit of 512 MB each")
        .containsPattern("answered +98.1 % until then +100.0 %");
  }

  @Test
  void withoutControlGroupsItSaysSo() {
    var watched =
        new Comparison(
            comparison.setup(),
            false,
            comparison.length(),
            comparison.before(),
            comparison.after());
    assertThat(watched.toText()).contains("no right to make a control group");
  }

  @Test
  void whoEndsByItselfIsInTheTableWithWhatItSaid() {
    var ended = Optional.of(new Ending(Duration.ofSeconds(90), false, "no room\n"));
    var after = comparison.after();
    var broken =
        new Comparison(
            comparison.setup(),
            true,
            comparison.length(),
            comparison.before(),
            new Side(after.start(), after.warm(), after.end(), ended, after.answers()));
    assertThat(broken.toText())
        .contains("Vitruvian ended: no room")
        .containsPattern("memory at the end +killed at 511 MB after 3.1 min +ended by itself at");
    assertThat(broken.toJson()).contains("\"endedAfterSeconds\":90.0");
    assertThat(broken.isGood()).isFalse();
    assertThat(comparison.isGood()).isTrue();
  }

  @Test
  void programsGetAllFigures() {
    assertThat(comparison.toJson())
        .contains(
            "\"limitBytes\":536870912",
            "\"killedAfterSeconds\":186.0",
            "\"answered\":365",
            "\"deviationMillis\":9.8");
    assertThat(comparison.toJson().split("killedAfterSeconds", -1)).hasSize(2);
  }

  @Test
  void answersAreCountedWithMeanAndSpread() {
    var answers = new Answers();
    assertThat(Times.of(answers)).isEqualTo(new Times(0, 0, 0, 0));
    for (int millis : new int[] {10, 20, 30}) {
      answers.due();
      answers.add(millis * 1_000_000L);
    }
    answers.due();
    var times = Times.of(answers);
    assertThat(times.share()).isEqualTo(0.75);
    // Within the histogram's 1 %.
    assertThat(times.meanMillis()).isBetween(19.8, 20.2);
    assertThat(times.deviationMillis()).isBetween(8.0, 8.35);
  }
}
