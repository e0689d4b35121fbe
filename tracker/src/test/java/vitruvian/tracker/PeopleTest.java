package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.MustBeClosed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.landmarks.Timing;
import vitruvian.memory.Ledger;

/// Several people: the same whatever the sessions, none invented, and in streams with ids that
/// stay.
final class PeopleTest {
  private static final TrackOptions ALL = TrackOptions.DEFAULT.withPeople(TrackOptions.ALL_PEOPLE);

  private static TrackerConfig sessions(int count) {
    return new TrackerConfig(count, Duration.ofMinutes(1), Ledger.process());
  }

  private static byte[] bytes(HolisticResult result) {
    return ResultJson.toBytes(result.withTiming(Timing.NONE));
  }

  @Test
  void threeWomenAreFoundFromLeftToRightOnAnyNumberOfSessions() throws InterruptedException {
    var picture = Bitmap.read(Shared.media("three-women.png"));
    var results = new ArrayList<byte[]>();
    for (int count = 1; count <= 3; count++) {
      try (var tracker = ImageTracker.open(sessions(count), ALL);
          var frame = picture.frame()) {
        var result = tracker.track(frame);
        assertThat(result.people()).hasSize(3).allMatch(person -> person.id().isEmpty());
        assertThat(result.people())
            .extracting(person -> person.pose().landmarks().getFirst().x())
            .isSorted();
        results.add(bytes(result));
      }
    }
    assertThat(results).allSatisfy(one -> assertThat(one).isEqualTo(results.getFirst()));
  }

  @Test
  void oneStaysOneToTheByte() throws InterruptedException {
    try (var tracker = ImageTracker.open(sessions(2), TrackOptions.DEFAULT);
        var frame = Bitmap.read(Shared.sample()).frame()) {
      assertThat(bytes(tracker.track(frame, ALL))).isEqualTo(bytes(tracker.track(frame)));
    }
  }

  @Test
  void allSessionsBusyWithGroupsFinish() throws InterruptedException {
    var picture = Bitmap.read(Shared.sample());
    try (var tracker = ImageTracker.open(sessions(2), ALL)) {
      try (var _ =
          Crowd.of(
              6,
              () -> {
                try (var frame = picture.frame()) {
                  assertThat(tracker.track(frame).people()).hasSize(1);
                }
              })) {
        // Closing waits for all.
      }
    }
  }

  @Test
  void nobodyIsInventedInTexturesAndLandscapes() throws InterruptedException {
    try (var tracker = ImageTracker.open(sessions(1), ALL)) {
      for (int seed = 0; seed < 6; seed++) {
        try (var frame = texture(seed)) {
          assertThat(tracker.track(frame).people()).isEmpty();
        }
      }
    }
  }

  // Noise in cells of several sizes; even ones with a bright sky above.
  @MustBeClosed
  private static Frame texture(int seed) {
    int width = 640;
    int height = 480;
    var random = new Random(seed);
    int cell = 4 << seed;
    var levels = new byte[(width / cell + 1) * (height / cell + 1) * 3];
    random.nextBytes(levels);
    var rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          boolean sky = seed % 2 == 0 && y < 200;
          int at = ((y / cell) * (width / cell + 1) + x / cell) * 3 + c;
          rgb[(y * width + x) * 3 + c] = (byte) (sky ? 200 + 20 * c - y / 8 : levels[at]);
        }
      }
    }
    return Frame.ofRgb(width, height, rgb);
  }

  @Test
  void aStreamKeepsItsIdsAndItsStateTravels() throws InterruptedException {
    var picture = Bitmap.read(Shared.media("three-women.png"));
    var options = new VideoOptions(ALL, true, true);
    try (var one = ImageTracker.open(sessions(1), ALL);
        var two = ImageTracker.open(sessions(2), ALL);
        var frame = picture.frame()) {
      var state = TrackState.FRESH;
      var moved = TrackState.FRESH;
      for (int n = 1; n <= 12; n++) {
        var time = Duration.ofMillis(33L * n);
        var here = one.video(options).track(frame, time, state);
        var there = two.video(options).track(frame, time, moved);
        assertThat(bytes(there.result())).isEqualTo(bytes(here.result()));
        assertThat(here.result().people())
            .extracting(person -> person.id().orElseThrow())
            .isEqualTo(List.of(1, 2, 3));
        state = here.after();
        assertThat(there.after().toBytes()).isEqualTo(state.toBytes());
        assertThat(state.toBytes()).hasSizeLessThan(3 * (16 << 10));
        moved = TrackState.ofBytes(there.after().toBytes());
      }
      // Alone, the same state is that of no one.
      var alone = one.video(VideoOptions.DEFAULT);
      var later = Duration.ofSeconds(1);
      assertThat(bytes(alone.track(frame, later, state).result()))
          .isEqualTo(bytes(alone.track(frame, later, TrackState.FRESH).result()));
    }
  }
}
