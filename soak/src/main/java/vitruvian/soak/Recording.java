package vitruvian.soak;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import vitruvian.memory.Alarm;
import vitruvian.memory.Diagnosis;
import vitruvian.memory.Figures;
import vitruvian.memory.Ledger;
import vitruvian.memory.Trend;
import vitruvian.memory.Trend.Sample;

/// The figures of a run, evenly spaced in bounded memory: when it is full, every second sample
/// goes, and from then on half as many come. For one thread at a time.
public final class Recording {
  /// So many samples are kept at most.
  public static final int MOST = 20_000;

  private static final int MOST_FIGURES = 100;
  private static final String OWNER = "ledger.";

  private final int most;
  private final Map<String, double[]> figures = new LinkedHashMap<>();
  private final double[] seconds;
  private final double[] requests;
  private int count;
  private long offered;
  private long stride = 1;

  /// Empty.
  public Recording() {
    this(MOST);
  }

  Recording(int most) {
    if (most < 2) {
      throw new IllegalArgumentException("two samples at least are kept: " + most);
    }
    this.most = most;
    this.seconds = new double[most];
    this.requests = new double[most];
  }

  /// Offers the next sample, the same time after the last one as that after the one before.
  ///
  /// @param at since the start of the run
  /// @param served requests since the start of the service
  /// @param values by name; what is not known is absent
  public void add(Duration at, double served, Map<String, Double> values) {
    if (offered++ % stride != 0) {
      return;
    }
    if (count == most) {
      thin();
      // This one comes between those that are kept from now on, unless the count is even.
      if ((offered - 1) % stride != 0) {
        return;
      }
    }
    for (var name : values.keySet()) {
      if (figures.size() < MOST_FIGURES) {
        figures.computeIfAbsent(name, this::before);
      }
    }
    seconds[count] = at.toNanos() / 1e9;
    requests[count] = served;
    // An owner that the ledger does not name holds nothing.
    figures.forEach(
        (name, row) ->
            row[count] =
                values.getOrDefault(
                    name, name.startsWith(OWNER) && !values.isEmpty() ? 0 : Double.NaN));
    count++;
  }

  private double[] before(String name) {
    var row = new double[most];
    Arrays.fill(row, name.startsWith(OWNER) ? 0 : Double.NaN);
    return row;
  }

  private void thin() {
    thin(seconds);
    thin(requests);
    figures.values().forEach(this::thin);
    count = (count + 1) / 2;
    stride *= 2;
  }

  private void thin(double[] row) {
    for (int i = 0; 2 * i < count; i++) {
      row[i] = row[2 * i];
    }
  }

  /// How many samples are kept.
  public int size() {
    return count;
  }

  /// The names of the figures: memory as a whole first, the ledger's owners last.
  public List<String> names() {
    return figures.keySet().stream()
        .sorted(Comparator.comparingInt(Recording::rank).thenComparing(name -> name))
        .toList();
  }

  private static int rank(String name) {
    int known = Figures.ORDER.indexOf(name);
    return known >= 0 ? known : Figures.ORDER.size() + (name.startsWith(OWNER) ? 1 : 0);
  }

  double[] seconds() {
    return Arrays.copyOf(seconds, count);
  }

  double[] requests() {
    return Arrays.copyOf(requests, count);
  }

  /// A figure's values; not a number where it is not known.
  double[] values(String name) {
    return Arrays.copyOf(figures.getOrDefault(name, new double[most]), count);
  }

  /// The verdicts on all figures since some moment.
  ///
  /// @param budget by how much a figure may grow with a request, by its name
  public Diagnosis diagnosis(Duration from, ToDoubleFunction<String> budget) {
    var trends = new LinkedHashMap<String, Trend>();
    var budgets = new LinkedHashMap<String, Double>();
    for (var name : names()) {
      trends.put(name, new Trend(samples(name, from)));
      budgets.put(name, budget.applyAsDouble(name));
    }
    // The ledger is the service's; this process's says nothing about it.
    return Diagnosis.of(trends, budgets, new Ledger(InstantSource.system(), Alarm.OFF));
  }

  /// A figure since some moment, its requests counted from there.
  public List<Sample> samples(String name, Duration from) {
    var samples = new ArrayList<Sample>();
    var row = values(name);
    double first = Double.NaN;
    for (int i = 0; i < count; i++) {
      if (seconds[i] >= from.toNanos() / 1e9 && !Double.isNaN(row[i])) {
        first = Double.isNaN(first) ? requests[i] : first;
        samples.add(
            new Sample(
                Duration.ofNanos((long) (1e9 * seconds[i])).minus(from),
                requests[i] - first,
                row[i]));
      }
    }
    return samples;
  }
}
