package vitruvian.soak;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// What became of the requests: how often, and how long it took. Any number of threads may add.
/// What would be the 300th kind of outcome is counted as "other", so that memory is bounded
/// whatever the service answers.
public final class Outcomes {
  /// The outcome of a request that has a right to an answer and got none.
  public static final String UNANSWERED = "UNANSWERED";

  /// The outcome of a request that was due and could not be sent, since too many waited already.
  public static final String NOT_SENT = "not sent";

  /// The outcome of a request that was given up, since the run was told to stop.
  public static final String ABANDONED = "given up";

  private static final int MOST_KINDS = 300;
  private static final int MOST_BRIEF = 5;
  private static final int MOST_REASONS = 50;
  private static final String OTHER = "other";

  private final Map<Kind, Latencies> byKind =
      new ConcurrentSkipListMap<>(Comparator.comparing(Kind::who).thenComparing(Kind::outcome));
  private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();

  /// No requests yet.
  public Outcomes() {}

  private record Kind(String who, String outcome) {}

  /// One line of the account.
  ///
  /// @param who sent the requests
  /// @param outcome a status code, or what else happened
  /// @param times how long they took, and how many there were
  public record Row(String who, String outcome, Latencies times) {}

  /// Counts one request.
  ///
  /// @param who sent the request
  /// @param outcome a status code, or what else happened
  public void add(String who, String outcome, long nanos) {
    var kind = new Kind(who, outcome);
    if (byKind.size() >= MOST_KINDS && !byKind.containsKey(kind)) {
      kind = new Kind(who, OTHER);
    }
    byKind.computeIfAbsent(kind, _ -> new Latencies()).add(nanos);
  }

  /// A request without an answer, and why.
  public void unanswered(String who, Exception reason, long nanos) {
    add(who, UNANSWERED, nanos);
    reason(who + ": " + reason);
  }

  private void reason(String text) {
    boolean known = reasons.size() < MOST_REASONS || reasons.containsKey(text);
    reasons.computeIfAbsent(known ? text : OTHER, _ -> new LongAdder()).increment();
  }

  /// How many outcomes end like this, read as "who outcome".
  public long count(String ending) {
    return byKind.entrySet().stream()
        .filter(one -> (one.getKey().who + " " + one.getKey().outcome).endsWith(ending))
        .mapToLong(one -> one.getValue().count())
        .sum();
  }

  /// The times of one kind.
  public Latencies of(String who, String outcome) {
    return byKind.getOrDefault(new Kind(who, outcome), new Latencies());
  }

  /// All kinds that there were, by who and outcome.
  public List<Row> rows() {
    return byKind.entrySet().stream()
        .map(one -> new Row(one.getKey().who, one.getKey().outcome, one.getValue()))
        .toList();
  }

  /// The most frequent outcomes in one line.
  String brief() {
    return rows().stream()
        .sorted(Comparator.comparingLong((Row row) -> row.times.count()).reversed())
        .limit(MOST_BRIEF)
        .map(row -> "%d x %s %s".formatted(row.times.count(), row.who, row.outcome))
        .collect(Collectors.joining(", "));
  }

  /// Why requests were not answered, and how often.
  public Map<String, Long> reasons() {
    var counts = new TreeMap<String, Long>();
    reasons.forEach((reason, count) -> counts.put(reason, count.sum()));
    return counts;
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%-36s %10s %10s %10s %10s%n",
            "who, outcome",
            "count",
            "p50 ms",
            "p99",
            "most"));
    for (var row : rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-36s %10d %10.1f %10.1f %10.1f%n",
              row.who + " " + row.outcome,
              row.times.count(),
              row.times.millis(0.5),
              row.times.millis(0.99),
              row.times.millis(1)));
    }
    reasons().forEach((reason, count) -> text.append("  %d x %s%n".formatted(count, reason)));
    return text.toString();
  }
}
