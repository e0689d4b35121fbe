package vitruvian.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Figures by the second, kept for days in bounded memory: what is older is kept coarser.
///
/// | back to | one point for | points |
/// | --- | --- | --- |
/// | 10 minutes | 1 second | 600 |
/// | 2 hours | 10 seconds | 720 |
/// | 2 days | 1 minute | 2880 |
///
/// A point has the least, the median and the most of what was seen in its time. All memory is
/// taken at the start, less than 120 KB a figure. Safe for use by several threads.
public final class Series {
  private static final int MOST_BACK = 60;

  private final List<String> names;
  // Guarded by this.
  private final List<Level> levels;

  /// A moment and what was seen about it.
  ///
  /// @param at the start of its time
  public record Point(Instant at, double least, double median, double most) {}

  /// @param names of the figures
  public Series(List<String> names) {
    this.names = List.copyOf(names);
    levels =
        List.of(
            new Level(1, 600, names.size()),
            new Level(10, 720, names.size()),
            new Level(60, 2880, names.size()));
  }

  /// The names of the figures.
  public List<String> names() {
    return names;
  }

  /// Enters what is seen at one moment, once a second; what comes more often is left out. A clock
  /// that is set back by more than a minute ends what was kept: its times mean nothing any more.
  ///
  /// @param values by name; one that is missing is not known at this moment
  public synchronized void add(Instant at, Map<String, Double> values) {
    var row = new double[names.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = values.getOrDefault(names.get(i), Double.NaN);
    }
    long second = at.getEpochSecond();
    if (second + MOST_BACK < levels.getFirst().last) {
      levels.forEach(Level::clear);
    }
    if (second > levels.getFirst().last) {
      levels.forEach(level -> level.add(second, row));
    }
  }

  /// One figure, the oldest point first, as fine as it is kept so far back. The time that has not
  /// ended yet is left out, and so are times in which the figure was not known.
  ///
  /// @throws IllegalArgumentException where there is no figure of this name
  public synchronized List<Point> points(String name, Duration back) {
    int figure = names.indexOf(name);
    if (figure < 0) {
      throw new IllegalArgumentException("no such figure: %s, but %s".formatted(name, names));
    }
    var level =
        levels.stream()
            .filter(one -> one.reach().compareTo(back) >= 0)
            .findFirst()
            .orElse(levels.getLast());
    return level.points(figure, levels.getFirst().last - back.toSeconds());
  }

  /// The points of one resolution, in a ring; what is of the current point waits beside it.
  private static final class Level {
    private final int step;
    private final long[] starts;
    private final double[][] least;
    private final double[][] median;
    private final double[][] most;
    private final double[][] waiting;
    private int count;
    private int next;
    private int waits;
    private long last = Long.MIN_VALUE;

    Level(int step, int points, int figures) {
      this.step = step;
      starts = new long[points];
      least = new double[figures][points];
      median = new double[figures][points];
      most = new double[figures][points];
      waiting = new double[figures][step];
    }

    Duration reach() {
      return Duration.ofSeconds((long) step * starts.length);
    }

    void clear() {
      count = 0;
      waits = 0;
      last = Long.MIN_VALUE;
    }

    void add(long second, double[] row) {
      if (waits > 0 && Math.floorDiv(second, step) != Math.floorDiv(last, step)) {
        close();
      }
      for (int i = 0; i < row.length; i++) {
        waiting[i][waits] = row[i];
      }
      waits++;
      last = second;
    }

    private void close() {
      starts[next] = (long) step * Math.floorDiv(last, step);
      for (int i = 0; i < waiting.length; i++) {
        var seen =
            Arrays.stream(waiting[i], 0, waits).filter(value -> !Double.isNaN(value)).toArray();
        median[i][next] = seen.length == 0 ? Double.NaN : Growth.median(seen);
        least[i][next] = seen.length == 0 ? Double.NaN : seen[0];
        most[i][next] = seen.length == 0 ? Double.NaN : seen[seen.length - 1];
      }
      waits = 0;
      next = (next + 1) % starts.length;
      count = Math.min(count + 1, starts.length);
    }

    List<Point> points(int figure, long from) {
      var points = new ArrayList<Point>();
      for (int i = count; i > 0; i--) {
        int at = Math.floorMod(next - i, starts.length);
        if (starts[at] + step > from && !Double.isNaN(median[figure][at])) {
          points.add(
              new Point(
                  Instant.ofEpochSecond(starts[at]),
                  least[figure][at],
                  median[figure][at],
                  most[figure][at]));
        }
      }
      return points;
    }
  }
}
