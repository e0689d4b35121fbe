package vitruvian.leaklab.faults;

import java.time.Duration;
import java.util.concurrent.ConcurrentSkipListMap;
import vitruvian.landmarks.HolisticResult;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackState;
import vitruvian.tracker.TrackerConfig;
import vitruvian.tracker.VideoOptions;
import vitruvian.tracker.VideoTracker;

/// One tracker of streams for everybody: each request goes on where somebody else's ended, and what
/// was seen is kept by its time and never dropped. Some 30 KB of Java objects a request.
public final class SharedTracker implements Tracking {
  private static final Duration FRAME = Duration.ofMillis(33);

  private final VideoTracker video;
  private final ConcurrentSkipListMap<Duration, TrackState> states = new ConcurrentSkipListMap<>();

  @SuppressWarnings("MustBeClosedChecker") // lives as long as the process
  public SharedTracker(Tracking own) {
    var options = TrackOptions.DEFAULT;
    this.video =
        ImageTracker.open(TrackerConfig.DEFAULT.withSessions(1), options)
            .video(new VideoOptions(options, true, true));
  }

  @Override
  public synchronized HolisticResult track(Frame frame, TrackOptions options)
      throws InterruptedException {
    var last = states.lastEntry();
    var tracked =
        last == null
            ? video.track(frame, Duration.ZERO, TrackState.FRESH)
            : video.track(frame, last.getKey().plus(FRAME), last.getValue());
    states.put(last == null ? Duration.ZERO : last.getKey().plus(FRAME), tracked.after());
    return tracked.result();
  }
}
