package vitruvian.benchmarks.load;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// What became of the requests: how often, and how long it took. Any number of threads may add.
final class Outcomes {
  /// The outcome of a request that has a right to an answer and got none.
  static final String UNANSWERED = "UNANSWERED";

  private final Map<String, Latencies> byOutcome = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();

  /// @param who sent the request
  /// @param outcome a status code, or what else happened
  void add(String who, String outcome, long nanos) {
    byOutcome.computeIfAbsent(who + " " + outcome, _ -> new Latencies()).add(nanos);
  }

  /// A request without an answer, and why.
  void unanswered(String who, Exception reason, long nanos) {
    add(who, UNANSWERED, nanos);
    reasons.computeIfAbsent(who + ": " + reason, _ -> new LongAdder()).increment();
  }

  /// How many outcomes end like this.
  long count(String ending) {
    return byOutcome.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(ending))
        .mapToLong(entry -> entry.getValue().count())
        .sum();
  }

  Latencies of(String who, String outcome) {
    return byOutcome.getOrDefault(who + " " + outcome, new Latencies());
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-28s %10s %10s %10s %10s%n",
            "who, outcome",
            "count",
            "p50 ms",
            "p99",
            "most"));
    byOutcome.forEach(
        (outcome, times) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%-28s %10d %10.1f %10.1f %10.1f%n",
                    outcome,
                    times.count(),
                    times.millis(0.5),
                    times.millis(0.99),
                    times.millis(1))));
    reasons.forEach((reason, count) -> text.append("  %d x %s%n".formatted(count.sum(), reason)));
    return text.toString();
  }
}
