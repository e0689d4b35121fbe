package vitruvian.memory;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import vitruvian.memory.Verdict.Inconclusive;
import vitruvian.memory.Verdict.Leak;
import vitruvian.memory.Verdict.Pass;

/// One figure over a run, and the verdict on its growth.
///
/// A leak grows in both halves of what follows the warm-up, by a quarter of its whole slope at
/// least; a single step is none.
public final class Trend {
  /// The fewest samples that a verdict can be made of.
  static final int LEAST = 72;

  private static final int WINDOWS = 24;
  private static final int LEAST_CUT = 8;
  private static final int MOST_CUT = 12;
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final Growth UNKNOWN =
      new Growth(Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY);

  private final List<Sample> samples;
  private final double[] requests = new double[WINDOWS];
  private final double[] values = new double[WINDOWS];

  /// @param samples in the order of their times, evenly spaced
  public Trend(List<Sample> samples) {
    this.samples = List.copyOf(samples);
    if (this.samples.size() >= LEAST) {
      for (int i = 0; i < WINDOWS; i++) {
        var window =
            this.samples.subList(
                i * this.samples.size() / WINDOWS, (i + 1) * this.samples.size() / WINDOWS);
        requests[i] = Growth.median(window.stream().mapToDouble(Sample::requests).toArray());
        values[i] = Growth.median(window.stream().mapToDouble(Sample::value).toArray());
      }
    }
  }

  /// A figure at one moment.
  ///
  /// @param at since the start of the run
  /// @param requests served since then
  /// @param value bytes, or how many
  public record Sample(Duration at, double requests, double value) {}

  /// The verdict on this figure alone: in 5 of 100 clean runs at most a leak.
  ///
  /// @param budget the growth that is allowed, per request, more than 0
  public Verdict verdict(double budget) {
    return verdict(budget, Growth.NINETY);
  }

  /// @param quantile of the normal distribution, how sure a leak must be
  Verdict verdict(double budget, double quantile) {
    if (!(budget > 0)) {
      throw new IllegalArgumentException("a budget is more than 0: " + budget);
    }
    if (samples.size() < LEAST) {
      return new Inconclusive(UNKNOWN, 0, untilEnough());
    }
    int cut = LEAST_CUT;
    while (cut < MOST_CUT && mayBend(cut)) {
      cut++;
    }
    var growth = growth(cut, WINDOWS, Growth.NINETY);
    var late = growth(MOST_CUT, WINDOWS, Growth.NINETY);
    if (growth.high() < budget || late.high() < budget) {
      return growth.high() < budget
          ? new Pass(growth, filled(cut, budget))
          : new Pass(late, filled(MOST_CUT, budget));
    }
    double filled = filled(cut, budget);
    if (bends(cut) || slows()) {
      return new Inconclusive(growth, filled, untilFull(budget));
    }
    return growth(cut, WINDOWS, quantile).low() > 0
            && growth.slope() > budget
            && isSteady(cut, growth.slope())
        ? new Leak(growth, Optional.empty(), Optional.empty())
        : new Inconclusive(growth, filled, untilSure(growth, budget, quantile));
  }

  /// The estimate after the shortest warm-up, whether or not it is sure.
  double slope() {
    return samples.size() < LEAST ? 0 : growth(LEAST_CUT, WINDOWS, Growth.NINETY).slope();
  }

  /// By how much it rises in all that was seen, at that growth.
  double risen(Growth growth) {
    return growth.slope() * requests[WINDOWS - 1];
  }

  /// How much longer it takes until it has risen by so much, at that growth.
  Duration until(Growth growth, double most) {
    return longer(Math.max(0.25, most / risen(growth) - 1));
  }

