package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.landmarks.Timing;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;

/// Streams: equal to the official tracking, apart from each other, and as movable as a value.
@TestInstance(Lifecycle.PER_CLASS)
final class VideoTrackerTest {
  private static final int FRAMES = 12;

  // Not that of the process: models stay from one test to the next here.
  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.ALL);

  private Optional<ImageTracker> opened = Optional.empty();
  private Optional<Bitmap> sample = Optional.empty();

  @BeforeAll
  @SuppressWarnings("MustBeClosedChecker") // closed after all tests
  void open() {
    opened =
        Optional.of(
            ImageTracker.open(
                new TrackerConfig(2, Duration.ofMinutes(1), ledger), TrackOptions.DEFAULT));
    sample = Optional.of(Bitmap.read(Shared.sample()));
  }

  @AfterAll
  void close() {
    opened.ifPresent(ImageTracker::close);
    assertThat(ledger.entries()).isEmpty();
  }

  private ImageTracker tracker() {
    return opened.orElseThrow();
  }

  private Bitmap sample() {
    return sample.orElseThrow();
  }

  // A window into a larger picture that moves from frame to frame; black in between, if at all.
  @MustBeClosed
  private static Frame window(Bitmap picture, int left, int top, int side, boolean black) {
    var rgb = new byte[3 * side * side];
    for (int y = 0, at = 0; !black && y < side; y++) {
      for (int x = 0; x < side; x++) {
        int pixel = picture.pixel(left + x, top + y);
        rgb[at++] = (byte) (pixel >> 16);
        rgb[at++] = (byte) (pixel >> 8);
        rgb[at++] = (byte) pixel;
      }
    }
    return Frame.ofRgb(side, side, rgb);
  }

  @MustBeClosed
  private Frame frame(int stream, int n, boolean black) {
    int side = sample().width() - 40;
    return window(sample(), (7 * stream + 3 * n) % 40, (5 * stream + 2 * n) % 40, side, black);
  }

  private static Duration time(int n) {
    return Duration.ofNanos((n + 1) * 33_333_000L);
  }

  private static String text(HolisticResult result) {
    return ResultJson.toText(result.withTiming(Timing.NONE));
  }

  private List<String> alone(int stream) throws InterruptedException {
    var video = tracker().video(VideoOptions.DEFAULT);
    var lines = new ArrayList<String>();
    var state = TrackState.FRESH;
    for (int n = 0; n < FRAMES; n++) {
      try (var frame = frame(stream, n, false)) {
        var tracked = video.track(frame, time(n), state);
        lines.add(text(tracked.result()));
        state = tracked.after();
      }
    }
    return lines;
  }

  @Test
  void thePannedPictureGivesWhatTheOfficialPackageFinds() throws Exception {
    var lines = Files.readAllLines(Shared.media("official-web/video/signer-pan.jsonl"));
    var signer = Bitmap.read(Shared.media("signer.png"));
    var video =
        tracker()
            .video(new VideoOptions(TrackOptions.DEFAULT.withSampling(Sampling.GPU), true, true));
    var state = TrackState.FRESH;
    for (int n = 0; n < lines.size(); n++) {
      int left = Math.abs(4 * n % 160 - 80);
      int top = Math.abs(2 * n % 160 - 80);
      try (var frame = window(signer, left, top, 884, n >= 30 && n < 35)) {
        var tracked = video.track(frame, Duration.ofNanos(n * 1_000_000_000L / 30), state);
        state = tracked.after();
        var comparison =
            Comparison.of(Json.parse(lines.get(n)), tracked.result(), Optional.empty());
        assertThat(comparison.failures()).as("frame %d", n).isEmpty();
      }
    }
  }

  @Test
  void theFirstFrameIsAStillPicture() throws InterruptedException {
    try (var frame = sample().frame()) {
      var still = tracker().track(frame);
      var first = tracker().video(VideoOptions.DEFAULT).track(frame, time(0), TrackState.FRESH);
      assertThat(first.result().people()).hasSize(1);
      var a = still.people().getFirst().pose().landmarks();
      var b = first.result().people().getFirst().pose().landmarks();
      for (int i = 0; i < a.size(); i++) {
        assertThat(b.get(i).x()).isCloseTo(a.get(i).x(), within());
        assertThat(b.get(i).y()).isCloseTo(a.get(i).y(), within());
      }
    }
  }

  // To pixels and back in 32-bit floats.
  private static org.assertj.core.data.Offset<Float> within() {
    return org.assertj.core.api.Assertions.within(1e-6f);
  }

  @Test
  void streamsDoNotMix() throws Exception {
    int streams = 6;
    var expected = new ArrayList<List<String>>();
    for (int stream = 0; stream < streams; stream++) {
      expected.add(alone(stream));
    }
    var tasks = new ArrayList<Callable<List<String>>>();
    for (int stream = 0; stream < streams; stream++) {
      int number = stream;
      tasks.add(() -> alone(number));
    }
    try (var threads = Executors.newFixedThreadPool(streams)) {
      var found = threads.invokeAll(tasks);
      for (int stream = 0; stream < streams; stream++) {
        assertThat(found.get(stream).get()).isEqualTo(expected.get(stream));
      }
    }
  }

  @Test
  void aStateThatTravelsAsBytesGivesTheSame() throws InterruptedException {
    var options = new VideoOptions(TrackOptions.DEFAULT.withSegmentation(true), true, true);
    var video = tracker().video(options);
    var kept = TrackState.FRESH;
    var moved = TrackState.FRESH;
    for (int n = 0; n < 4; n++) {
      try (var frame = frame(0, n, n == 2)) {
        var here = video.track(frame, time(n), kept);
        var there = video.track(frame, time(n), TrackState.ofBytes(moved.toBytes()));
        assertThat(text(there.result())).isEqualTo(text(here.result()));
        assertThat(there.after().toBytes()).isEqualTo(here.after().toBytes());
        kept = here.after();
        moved = there.after();
      }
    }
  }

  @Test
  void aStateIsSmall() throws InterruptedException {
    var options = new VideoOptions(TrackOptions.DEFAULT.withRefineFace(true), true, true);
    try (var frame = sample().frame()) {
      var after = tracker().video(options).track(frame, time(0), TrackState.FRESH).after();
      assertThat(after.toBytes()).hasSizeBetween(1024, 16 * 1024);
    }
  }

  @Test
  void bytesThatAreNoStateAreRefused() throws InterruptedException {
    byte[] good;
    try (var frame = sample().frame()) {
      good =
          tracker()
              .video(VideoOptions.DEFAULT)
              .track(frame, time(0), TrackState.FRESH)
              .after()
              .toBytes();
    }
    var random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      var bytes = Arrays.copyOf(good, random.nextInt(good.length + 8));
      for (int k = random.nextInt(4); k > 0 && bytes.length > 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(TrackState.ofBytes(bytes)).isNotNull();
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageNotContaining("null");
      }
    }
    assertThatThrownBy(() -> TrackState.ofBytes(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPersonWhoLeavesIsFoundAgain() throws InterruptedException {
    var video = tracker().video(VideoOptions.DEFAULT);
    var state = TrackState.FRESH;
    var people = new ArrayList<Integer>();
    for (int n = 0; n < 5; n++) {
      try (var frame = frame(0, n, n == 2)) {
        var tracked = video.track(frame, time(n), state);
        people.add(tracked.result().people().size());
        state = tracked.after();
      }
    }
    assertThat(people).containsExactly(1, 1, 0, 1, 1);
  }

  @Test
  void aStreamThatIsWoundBackStartsAfresh() throws InterruptedException {
    var video = tracker().video(VideoOptions.DEFAULT);
    try (var first = frame(0, 0, false);
        var later = frame(3, 5, false)) {
      var state = video.track(later, time(50), TrackState.FRESH).after();
      var again = video.track(first, time(1), state);
      var fresh = video.track(first, time(1), TrackState.FRESH);
      assertThat(text(again.result())).isEqualTo(text(fresh.result()));
    }
  }

  @Test
  void aFrameOfTheSameTimeIsTracked() throws IOException, InterruptedException {
    var video = tracker().video(VideoOptions.DEFAULT);
    try (var frame = frame(0, 0, false)) {
      var state = video.track(frame, time(0), TrackState.FRESH).after();
      assertThat(video.track(frame, time(0), state).result().people()).hasSize(1);
    }
  }

  @Test
  void aNegativeTimeIsAMistakeOfTheCaller() {
    var video = tracker().video(VideoOptions.DEFAULT);
    try (var frame = frame(0, 0, false)) {
      assertThatThrownBy(() -> video.track(frame, Duration.ofMillis(-1), TrackState.FRESH))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
