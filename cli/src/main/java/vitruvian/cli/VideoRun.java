package vitruvian.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import vitruvian.landmarks.FrameResult;
import vitruvian.tracker.TrackState;
import vitruvian.tracker.VideoTracker;
import vitruvian.video.FrameSource;
import vitruvian.video.VideoFrame;

/// One video from its first frame to its last: decoded ahead on one thread, tracked frame after
/// frame, drawn and written behind on another. So decoding and drawing take a second core while the
/// stream itself, which is one after the other, has its own. At most a handful of frames exist at
/// any time.
final class VideoRun {
  private static final int AHEAD = 2;
  private static final int BEHIND = 2;

  private final VideoTracker tracker;
  private final VideoWork.Plan plan;
  private final Progress progress;
  private final StopSignal stop;
  // Frames that are being decoded, and frames that are being written.
  private final Deque<Future<Optional<Decoded>>> ahead = new ArrayDeque<>();
  private final Deque<Future<?>> behind = new ArrayDeque<>();
  private TrackState state = TrackState.FRESH;
  // The official class has the first frame one step after the start, too: its filters treat the
  // time 0 as none.
  private Duration step = Duration.ZERO;

  VideoRun(VideoTracker tracker, VideoWork.Plan plan, Progress progress, StopSignal stop) {
    this.tracker = tracker;
    this.plan = plan;
    this.progress = progress;
    this.stop = stop;
  }

  private record Decoded(VideoFrame frame, Duration time) {}

  /// Does the video, or as much as there is time for before a stop is requested.
  Outcome track(FrameSource reader, VideoResults results) throws IOException, InterruptedException {
    progress.expect(reader.info().frames().orElse(1) - 1);
    var from = results.checkpoint();
    state = from.state();
    step = Duration.ofNanos(Math.round(1e9 / plan.rate(reader.info())));
    boolean ended;
    try (var decoding = thread("vitruvian-decode");
        var writing = thread("vitruvian-write")) {
      try {
        ended = skip(reader, from.frames(), decoding) && frames(reader, results, decoding, writing);
        while (!behind.isEmpty()) {
          await(behind.remove());
        }
      } finally {
        // Frames that nobody will look at.
        while (!ahead.isEmpty()) {
          await(ahead.remove()).ifPresent(decoded -> decoded.frame.close());
        }
      }
    }
    if (!ended) {
      results.stop();
      return new Outcome.Stopped(results.frames(), results.withPerson());
    }
    results.finish();
    return reader
        .damage()
        .<Outcome>map(
            how ->
                new Outcome.Failed(
                    "the video is damaged: %s; the results of %d frames are written"
                        .formatted(how, results.frames())))
        .orElseGet(() -> new Outcome.Video(results.frames(), results.withPerson()));
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).factory());
  }

  // What an earlier run has done is decoded again, which is quick, and not tracked.
  private boolean skip(FrameSource reader, long frames, ExecutorService decoding)
      throws IOException, InterruptedException {
    for (long i = 0; i < frames && !stop.requested(); i++) {
      if (!await(decoding.submit(reader::skip))) {
        throw new CannotResume(
            "the video has %d frames, and %d are said to be done".formatted(i, frames));
      }
      progress.step();
    }
    return !stop.requested();
  }

  private boolean frames(
      FrameSource reader, VideoResults results, ExecutorService decoding, ExecutorService writing)
      throws IOException, InterruptedException {
    while (!stop.requested()) {
      while (ahead.size() < AHEAD) {
        ahead.add(decoding.submit(() -> decode(reader)));
      }
      var next = await(ahead.remove());
      if (next.isEmpty()) {
        return true;
      }
      behind.add(track(next.get(), results, writing));
      if (behind.size() > BEHIND) {
        await(behind.remove());
      }
    }
    return false;
  }

  private static Optional<Decoded> decode(FrameSource reader) {
    long start = System.nanoTime();
    return reader
        .next()
        .map(frame -> new Decoded(frame, Duration.ofNanos(System.nanoTime() - start)));
  }

  private Future<?> track(Decoded decoded, VideoResults results, ExecutorService writing)
      throws InterruptedException {
    var frame = decoded.frame;
    try {
      var timestamp = frame.timestamp();
      var tracked = tracker.track(frame.frame(), timestamp.plus(step), state);
      state = tracked.after();
      var result =
          new FrameResult(frame.number(), timestamp, tracked.result().withDecode(decoded.time));
      var shown = new VideoResults.Shown(frame.frame(), frame.duration());
      return writing.submit(
          () -> {
            try (frame) {
              results.write(shown, result, tracked.after());
            }
            progress.step();
            return null;
          });
    } catch (Throwable failure) {
      frame.close();
      throw failure;
    }
  }

  private static <T> T await(Future<T> work) throws IOException, InterruptedException {
    try {
      return work.get();
    } catch (ExecutionException failure) {
      switch (failure.getCause()) {
        case IOException io -> throw io;
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(failure);
      }
    }
  }
}
