package vitruvian.tracker;

import java.time.Duration;
import vitruvian.landmarks.HolisticResult;
import vitruvian.tracker.pipeline.GroupPipeline;
import vitruvian.tracker.pipeline.HolisticPipeline;

/// Tracks people through the frames of a stream: each frame starts from where they were in the one
/// before. Where several are looked for, each has an id, which stays while the person is in sight
/// or out of it for a second at most, and is never given to anybody else. Who comes into sight
/// after the first frame is reported once the person was seen for 60 ms.
///
/// ```java
/// var video = tracker.video(VideoOptions.DEFAULT);
/// var state = TrackState.FRESH;
/// for (...) {
///   var tracked = video.track(frame, sinceStart, state);
///   state = tracked.after();
/// }
/// ```
///
/// The tracker remembers nothing; the caller holds the stream's state. So one tracker serves any
/// number of streams, from any number of threads, and a stream's results do not depend on what else
/// runs. It uses the sessions of the [ImageTracker] that made it, and lives as long.
public final class VideoTracker {
  // What 64 bits of nanoseconds hold.
  private static final Duration LATEST = Duration.ofNanos(Long.MAX_VALUE);

  private final SessionPool sessions;
  private final VideoOptions options;

  VideoTracker(SessionPool sessions, VideoOptions options) {
    this.sessions = sessions;
    this.options = options;
  }

  /// A frame's landmarks, and the state for the next frame.
  public record Tracked(HolisticResult result, TrackState after) {}

  /// Tracks the next frame of a stream.
  ///
  /// Times may have gaps. At the time of the frame before, nothing is smoothed. A time before that
  /// means that the stream was wound back: the frame is then the first of a new stream.
  ///
  /// @param frame stays the caller's, and must stay open until this returns; frames of a stream may
  ///     differ in size
  /// @param sinceStart when the frame was taken, since any fixed moment at most 292 years before;
  ///     counted in microseconds
  /// @param before the state after the last frame; [TrackState#FRESH] for the first one. A state of
  ///     one person means as little where several are tracked, and the other way round
  /// @throws IllegalArgumentException where the time is negative or too late
  /// @throws TrackingException [Fault#BUSY] where no session is free in time, [Fault#CLOSED] after
  ///     the tracker was closed
  /// @throws InterruptedException where the thread is interrupted while it waits for a session
  public Tracked track(Frame frame, Duration sinceStart, TrackState before)
      throws InterruptedException {
    if (sinceStart.isNegative() || sinceStart.compareTo(LATEST) > 0) {
      throw new IllegalArgumentException("a frame before the start, or too late: " + sinceStart);
    }
    long micros = sinceStart.toNanos() / 1000;
    var state = micros < before.micros() ? TrackState.FRESH : before;
    if (options.tracking().people() == 1) {
      var tracked =
          sessions.lease(
              session -> HolisticPipeline.track(session, frame, options, micros, state.ofOne()));
      return new Tracked(tracked.result(), new TrackState(tracked.after()));
    }
    var tracked =
        sessions.lease(
            session ->
                GroupPipeline.track(
                    sessions.crew(session), frame, options, micros, state.ofSeveral()));
    return new Tracked(tracked.result(), new TrackState(tracked.after()));
  }
}
