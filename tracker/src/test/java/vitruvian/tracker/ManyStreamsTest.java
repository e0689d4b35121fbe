package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Ledger;

/// Streams that are tracked by the same sessions, frame by frame in any order, are each what they
/// would be alone.
final class ManyStreamsTest {
  private static final int THREADS = 8;

  // As TrackState.toBytes says.
  private static final int MOST_BYTES_A_PERSON = 16 << 10;

  private static final TrackerConfig CONFIG =
      new TrackerConfig(2, Duration.ofMinutes(1), Ledger.process());

  private final Footage footage = new Footage();

  @Test
  void fewStreamsInterleaved() throws InterruptedException {
    assertApart(40, 8, 6, false);
  }

  @Test
  @Tag("soak")
  void twoHundredStreamsInterleaved() throws InterruptedException {
    assertApart(200, 20, 8, false);
  }

  @Test
  void fewStreamsOfOneToThreePeopleInterleaved() throws InterruptedException {
    assertApart(8, 4, 5, true);
  }

  @Test
  @Tag("soak")
  void twoHundredStreamsOfOneToThreePeopleInterleaved() throws InterruptedException {
    assertApart(200, 12, 8, true);
  }

  private void assertApart(int count, int scripts, int frames, boolean several)
      throws InterruptedException {
    try (var tracker = ImageTracker.open(CONFIG, TrackOptions.DEFAULT)) {
      var alone = new ArrayList<Stream>();
      for (int script = 0; script < scripts; script++) {
        var stream = new Stream(script, several);
        for (int n = 0; n < frames; n++) {
          stream.next(tracker);
        }
        alone.add(stream);
      }
      var streams = new ArrayList<Stream>();
      for (int i = 0; i < count; i++) {
        streams.add(new Stream(i % scripts, several));
      }
      var waiting = new Waiting(streams, frames);
      try (var _ = Crowd.of(THREADS, () -> waiting.work(tracker))) {
        assertThat(streams).hasSize(count);
      }
      for (var stream : streams) {
        var expected = alone.get(stream.script);
        assertThat(stream.lines).as("script %d", stream.script).isEqualTo(expected.lines);
        assertThat(stream.state.toBytes()).isEqualTo(expected.state.toBytes());
      }
      assertThat(alone)
          .allSatisfy(stream -> assertThat(stream.lines.getLast()).contains("poseLandmarks"))
          .allSatisfy(stream -> assertThat(stream.most).isEqualTo(stream.people()));
    }
  }

  // The streams that no thread has in hand, from which one is drawn by chance.
  private static final class Waiting {
    private final int frames;
    // Guarded by this.
    private final Random random = new Random(200);
    private final List<Stream> streams;

    private Waiting(List<Stream> streams, int frames) {
      this.frames = frames;
      this.streams = new ArrayList<>(streams);
    }

    private void work(ImageTracker tracker) throws InterruptedException {
      for (var drawn = draw(); drawn.isPresent(); drawn = draw()) {
        drawn.get().next(tracker);
        putBack(drawn.get());
      }
    }

    private synchronized Optional<Stream> draw() {
      return streams.isEmpty()
          ? Optional.empty()
          : Optional.of(streams.remove(random.nextInt(streams.size())));
    }

    private synchronized void putBack(Stream stream) {
      if (stream.lines.size() < frames) {
        streams.add(stream);
      }
    }
  }

  // Touched by one thread at a time.
  private final class Stream {
    private final int script;
    private final VideoOptions options;
    private final List<String> lines = new ArrayList<>();
    private final boolean several;
    private TrackState state = TrackState.FRESH;
    private int most;

    private Stream(int script, boolean several) {
      this.script = script;
      this.several = several;
      var tracking =
          TrackOptions.DEFAULT
              .withRefineFace(script % 2 == 1)
              .withSampling(script % 4 < 2 ? Sampling.CPU : Sampling.GPU)
              .withSegmentation(script % 5 == 4)
              .withPeople(several ? TrackOptions.ALL_PEOPLE : 1);
      this.options = new VideoOptions(tracking, script % 3 != 0, true);
    }

    private int people() {
      return several ? 1 + script % 3 : 1;
    }

    // Every third stream loses its people in its third frame.
    private void next(ImageTracker tracker) throws InterruptedException {
      int n = lines.size();
      var picture = footage.frame(script, n, people());
      boolean lost = script % 3 == 2 && n == 2;
      try (var frame = (lost ? Footage.nobody(picture) : picture).frame()) {
        var tracked = tracker.video(options).track(frame, Footage.time(n), state);
        lines.add(Footage.line(tracked.result()));
        var bytes = tracked.after().toBytes();
        state = TrackState.ofBytes(bytes);
        if (several && !options.tracking().segmentation()) {
          assertThat(bytes).hasSizeLessThan(people() * MOST_BYTES_A_PERSON);
        }
        most = Math.max(most, tracked.result().people().size());
      }
    }
  }
}
