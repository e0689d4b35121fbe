package vitruvian.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long good pictures took in each part of a run. For one thread at a time.
final class Windows {
  private static final int MOST = 300;

  private final long length;
  private final List<LatencyWindow> windows = new ArrayList<>();
  private long start;

  /// @param run all of its time
  Windows(Duration run) {
    length = Math.max(1, (run.toSeconds() + MOST - 1) / MOST) * 1_000_000_000L;
  }

  /// Ends the part in progress where its time is over.
  ///
  /// @param now nanoseconds since the start of the run
  void look(long now, Tally tally) {
    if (now - start >= length) {
      close(now, tally);
    }
  }

  /// Ends the part in progress.
  void close(long now, Tally tally) {
    var times = tally.takeWindow();
    windows.add(
        new LatencyWindow(
            start / 1e9,
            times.count() * 1e9 / Math.max(1, now - start),
            times.millis(0.5),
            times.millis(0.9),
            times.millis(0.99),
            times.millis(1)));
    start = now;
  }

  List<LatencyWindow> all() {
    return List.copyOf(windows);
  }
}
