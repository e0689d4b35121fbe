package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
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
    var shared = new Room(budget, room / 4);
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

  @Test
  void whatIsReservedForGoodIsNoRoomForBodies() throws InterruptedException {
    var room = new Room(new ByteBudget(1000), 0);
    assertThat(room.longestBody()).isEqualTo(600);
    assertThat(room.reserveForGood(500, Duration.ZERO)).isPresent();
    assertThat(room.longestBody()).isEqualTo(300);
    assertThat(room.reserveForGood(600, Duration.ZERO)).isEmpty();
    assertThat(room.longestBody()).isEqualTo(300);
  }
}
