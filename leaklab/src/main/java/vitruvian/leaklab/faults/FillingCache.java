package vitruvian.leaklab.faults;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import vitruvian.landmarks.HolisticResult;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// A cache of thumbnails with a limit, 64 KB each: no fault, and it grows until it is full.
public final class FillingCache implements Tracking {
  private static final int PIXELS = 16 << 10;
  private static final int ENTRIES = 150;

  private final Tracking own;
  private final AtomicLong requests = new AtomicLong();
  private final AtomicReferenceArray<int[]> thumbnails = new AtomicReferenceArray<>(ENTRIES);

  public FillingCache(Tracking own) {
    this.own = own;
  }

  @Override
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    var thumbnail = new int[Math.max(PIXELS, frame.width())];
    frame.copyRow(0, thumbnail, 0);
    thumbnails.set((int) (requests.getAndIncrement() % ENTRIES), thumbnail);
    return own.track(frame, options);
  }
}
