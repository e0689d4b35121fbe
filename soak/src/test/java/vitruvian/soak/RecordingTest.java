package vitruvian.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Trend.Sample;

final class RecordingTest {
  private static Recording filled(int most, int offered) {
    var recording = new Recording(most);
    for (int i = 0; i < offered; i++) {
      recording.add(Duration.ofSeconds(i), 10 * i, Map.of("heap", 100.0 + i));
    }
    return recording;
  }

  @Test
  void whatFitsIsKept() {
    assertThat(filled(8, 8).seconds()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void samplesStayEvenlySpacedInBoundedMemory() {
    for (int offered = 9; offered < 300; offered++) {
      var recording = filled(8, offered);
      var seconds = recording.seconds();
      double step = seconds[1];
      assertThat(recording.size()).isBetween(4, 8);
      assertThat(seconds)
          .containsExactly(IntStream.range(0, seconds.length).mapToDouble(i -> i * step).toArray());
      assertThat(offered - 1 - seconds[seconds.length - 1]).isLessThan(2 * step);
      assertThat(recording.values("heap")[3]).isEqualTo(100 + 3 * step);
      assertThat(recording.requests()[3]).isEqualTo(30 * step);
    }
  }

  @Test
  void oddSizesStayEvenlySpacedToo() {
    var seconds = filled(7, 100).seconds();
    for (int i = 1; i < seconds.length; i++) {
      assertThat(seconds[i] - seconds[i - 1]).isEqualTo(seconds[1]);
    }
  }

  @Test
  void requestsCountFromTheEndOfTheWarmUp() {
    assertThat(filled(100, 6).samples("heap", Duration.ofSeconds(4)))
        .containsExactly(
            new Sample(Duration.ZERO, 0, 104), new Sample(Duration.ofSeconds(1), 10, 105));
  }

  @Test
  void anOwnerThatIsNotNamedHoldsNothingAndOtherFiguresAreNotKnown() {
    var recording = new Recording(10);
    recording.add(Duration.ZERO, 0, Map.of("heap", 1.0));
    recording.add(Duration.ofSeconds(1), 1, Map.of("heap", 1.0, "ledger.frame", 5.0, "files", 2.0));
    recording.add(Duration.ofSeconds(2), 2, Map.of("heap", 1.0));

    assertThat(recording.values("ledger.frame")).containsExactly(0, 5, 0);
    assertThat(recording.values("files")).containsExactly(Double.NaN, 2, Double.NaN);
    assertThat(recording.names()).containsExactly("heap", "files", "ledger.frame");
  }

  @Test
  void figuresAreBoundedInNumber() {
    var recording = new Recording(1000);
    for (int i = 0; i < 1000; i++) {
      recording.add(Duration.ofSeconds(i), i, Map.of("ledger.owner " + i, 1.0));
    }
    assertThat(recording.names()).hasSize(100);
  }
}
