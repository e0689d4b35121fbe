package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import vitruvian.memory.ByteBudget;

/// What is no picture leaves pixels their part, and gives all back.
class RoomTest {
  private final ByteBudget all = new ByteBudget(100);
  private final Room room = new Room(all, 30, (_, _) -> {});

  @Test
  void thePixelsPartCannotBeTaken() throws InterruptedException {
    assertThat(room.reserve(71, Duration.ofDays(1))).isEmpty();
    try (var held = room.reserve(70, Duration.ZERO).orElseThrow()) {
      assertThat(held.bytes()).isEqualTo(70);
      assertThat(room.reserve(1, Duration.ZERO)).isEmpty();
      assertThat(all.free()).isEqualTo(30);
    }
    assertThat(all.free()).isEqualTo(100);
  }

  @Test
  void pixelsMayTakeAll() throws InterruptedException {
    try (var pixels = all.reserve(95, Duration.ZERO).orElseThrow()) {
      assertThat(room.reserve(6, Duration.ZERO)).isEmpty();
      assertThat(all.free()).isEqualTo(100 - pixels.bytes());
    }
    // What was taken of the part before all was refused is back.
    room.reserve(70, Duration.ZERO).orElseThrow().close();
    assertThat(all.free()).isEqualTo(100);
  }

  @Test
  void isExhaustedWhileTheLastOneWouldBeRefusedAgain() throws InterruptedException {
    assertThat(room.isExhausted()).isFalse();
    try (var _ = room.reserve(70, Duration.ZERO).orElseThrow()) {
      // Full, but nobody has been refused.
      assertThat(room.isExhausted()).isFalse();
      assertThat(room.reserve(1, Duration.ZERO)).isEmpty();
      assertThat(room.isExhausted()).isTrue();
    }
    // Nobody has to come for it to be ready again: nobody would, while it is not.
    assertThat(room.isExhausted()).isFalse();
  }

  @Test
  void closingTwiceGivesBackOnce() throws InterruptedException {
    var held = room.reserve(50, Duration.ZERO).orElseThrow();
    held.close();
    held.close();
    assertThat(all.free()).isEqualTo(100);
    room.reserve(70, Duration.ZERO).orElseThrow().close();
  }
}
