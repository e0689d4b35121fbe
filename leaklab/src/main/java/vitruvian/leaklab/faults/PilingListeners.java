package vitruvian.leaklab.faults;

import java.util.ArrayList;
import java.util.List;
import vitruvian.landmarks.HolisticResult;
import vitruvian.server.Tracking;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// A listener that each request adds and none removes, with some rows of its picture: 16 KB each.
public final class PilingListeners implements Tracking {
  private static final int MOST_PIXELS = 4 << 10;

  private final Tracking own;
  private final List<Listener> listeners = new ArrayList<>();

  public PilingListeners(Tracking own) {
    this.own = own;
  }

  @Override
  public HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException {
    var rows = new int[Math.max(MOST_PIXELS, frame.width())];
    frame.copyRow(0, rows, 0);
    var listener = new Listener(rows);
    synchronized (listeners) {
      listeners.add(listener);
    }
    var result = own.track(frame, options);
    synchronized (listeners) {
      listeners.forEach(one -> one.tracked(result));
    }
    return result;
  }

  /// Hears of every result.
  private static final class Listener {
    private final int[] rows;
    private int people;

    private Listener(int[] rows) {
      this.rows = rows;
    }

    private void tracked(HolisticResult result) {
      people += result.people().size();
    }

    @Override
    public String toString() {
      return "%d people in %d pixels".formatted(people, rows.length);
    }
  }
}