  /// This figure less another of the same run, at the moments at which both are known.
  Trend minus(Trend other) {
    var others = new HashMap<Duration, Double>();
    other.samples.forEach(sample -> others.put(sample.at, sample.value));
    return new Trend(
        samples.stream()
            .map(
                sample ->
                    new Sample(
                        sample.at,
                        sample.requests,
                        sample.value - others.getOrDefault(sample.at, Double.NaN)))
            .filter(sample -> !Double.isNaN(sample.value))
            .toList());
  }

  private Growth growth(int from, int to, double quantile) {
    return Growth.of(
        Arrays.copyOfRange(requests, from, to), Arrays.copyOfRange(values, from, to), quantile);
  }

  // Surely slower in its second half.
  private boolean bends(int cut) {
    int middle = (cut + WINDOWS) / 2;
    return growth(cut, middle, Growth.NINETY).low() > growth(middle, WINDOWS, Growth.NINETY).high();
  }

  // Slower, perhaps by chance: cutting too much costs length, cutting too little a false alarm.
  private boolean mayBend(int cut) {
    int middle = (cut + WINDOWS) / 2;
    var early = growth(cut, middle, Growth.NINETY);
    var late = growth(middle, WINDOWS, Growth.NINETY);
    return early.low() > late.slope() || early.slope() > late.high();
  }

  // What fills has slowed down to less than two fifths when half of the run is over, by when a
  // service is warm. Such a curve leaves no interval to be sure by, so that this looks at
  // estimates.
  private boolean slows() {
    return growth(MOST_CUT, WINDOWS, Growth.NINETY).slope()
        < 0.4 * growth(MOST_CUT / 2, MOST_CUT, Growth.NINETY).slope();
  }

  // More than it rises after that, and more than by noise.
  private double filled(int cut, double budget) {
    double risen = values[cut] - values[0];
    return risen > budget * requests[WINDOWS - 1]
            && risen > 4 * lateSpread()
            && risen > values[WINDOWS - 1] - values[cut]
        ? risen
        : 0;
  }

  // The median distance from the median.
  private double lateSpread() {
    var late = Arrays.copyOfRange(values, MOST_CUT, WINDOWS);
    double median = Growth.median(late.clone());
    Arrays.setAll(late, i -> Math.abs(late[i] - median));
    return Growth.median(late);
  }

  private boolean isSteady(int cut, double slope) {
    int middle = (cut + WINDOWS) / 2;
    return growth(cut, middle, Growth.NINETY).slope() > slope / 4
        && growth(middle, WINDOWS, Growth.NINETY).slope() > slope / 4;
  }

  private Duration length() {
    return samples.isEmpty() ? Duration.ZERO : samples.getLast().at();
  }

  private Duration untilEnough() {
    return samples.size() < 2
        ? Duration.ofSeconds(LEAST)
        : length().multipliedBy(LEAST - samples.size()).dividedBy(samples.size() - 1);
  }

  // The interval of a line through evenly spaced points shrinks with the power 3/2 of the length.
  private Duration untilSure(Growth growth, double budget, double quantile) {
    double slope = growth.slope();
    double ratio =
        slope > budget
            ? quantile / Growth.NINETY * (slope - growth.low()) / slope
            : (growth.high() - slope) / (budget - slope);
    return longer(Math.max(1.25, Math.pow(ratio, 2.0 / 3)) - 1);
  }

  // The slope of what fills falls by the same factor in the same time; then a level half follows.
  private Duration untilFull(double budget) {
    double early = growth(0, MOST_CUT, Growth.NINETY).slope();
    double late = Math.max(growth(MOST_CUT, WINDOWS, Growth.NINETY).slope(), Double.MIN_NORMAL);
    double halves = Math.log(Math.max(1, late / budget)) / Math.log(Math.max(early / late, 1.01));
    return longer(halves / 2 + 0.5);
  }

  // By how many times the length so far.
  private Duration longer(double times) {
    double seconds = Math.min(times * length().toSeconds(), (double) LONGEST.toSeconds());
    return Duration.ofSeconds((long) Math.ceil(seconds));
  }
}
