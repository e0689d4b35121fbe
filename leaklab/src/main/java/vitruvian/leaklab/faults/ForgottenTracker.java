package vitruvian.leaklab.faults;

import java.util.concurrent.atomic.AtomicLong;
import vitruvian.landmarks.HolisticResult;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackerConfig;

/// A tracker opened for a request and never closed: for one request in sixty, since each takes
/// tens of megabytes and half a second. Nobody holds it, so that the safety net frees it at some
/// collection.
public final class ForgottenTracker implements Tracking {
  private static final int EVERY = 60;

  private final Tracking own;
  private final AtomicLong requests = new AtomicLong();

  public ForgottenTracker(Tracking own) {
    this.own = own;
  }

  @Override
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    return requests.getAndIncrement() % EVERY == 0
        ? open(options).track(frame, options)
        : own.track(frame, options);
  }

  @SuppressWarnings("MustBeClosedChecker") // this is the fault
  private static ImageTracker open(TrackOptions options) {
    return ImageTracker.open(TrackerConfig.DEFAULT.withSessions(1), options);
  }
}
