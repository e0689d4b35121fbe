package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Ledger;

/// Streams that are open but at rest cost next to nothing.
final class StatesInMemoryTest {
  private static final int STREAMS = 1_000;
  private static final int DISTINCT = 10;
  private static final int LIMIT = 32 << 20;
  private static final int KILOBYTE = 1024;

  @Test
  void aThousandOpenStreamsAreSmall() throws InterruptedException {
    var different = states();
    long before = used();
    var states = new ArrayList<TrackState>(STREAMS);
    for (int i = 0; i < STREAMS; i++) {
      states.add(TrackState.ofBytes(different.get(i % DISTINCT).toBytes()));
    }
    long bytes = used() - before;
    // What is measured is still held down here.
    assertThat(different).extracting(TrackState::toBytes).doesNotHaveDuplicates();
    assertThat(states)
        .allSatisfy(state -> assertThat(state.toBytes()).hasSizeBetween(KILOBYTE, 16 * KILOBYTE));
    assertThat(bytes).as("bytes of heap").isBetween((long) STREAMS * KILOBYTE, (long) LIMIT);
  }

  // Someone with both hands, where there is a picture of someone.
  private static List<TrackState> states() throws InterruptedException {
    var person = Bitmap.read(Shared.hasMedia() ? Shared.media("signer.png") : Shared.sample());
    var picture = person.scaled(512, 512);
    var options = new VideoOptions(TrackOptions.DEFAULT.withRefineFace(true), true, true);
    var config = new TrackerConfig(1, Duration.ofMinutes(1), Ledger.process());
    var states = new ArrayList<TrackState>();
    try (var tracker = ImageTracker.open(config, TrackOptions.DEFAULT)) {
      var video = tracker.video(options);
      for (int i = 0; i < DISTINCT; i++) {
        var state = TrackState.FRESH;
        for (int n = 0; n < 2; n++) {
          try (var frame = picture.part(3 * i, 2 * i + n, 480, 480).frame()) {
            state = video.track(frame, Footage.time(n), state).after();
          }
        }
        states.add(state);
      }
    }
    return states;
  }

  // After as many collections as it takes until nothing more is freed.
  private static long used() {
    long used = Long.MAX_VALUE;
    long before;
    do {
      before = used;
      System.gc();
      used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    } while (used < before - 10 * KILOBYTE);
    return Math.min(used, before);
  }
}
