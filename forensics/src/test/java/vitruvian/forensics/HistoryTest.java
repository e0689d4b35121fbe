package vitruvian.forensics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Figures are kept by time, and told as what they are now and what they were.
final class HistoryTest {
  private Instant now = Instant.ofEpochSecond(1_200_000);
  private long served;

  private void seconds(History history, int seconds) {
    for (int i = 0; i < seconds; i++) {
      history.look();
      served += 10;
      now = now.plusSeconds(1);
    }
  }

  private static String line(String text, String name) {
    return text.lines().filter(line -> line.startsWith(name)).findFirst().orElseThrow();
  }

  @Test
  void requestsAndMemoryAreToldWithWhatTheyWere() {
    try (var history = new History(() -> now, () -> served)) {
      assertThat(history.toText()).startsWith("No figures");
      seconds(history, 121);
      var text = history.toText();
      assertThat(text).contains("1 min ago", "at first").doesNotContain("10 min ago");
      // By the second: the 121st look is not yet closed.
      assertThat(line(text, History.REQUESTS).split("\\s+"))
          .containsSubsequence(History.REQUESTS, "1190", "590");
      assertThat(line(text, "resident").split("\\s+")).hasSize(4);
    }
  }

  @Test
  void inTheFirstMinuteTheFirstSecondsAreTold() {
    try (var history = new History(() -> now, () -> served)) {
      seconds(history, 5);
      assertThat(line(history.toText(), History.REQUESTS).split("\\s+"))
          .containsExactly(History.REQUESTS, "30", "0");
    }
  }

  @Test
  void pointsAreToldBackToAMoment() {
    try (var history = new History(() -> now, () -> served)) {
      seconds(history, 31);
      assertThat(history.toJson(Duration.ofSeconds(10)))
          .startsWith("{\"figures\":{\"resident\":[[1200020000,")
          .contains("\"requests\":[[1200020000,200.0,200.0,200.0],")
          .endsWith("[1200029000,290.0,290.0,290.0]]}}");
    }
  }
}
