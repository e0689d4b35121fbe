package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TurnaroundTest {
  private final Turnaround turnaround = new Turnaround();

  @Test
  void nobodyIsSentAwayBeforeAnythingIsKnown() {
    assertThat(turnaround.expectedWait(1000, 1)).isZero();
  }

  @Test
  void thoseAheadAreSharedByTheSessions() {
    turnaround.add(Duration.ofMillis(40));
    assertThat(turnaround.expectedWait(0, 2)).isZero();
    assertThat(turnaround.expectedWait(-1, 2)).isZero();
    assertThat(turnaround.expectedWait(1, 2)).isEqualTo(Duration.ofMillis(20));
    assertThat(turnaround.expectedWait(8, 2)).isEqualTo(Duration.ofMillis(160));
  }

  @Test
  void itFollowsWhatPicturesTake() {
    turnaround.add(Duration.ofMillis(800));
    turnaround.add(Duration.ZERO);
    assertThat(turnaround.expectedWait(1, 1)).isEqualTo(Duration.ofMillis(700));
    for (int i = 0; i < 60; i++) {
      turnaround.add(Duration.ofMillis(10));
    }
    assertThat(turnaround.expectedWait(1, 1)).isBetween(ofMillis(10), ofMillis(11));
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }
}
