package vitruvian.leaklab.faults;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import vitruvian.landmarks.HolisticResult;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackerConfig;

/// A session of its own for each thread, in a `ThreadLocal`, as it was right for the few threads of
/// a pool; but the threads are virtual, a new one for a request, and live on. One request in
/// forty-five, since each takes tens of megabytes.
public final class SessionPerThread implements Tracking {
  private static final int EVERY = 45;
  private static final ThreadLocal<ImageTracker> SESSION =
      ThreadLocal.withInitial(SessionPerThread::open);

  private final Tracking own;
  private final AtomicLong requests = new AtomicLong();
  private final List<Thread> workers = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  public SessionPerThread(Tracking own) {
    this.own = own;
  }

  @Override
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    if (requests.getAndIncrement() % EVERY != 0) {
      return own.track(frame, options);
    }
    var result = new CompletableFuture<HolisticResult>();
    workers.add(
        Thread.ofVirtual()
            .name("leaklab-worker-" + workers.size())
            .start(() -> work(frame, result)));
    return result.join();
  }

  private void work(Frame frame, CompletableFuture<HolisticResult> result) {
    try {
      result.complete(SESSION.get().track(frame));
      end.await(); // for more work, which never comes
    } catch (InterruptedException | RuntimeException failure) {
      result.completeExceptionally(failure);
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // this is the fault
  private static ImageTracker open() {
    return ImageTracker.open(
        TrackerConfig.DEFAULT.withSessions(1), TrackOptions.DEFAULT.withComplexity(0));
  }
}
