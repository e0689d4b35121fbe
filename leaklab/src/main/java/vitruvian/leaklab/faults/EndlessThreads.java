package vitruvian.leaklab.faults;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import vitruvian.landmarks.HolisticResult;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// A thread for every second request, which waits for something that never happens.
public final class EndlessThreads implements Tracking {
  private static final int EVERY = 2;

  private final Tracking own;
  private final AtomicLong requests = new AtomicLong();
  private final CountDownLatch never = new CountDownLatch(1);

  public EndlessThreads(Tracking own) {
    this.own = own;
  }

  @Override
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    long request = requests.getAndIncrement();
    if (request % EVERY == 0) {
      Thread.ofPlatform().daemon().name("leaklab-poll-" + request).start(this::poll);
    }
    return own.track(frame, options);
  }

  private void poll() {
    try {
      never.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
