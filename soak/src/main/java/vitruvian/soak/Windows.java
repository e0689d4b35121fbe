package vitruvian.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How long good pictures took in each part of a run. For one thread at a time.
final class Windows {
  private static final int MOST = 300;
  private static final double LEAST_PICTURES = 10;
  private static final double LONGEST = 1e6;

  private final long length;
  private final List<Tally> tallies;
  private final List<LatencyWindow> windows = new ArrayList<>();
  private long start;

  /// @param run all of its time
  /// @param perSecond pictures that are due, so that each part has enough of them
  /// @param tallies where they are counted
  Windows(Duration run, double perSecond, List<Tally> tallies) {
    this.tallies = tallies;
    double seconds = Math.max((double) run.toSeconds() / MOST, LEAST_PICTURES / perSecond);
    length = (long) Math.ceil(Math.clamp(seconds, 1, LONGEST)) * 1_000_000_000L;
  }

  /// Ends the part in progress where its time is over.
  ///
  /// @param now nanoseconds since the start of the run
  void look(long now) {
    if (now - start >= length) {
      close(now);
    }
  }

  /// Ends the part in progress.
  void close(long now) {
    var times = new Latencies();
    tallies.forEach(tally -> times.addAll(tally.takeWindow()));
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
