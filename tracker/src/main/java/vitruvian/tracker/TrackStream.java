package vitruvian.tracker;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import vitruvian.landmarks.HolisticResult;

/// A stream that remembers its last frame: the landmarks of a frame start from where people were in
/// the one before.
///
/// ```java
/// var stream = tracker.stream(VideoOptions.DEFAULT);
/// for (...) {
///   HolisticResult result = stream.track(frame, sinceStart);
/// }
/// ```
///
/// Whoever wants to fork a stream, to keep what it remembers or to move it elsewhere finds that in
/// [#state]; [VideoTracker] is the same without anything kept. Any thread may use it, one after the
/// other: frames are tracked in the order in which they are given. Holds no native memory and needs
/// no closing; lives as long as the [ImageTracker] that made it.
public final class TrackStream {
  private final VideoTracker tracker;
  private final ReentrantLock turn = new ReentrantLock(true);
  // Guarded by turn.
  private TrackState state = TrackState.FRESH;

  TrackStream(VideoTracker tracker) {
    this.tracker = tracker;
  }

  /// Tracks the next frame. If this throws, the stream is as before.
  ///
  /// @param frame stays the caller's, and must stay open until this returns; frames of a stream may
  ///     differ in size
  /// @param sinceStart when the frame was taken, since any fixed moment; a time before that of the
  ///     last frame begins a new stream. The official filters take the time 0 for none: for their
  ///     numbers to the last digit the first frame has the time of one frame
  /// @throws IllegalArgumentException where the time is negative or too late
  /// @throws TrackingException [Fault#BUSY] where no session is free in time, [Fault#CLOSED] after
  ///     the tracker was closed
  /// @throws InterruptedException where the thread is interrupted while it waits
  /// @see VideoTracker#track
  public HolisticResult track(Frame frame, Duration sinceStart) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      var tracked = tracker.track(frame, sinceStart, state);
      state = tracked.after();
      return tracked.result();
    } finally {
      turn.unlock();
    }
  }

  /// What the stream remembers after its last frame.
  public TrackState state() {
    turn.lock();
    try {
      return state;
    } finally {
      turn.unlock();
    }
  }

  /// Goes on as if the last frame had left this; with [TrackState#FRESH] from the start, as after a
  /// cut.
  public void restart(TrackState from) {
    turn.lock();
    try {
      state = from;
    } finally {
      turn.unlock();
    }
  }
}
