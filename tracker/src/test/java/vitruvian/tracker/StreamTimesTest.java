package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.NormalizedPoseLandmark;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;

/// Whatever times a stream's frames have: they are tracked.
@TestInstance(Lifecycle.PER_CLASS)
final class StreamTimesTest {
  private static final VideoOptions RAW = new VideoOptions(TrackOptions.DEFAULT, false, false);
  private static final Duration START = Duration.ofSeconds(1);
  private static final Duration STEP = Duration.of(33_333, ChronoUnit.MICROS);
  private static final Duration HOUR = Duration.ofHours(1);
  // What 64 bits of nanoseconds hold.
  private static final Duration LATEST = Duration.ofNanos(Long.MAX_VALUE);

  // Not that of the process: models stay from one test to the next here.
  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.ALL);
  private final Footage footage = new Footage();
  private Optional<ImageTracker> opened = Optional.empty();

  @BeforeAll
  @SuppressWarnings("MustBeClosedChecker") // closed after all tests
  void open() {
    var config = new TrackerConfig(1, Duration.ofMinutes(1), ledger);
    opened = Optional.of(ImageTracker.open(config, TrackOptions.DEFAULT));
  }

  @AfterAll
  void close() {
    opened.ifPresent(ImageTracker::close);
    assertThat(ledger.entries()).isEmpty();
  }

  private List<HolisticResult> results(VideoOptions options, Duration... times)
      throws InterruptedException {
    var video = opened.orElseThrow().video(options);
    var results = new ArrayList<HolisticResult>();
    var state = TrackState.FRESH;
    for (int n = 0; n < times.length; n++) {
      try (var frame = footage.frame(0, 4 * n).frame()) {
        var tracked = video.track(frame, times[n], state);
        results.add(tracked.result());
        state = tracked.after();
      }
    }
    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.people()).hasSize(1);
              assertThat(Footage.line(result)).doesNotContainIgnoringCase("nan", "infinity");
            });
    return results;
  }

  private static List<String> lines(List<HolisticResult> results) {
    return results.stream().map(Footage::line).toList();
  }

  private static Duration[] from(Duration start) {
    return new Duration[] {start, start.plus(STEP), start.plus(STEP).plus(STEP)};
  }

  static List<Duration> starts() {
    return List.of(
        Duration.of((1L << 53) - 3, ChronoUnit.MICROS),
        Duration.of((1L << 53) + 1, ChronoUnit.MICROS),
        LATEST.minus(STEP).minus(STEP));
  }

  @ParameterizedTest
  @MethodSource("starts")
  void onlyTheDistanceOfTimesCounts(Duration start) throws InterruptedException {
    assertThat(lines(results(VideoOptions.DEFAULT, from(start))))
        .isEqualTo(lines(results(VideoOptions.DEFAULT, from(START))));
  }

  // A filter of 0.05 Hz keeps a thousandth of what was an hour ago.
  @Test
  void afterAnHourThePlaceBeforeIsForgotten() throws InterruptedException {
    var times = new Duration[] {START, START.plus(STEP), START.plus(HOUR)};
    assertSamePlace(results(VideoOptions.DEFAULT, times), results(RAW, times), 1e-3f);
  }

  @Test
  void atTheSameTimeNothingIsSmoothed() throws InterruptedException {
    var times = new Duration[] {START, START.plus(STEP), START.plus(STEP).plusNanos(999)};
    assertSamePlace(results(VideoOptions.DEFAULT, times), results(RAW, times), 1e-6f);
  }

  // Both follow the same filtered points from region to region.
  private static void assertSamePlace(
      List<HolisticResult> smooth, List<HolisticResult> raw, float tolerance) {
    var expected = landmarks(raw.getLast());
    var found = landmarks(smooth.getLast());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).x()).isCloseTo(expected.get(i).x(), within(tolerance));
      assertThat(found.get(i).y()).isCloseTo(expected.get(i).y(), within(tolerance));
    }
    // The frame before tells that there was something to smooth.
    assertThat(landmarks(smooth.get(1))).isNotEqualTo(landmarks(raw.get(1)));
  }

  private static List<NormalizedPoseLandmark> landmarks(HolisticResult result) {
    return result.people().getFirst().pose().landmarks();
  }

  @Test
  void aMicrosecondIsADistance() throws InterruptedException {
    var micro = Duration.of(1, ChronoUnit.MICROS);
    var times = new Duration[] {START, START.plus(micro), START.plus(micro).plus(micro)};
    assertThat(landmarks(results(VideoOptions.DEFAULT, times).getLast()))
        .isNotEqualTo(landmarks(results(RAW, times).getLast()));
  }

  @Test
  void aJumpBackAndForthIsANewStream() throws InterruptedException {
    var video = opened.orElseThrow().video(VideoOptions.DEFAULT);
    var lines = new ArrayList<String>();
    for (var early : List.of(TrackState.FRESH, after(video, START.plus(HOUR)))) {
      var state = early;
      for (var time : List.of(START, START.plus(HOUR).plus(STEP))) {
        try (var frame = footage.frame(0, lines.size() % 2).frame()) {
          var tracked = video.track(frame, time, state);
          lines.add(Footage.line(tracked.result()));
          state = tracked.after();
        }
      }
    }
    assertThat(lines.subList(2, 4)).isEqualTo(lines.subList(0, 2));
  }

  private TrackState after(VideoTracker video, Duration time) throws InterruptedException {
    try (var frame = footage.frame(0, 9).frame()) {
      return video.track(frame, time, TrackState.FRESH).after();
    }
  }

  @Test
  void timesThatCannotBeCountedAreMistakesOfTheCaller() {
    var video = opened.orElseThrow().video(VideoOptions.DEFAULT);
    var mistakes =
        List.of(
            Duration.ofNanos(-1),
            Duration.ofSeconds(Long.MIN_VALUE),
            LATEST.plusNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE));
    try (var frame = footage.frame(0, 0).frame()) {
      for (var mistake : mistakes) {
        assertThatThrownBy(() -> video.track(frame, mistake, TrackState.FRESH))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }
}
