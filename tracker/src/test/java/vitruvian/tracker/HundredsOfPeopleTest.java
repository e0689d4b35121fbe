package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.memory.Ledger;
import vitruvian.tracker.engine.Engine;
import vitruvian.tracker.pipeline.Crew;
import vitruvian.tracker.pipeline.GroupPipeline;
import vitruvian.tracker.pipeline.GroupState;
import vitruvian.tracker.pipeline.Models;

/// However many people a picture shows, only so much is done for it: what a stranger sends decides
/// no more than that.
final class HundredsOfPeopleTest {
  private static final int PEOPLE = TrackOptions.ALL_PEOPLE;
  private static final TrackOptions ALL = TrackOptions.DEFAULT.withPeople(PEOPLE);

  // The whole picture and its tiles; who is tried; a mask, two hands and a face for each.
  private static final int LOOKS = 17;
  private static final int TRIED = 2 * PEOPLE + 4;
  private static final int PARTS = 4 * PEOPLE;

  /// A crew of one that counts what it is given to do.
  private static final class CountingCrew implements Crew {
    private final Models models;
    private final AtomicInteger tasks = new AtomicInteger();

    CountingCrew(Models models) {
      this.models = models;
    }

    @Override
    public Models own() {
      return models;
    }

    @Override
    public <T> List<T> all(List<Function<Models, T>> work) {
      tasks.addAndGet(work.size());
      return work.stream().map(task -> task.apply(models)).toList();
    }
  }

  private static Bitmap collage(int across, int side) {
    var one = Bitmap.read(Shared.sample()).scaled(side, side);
    var all = Bitmap.black(across * side, across * side);
    for (int i = 0; i < across * across; i++) {
      all = all.with(one, i % across * side, i / across * side);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6, 10, 16})
  void areNoMoreWorkThanSixteen(int across) {
    try (var engine = new Engine(Ledger.process());
        var session = new Session(engine, 0);
        var frame = collage(across, 960 / across).frame()) {
      var crew = new CountingCrew(session);
      var still = session.run(() -> GroupPipeline.track(crew, frame, ALL));
      assertThat(still.people()).hasSizeLessThanOrEqualTo(PEOPLE);
      assertThat(crew.tasks.get()).isLessThanOrEqualTo(LOOKS + TRIED + PARTS);

      // In a stream whoever is there is followed, and looked for again where lost or close.
      var state = GroupState.FRESH;
      for (int i = 0; i < 4; i++) {
        int before = crew.tasks.get();
        var video = new VideoOptions(ALL, true, true);
        long micros = 200_000L * i;
        var last = state;
        var tracked = session.run(() -> GroupPipeline.track(crew, frame, video, micros, last));
        state = tracked.after();
        assertThat(tracked.result().people()).hasSizeLessThanOrEqualTo(PEOPLE);
        assertThat(state.members()).hasSizeLessThanOrEqualTo(PEOPLE);
        assertThat(crew.tasks.get() - before)
            .isLessThanOrEqualTo(PEOPLE + LOOKS + 2 * PEOPLE + TRIED + PARTS);
      }
    }
  }
}
