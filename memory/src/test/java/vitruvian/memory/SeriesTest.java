package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Series.Point;

/// What is recent is kept by the second, what is old by the minute, what is too old not at all.
final class SeriesTest {
  private static final Instant START = Instant.ofEpochSecond(1_200_000);

  private final Series series = new Series(List.of("a", "b"));

  // The figure is the second's number.
  private void seconds(int from, int to) {
    for (int second = from; second < to; second++) {
      series.add(START.plusSeconds(second), Map.of("a", (double) second));
    }
  }

  @Test
  void recentSecondsAreAllThere() {
    seconds(0, 31);
    assertThat(series.points("a", Duration.ofSeconds(10)))
        .hasSize(10)
        .startsWith(new Point(START.plusSeconds(20), 20, 20, 20))
        .endsWith(new Point(START.plusSeconds(29), 29, 29, 29));
  }

  @Test
  void olderPointsHaveLeastMedianAndMostOfTheirTime() {
    seconds(0, 121);
    assertThat(series.points("a", Duration.ofHours(1)))
        .hasSize(12)
        .startsWith(new Point(START, 0, 4.5, 9))
        .endsWith(new Point(START.plusSeconds(110), 110, 114.5, 119));
    assertThat(series.points("a", Duration.ofDays(1)))
        .containsExactly(
            new Point(START, 0, 29.5, 59), new Point(START.plusSeconds(60), 60, 89.5, 119));
  }

  @Test
  void threeDaysKeepNoMoreThanTwo() {
    int days = 3 * 24 * 3600;
    seconds(0, days);
    assertThat(series.points("a", Duration.ofMinutes(10))).hasSize(600);
    assertThat(series.points("a", Duration.ofHours(2))).hasSize(720);
    var all = series.points("a", Duration.ofDays(30));
    assertThat(all).hasSize(2880);
    assertThat(all.getFirst().at()).isEqualTo(START.plusSeconds(days - 60 - 2880 * 60L));
    assertThat(all).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
  }

  @Test
  void aClockThatIsSetBackBeginsAnew() {
    seconds(4000, 4100);
    seconds(4050, 4060); // late, and left out
    assertThat(series.points("a", Duration.ofSeconds(30))).hasSize(30);
    seconds(400, 431);
    assertThat(series.points("a", Duration.ofMinutes(10)))
        .hasSize(30)
        .startsWith(new Point(START.plusSeconds(400), 400, 400, 400));
    assertThat(series.points("a", Duration.ofHours(2)))
        .extracting(Point::at)
        .containsExactly(START.plusSeconds(400), START.plusSeconds(410), START.plusSeconds(420));
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    seconds(0, 3);
    series.add(START.plusSeconds(3), Map.of("b", 7.0));
    series.add(START.plusSeconds(4), Map.of("a", 4.0, "b", 9.0));
    series.add(START.plusSeconds(5), Map.of());
    assertThat(series.points("b", Duration.ofMinutes(1)))
        .extracting(Point::median)
        .containsExactly(7.0, 9.0);
    assertThat(series.points("a", Duration.ofMinutes(1)))
        .extracting(Point::median)
        .containsExactly(0.0, 1.0, 2.0, 4.0);
  }

  @Test
  void gapsAreNoPoints() {
    seconds(0, 2);
    seconds(1000, 1002);
    assertThat(series.points("a", Duration.ofHours(1)))
        .containsExactly(new Point(START, 0, 0.5, 1));
  }

  @Test
  void whatComesTooOftenOrLateIsLeftOut() {
    seconds(0, 2);
    series.add(START.plusSeconds(1).plusMillis(500), Map.of("a", 99.0));
    series.add(START, Map.of("a", 99.0));
    seconds(2, 4);
    assertThat(series.points("a", Duration.ofMinutes(1)))
        .extracting(Point::median)
        .containsExactly(0.0, 1.0, 2.0);
  }

  @Test
  void unknownFiguresAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> series.points("c", Duration.ofMinutes(1)))
        .withMessage("no such figure: c, but [a, b]");
    assertThat(series.points("a", Duration.ofMinutes(1))).isEmpty();
  }
}
