package vitruvian.leaklab.faults;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import vitruvian.landmarks.HolisticResult;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// Every result, kept by the request's number in a static map: some 20 KB of Java objects each.
public final class ResultMap implements Tracking {
  private static final Map<Long, HolisticResult> RESULTS = new ConcurrentHashMap<>();

  private final Tracking own;
  private final AtomicLong requests = new AtomicLong();

  public ResultMap(Tracking own) {
    this.own = own;
  }

  @Override
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    var result = own.track(frame, options);
    RESULTS.put(requests.getAndIncrement(), result);
    return result;
  }
}
