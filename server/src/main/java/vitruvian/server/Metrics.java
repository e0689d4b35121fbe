package vitruvian.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// What happened since the start, and what is at this moment, in the text format of Prometheus,
/// version 0.0.4. Any number of threads may count.
///
/// Names and labels are those of this class only, so that what clients send cannot make series.
final class Metrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final Map<String, Histogram> histograms = new TreeMap<>();
  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
  private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();
  private final List<Family> families = new CopyOnWriteArrayList<>();
  private final Map<String, String> helps = new ConcurrentHashMap<>();

  /// Gauges of one name that come and go.
  private record Family(String name, String label, Supplier<Map<String, Long>> values) {
    String series(String key) {
      var escaped = key.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
      return Metrics.series(name, "%s=\"%s\"".formatted(label, escaped));
    }
  }

  /// How long something takes.
  static final class Histogram {
    private final LongAdder[] buckets = new LongAdder[SECONDS.length + 1];
    private final LongAdder nanos = new LongAdder();

    private Histogram() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    void add(Duration time) {
      double seconds = time.toNanos() / 1e9;
      int bucket = 0;
      while (bucket < SECONDS.length && seconds > SECONDS[bucket]) {
        bucket++;
      }
      buckets[bucket].increment();
      nanos.add(time.toNanos());
    }
  }

  /// A histogram for one value of one label. Called before anything is counted.
  Histogram histogram(String name, String help, String label) {
    helps.put(name, help);
    return histograms.computeIfAbsent(name + "{" + label, _ -> new Histogram());
  }

  /// Counts one more.
  ///
  /// @param label such as `outcome="ok"`, or empty
  void count(String name, String label) {
    counters.computeIfAbsent(series(name, label), _ -> new LongAdder()).increment();
  }

  /// A counter without labels that is there from the start, at 0.
  void counter(String name, String help) {
    describe(name, help);
    counters.computeIfAbsent(name, _ -> new LongAdder());
  }

  /// How often something was counted, over all labels.
  long counted(String name) {
    return counters.entrySet().stream()
        .filter(entry -> name(entry.getKey()).equals(name))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  void describe(String name, String help) {
    helps.put(name, help);
  }

  /// A value that is asked for when somebody wants to know.
  void gauge(String name, String label, String help, DoubleSupplier value) {
    helps.put(name, help);
    gauges.put(series(name, label), value);
  }

  /// Gauges of one name whose number changes, asked for together.
  ///
  /// @param label the label's name, whose values are the keys
  void gauges(String name, String label, String help, Supplier<Map<String, Long>> values) {
    helps.put(name, help);
    families.add(new Family(name, label, values));
  }

  private static String series(String name, String label) {
    return label.isEmpty() ? name : "%s{%s}".formatted(name, label);
  }

  private static String name(String series) {
    int brace = series.indexOf('{');
    return brace < 0 ? series : series.substring(0, brace);
  }

  /// Everything as text.
  String toText() {
    var text = new StringBuilder(1 << 13);
    var last = new String[] {""};
    new TreeMap<>(counters)
        .forEach(
            (series, count) -> {
              head(text, last, series, "counter");
              text.append(series).append(' ').append(count.sum()).append('\n');
            });
    currentGauges()
        .forEach(
            (series, value) -> {
              head(text, last, series, "gauge");
              text.append(series).append(' ').append(number(value)).append('\n');
            });
    histograms.forEach(
        (series, histogram) -> {
          head(text, last, series, "histogram");
          histogram(text, name(series), series.substring(series.indexOf('{') + 1), histogram);
        });
    return text.toString();
  }

  private Map<String, Double> currentGauges() {
    var values = new TreeMap<String, Double>();
    gauges.forEach((series, value) -> values.put(series, value.getAsDouble()));
    for (var family : families) {
      family.values.get().forEach((key, value) -> values.put(family.series(key), (double) value));
    }
    return values;
  }

  private void head(StringBuilder text, String[] last, String series, String type) {
    var name = name(series);
    if (!name.equals(last[0])) {
      last[0] = name;
      text.append("# HELP %s %s%n# TYPE %s %s%n".formatted(name, helps.get(name), name, type));
    }
  }

  private static void histogram(
      StringBuilder text, String name, String label, Histogram histogram) {
    long sum = 0;
    for (int i = 0; i <= SECONDS.length; i++) {
      sum += histogram.buckets[i].sum();
      var most = i < SECONDS.length ? number(SECONDS[i]) : "+Inf";
      text.append("%s_bucket{%s,le=\"%s\"} %d%n".formatted(name, label, most, sum));
    }
    text.append("%s_sum{%s} %s%n".formatted(name, label, number(histogram.nanos.sum() / 1e9)));
    text.append("%s_count{%s} %d%n".formatted(name, label, sum));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
