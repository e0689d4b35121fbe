package vitruvian.tracker;

import java.time.Duration;
import vitruvian.landmarks.HolisticResult;
import vitruvian.tracker.pipeline.HolisticPipeline;
import vitruvian.tracker.pipeline.StreamState;

/// Tracks the person through the frames of a stream: each frame starts from where the person was in
/// the one before.
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
  /// @param before the state after the last frame; [TrackState#FRESH] for the first one
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
    var state = micros < before.state().micros() ? StreamState.FRESH : before.state();
    var tracked =
        sessions.lease(session -> HolisticPipeline.track(session, frame, options, micros, state));
    return new Tracked(tracked.result(), new TrackState(tracked.after()));
  }
}
