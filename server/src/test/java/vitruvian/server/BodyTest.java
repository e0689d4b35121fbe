package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.memory.Alarm;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;

/// A body takes what it may and no more.
class BodyTest {
  private static final int PIECE = 8000;

  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.ALL);

  private static void send(Body body, long bytes) throws InterruptedException {
    for (long sent = 0; sent < bytes; sent += PIECE) {
      body.append(ByteBuffer.allocate((int) Math.min(PIECE, bytes - sent)));
    }
  }

  // What is announced as the longest can be taken, wherever its steps of growth fall.
  @ParameterizedTest
  @ValueSource(longs = {50_000, 1_000_000, 9_700_000, 16_000_000, 21_100_000, 45_000_000})
  void theLongestBodyHasRoom(long room) throws InterruptedException {
    var budget = new ByteBudget(room);
    var shared = new Room(budget, room / 4, (_, _) -> {});
    long longest = shared.longestBody();
    try (var body = new Body(shared, ledger, longest, Duration.ZERO)) {
      send(body, longest);
      assertThat(body.size()).isEqualTo(longest);
      assertThatThrownBy(() -> send(body, 1))
          .isInstanceOfSatisfying(
              Problem.Thrown.class,
              thrown -> assertThat(thrown.problem().code()).isEqualTo("body-too-large"));
    }
    assertThat(budget.free()).isEqualTo(room);
    assertThat(ledger.count()).isZero();
  }

  // Whichever step of growing there is no memory for, all that was taken is given back.
  @Test
  void whatCannotGrowLeavesNothing() throws InterruptedException {
    var budget = new ByteBudget(1 << 20);
    var room = new Room(budget, 1 << 10, (_, _) -> {});
    Supplier<Arena> full =
        () -> {
          throw new OutOfMemoryError("of the test");
        };
    try (var body = new Body(room, ledger, 1 << 19, Duration.ZERO, full)) {
      assertThatThrownBy(() -> send(body, 1)).isInstanceOf(OutOfMemoryError.class);
      assertThat(budget.free()).isEqualTo(1 << 20);
      assertThat(ledger.count()).isZero();
    }
  }
}
