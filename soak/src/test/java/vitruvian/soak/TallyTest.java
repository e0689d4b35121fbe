package vitruvian.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A frame is a good picture: an error in place of landmarks is a failure, a later frame in its
/// place is none.
final class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void framesThatAreReplacedAreNoFailure() {
    tally.frame(false, 1_000_000);
    tally.replaced(3);
    assertThat(tally.failed()).isZero();
    assertThat(tally.frames().replaced()).isEqualTo(3);
  }

  @Test
  void framesThatAreRefusedAreOne() {
    tally.frame(false, 1_000_000);
    tally.frame(true, 1_000_000);
    assertThat(tally.failed()).isEqualTo(1);
    assertThat(tally.answeredShare()).isEqualTo(1);
  }
}
