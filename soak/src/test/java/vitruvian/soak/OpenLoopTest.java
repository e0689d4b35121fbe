package vitruvian.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

final class OpenLoopTest {
  private static final Request PICTURE = Request.picture(FakeService.PICTURE);
  private static final Executor DIRECT = Runnable::run;

  private final FakePace pace = new FakePace();
  private final Tally tally = new Tally();

  private void run(Executor executor, int most, double perSecond, OpenLoop.Sender sender)
      throws InterruptedException {
    new OpenLoop(pace, executor, most)
        .run(
            new OpenLoop.Schedule(pace.nanos(), perSecond, 10_000_000_000L),
            () -> PICTURE,
            sender,
            _ -> tally,
            () -> false);
  }

  // The service takes one at a time, 10 ms each, and stands still for 2 s once. A client that waits
  // for its answer before it sends again would see one long time of a hundred.
  @Test
  void aStallIsSeenByAllThatWereDueInIt() throws InterruptedException {
    var count = new int[1];
    run(
        DIRECT,
        10,
        10,
        _ -> {
          pace.passes(++count[0] == 40 ? 2 : 0.01);
          return "200";
        });

    assertThat(tally.pictures().count()).isEqualTo(100);
    assertThat(tally.pictures().millis(0.5)).isCloseTo(10, within(0.5));
    assertThat(tally.pictures().millis(1)).isCloseTo(2000, within(30.0));
    // 2 s at 10 a second, and the backlog is worked off at 90 ms a request.
    assertThat(tally.pictures().millis(0.8)).isGreaterThan(20);
    assertThat(tally.pictures().millis(0.9)).isGreaterThan(900);
  }

  @Test
  void whatCannotBeSentIsCountedAsThat() throws InterruptedException {
    var never = new ArrayList<Runnable>();
    run(never::add, 3, 10, _ -> "200");

    assertThat(never).hasSize(3);
    assertThat(tally.good().notSent()).isEqualTo(97);
    assertThat(tally.answeredShare()).isZero();
    assertThat(tally.failed()).isEqualTo(97);
    assertThat(tally.outcomes().of("picture", Outcomes.NOT_SENT).count()).isEqualTo(97);
    never.forEach(Runnable::run);
    assertThat(tally.good().all()).isEqualTo(100);
  }

  @Test
  void everyRequestEndsInOneOutcome() throws InterruptedException {
    var outcomes = List.of("200", "422 corrupt-image", "503 overloaded", "500");
    var count = new int[1];
    run(
        DIRECT,
        10,
        10,
        _ -> {
          if (++count[0] % 5 == 0) {
            throw new IOException("reset");
          }
          return outcomes.get(count[0] % 5 - 1);
        });

    assertThat(tally.good()).isEqualTo(new Tally.Sum(20, 20, 20, 20, 20, 0, 0, 0));
    assertThat(tally.failed()).isEqualTo(80);
    assertThat(tally.answeredShare()).isEqualTo(0.2);
    assertThat(tally.outcomes().reasons())
        .containsEntry("picture: java.io.IOException: reset", 20L);
  }

  @Test
  void hostileRequestsMayBeRefusedOrTaken() {
    var hostile = new Request("mutant", false, false, PICTURE.play());
    for (var outcome : List.of("200", "422 corrupt-image", "503 overloaded")) {
      tally.answered(hostile, outcome, 1);
    }
    assertThat(tally.answeredShare()).isEqualTo(1);
    assertThat(tally.failed()).isZero();

    tally.answered(hostile, "500", 1);
    tally.unanswered(hostile, new IOException("reset"), 1);
    tally.notSent(hostile, 1);
    tally.abandoned(hostile, 1);
    assertThat(tally.answeredShare()).isEqualTo(0.5);
    assertThat(tally.failed()).isEqualTo(3);
  }

  @Test
  void streamsThatAreRefusedOrBreakFail() {
    tally.refusedStream(503);
    tally.brokenStream(new IOException("reset"));

    assertThat(tally.failed()).isEqualTo(2);
  }

  @Test
  void itStopsWhenToldTo() throws InterruptedException {
    var asked = new int[1];
    new OpenLoop(pace, DIRECT, 10)
        .run(
            new OpenLoop.Schedule(pace.nanos(), 1, 1_000_000_000_000L),
            () -> PICTURE,
            _ -> "200",
            _ -> tally,
            () -> ++asked[0] > 50);

    assertThat(tally.good().all()).isBetween(2L, 8L);
  }
}
