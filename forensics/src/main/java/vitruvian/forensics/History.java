package vitruvian.forensics;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import vitruvian.memory.Diagnosis;
import vitruvian.memory.Figures;
import vitruvian.memory.Series;

/// The figures of this process once a second, kept for two days in 1.3 MB: where its memory is, and
/// since when. Safe for use by several threads.
public final class History implements AutoCloseable {
  /// How many requests were served since the start, the last of the names.
  public static final String REQUESTS = "requests";

  private static final List<String> NAMES =
      Stream.concat(Figures.ORDER.stream(), Stream.of(REQUESTS)).toList();
  private static final double MB = 1 << 20;
  private static final List<Age> AGES =
      List.of(
          new Age("1 min ago", Duration.ofMinutes(1)),
          new Age("10 min ago", Duration.ofMinutes(10)),
          new Age("1 h ago", Duration.ofHours(1)),
          new Age("6 h ago", Duration.ofHours(6)),
          new Age("1 day ago", Duration.ofDays(1)));
  private static final List<Duration> DEPTHS =
      List.of(Duration.ofDays(2), Duration.ofHours(2), Duration.ofMinutes(10));

  private final Series series = new Series(NAMES);
  private final InstantSource clock;
  private final LongSupplier requests;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("vitruvian-figures").factory());

  private record Age(String name, Duration time) {}

  /// @param requests how many were served since the start
  public History(InstantSource clock, LongSupplier requests) {
    this.clock = clock;
    this.requests = requests;
  }

  /// Begins to look once a second.
  public void start() {
    var _ = timer.scheduleAtFixedRate(this::look, 0, 1, TimeUnit.SECONDS);
  }

  /// Looks once.
  void look() {
    try {
      var values = new TreeMap<String, Double>();
      Figures.take().byName().forEach((name, value) -> values.put(name, (double) value));
      values.put(REQUESTS, (double) requests.getAsLong());
      series.add(clock.instant(), values);
    } catch (RuntimeException | OutOfMemoryError failure) {
      // The next look may do.
      System.getLogger("vitruvian.forensics")
          .log(System.Logger.Level.WARNING, "the figures could not be taken", failure);
    }
  }

  /// A JSON object: `figures`, by name lists of points `[at, least, median, most]`, the oldest
  /// first; `at` in milliseconds since 1970.
  ///
  /// @param back how far: by the second for 10 minutes, by 10 seconds for 2 hours, by the minute
  ///     for 2 days
  public String toJson(Duration back) {
    return Json.write(
        json -> {
          json.writeObjectPropertyStart("figures");
          for (var name : NAMES) {
            json.writeArrayPropertyStart(name);
            for (var point : series.points(name, back)) {
              json.writeStartArray();
              json.writeNumber(point.at().toEpochMilli());
              json.writeNumber(point.least());
              json.writeNumber(point.median());
              json.writeNumber(point.most());
              json.writeEndArray();
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }

  /// A table for people, ending in a line break: each figure now, and what it was.
  public String toText() {
    var latest = points(Diagnosis.LEDGER, Duration.ofMinutes(1));
    if (latest.isEmpty()) {
      return String.format("No figures so far.%n");
    }
    var now = latest.getLast().at();
    var first = oldest(Diagnosis.LEDGER).orElseThrow().at();
    var ages = AGES.stream().filter(age -> !first.isAfter(now.minus(age.time))).toList();
    var text = new StringBuilder();
    text.append(
        String.format(
            "Since when, in MB or how many; the first figures are of %s, now is %s:%n",
            first, now));
    text.append(String.format("%-10s %10s", "", "now"));
    ages.forEach(age -> text.append(String.format(" %10s", age.name)));
    text.append(String.format(" %10s%n", "at first"));
    for (var name : NAMES) {
      var row = new ArrayList<Optional<Series.Point>>();
      row.add(points(name, Duration.ofMinutes(1)).reversed().stream().findFirst());
      ages.forEach(age -> row.add(at(name, now.minus(age.time), age.time)));
      row.add(oldest(name));
      text.append(String.format("%-10s", name));
      row.forEach(point -> text.append(String.format(" %10s", value(name, point))));
      text.append(System.lineSeparator());
    }
    return text.toString();
  }

  private List<Series.Point> points(String name, Duration back) {
    return series.points(name, back);
  }

  // The coarser points begin earlier, and are there later.
  private Optional<Series.Point> oldest(String name) {
    return DEPTHS.stream().flatMap(depth -> points(name, depth).stream().limit(1)).findFirst();
  }

  // The last point that is not younger.
  private Optional<Series.Point> at(String name, Instant moment, Duration age) {
    return points(name, age.plus(age.dividedBy(10))).reversed().stream()
        .filter(point -> !point.at().isAfter(moment))
        .findFirst();
  }

  private static String value(String name, Optional<Series.Point> point) {
    if (point.isEmpty()) {
      return "-";
    }
    double median = point.get().median();
    return Figures.isCount(name) || name.equals(REQUESTS)
        ? String.format(Locale.ROOT, "%.0f", median)
        : String.format(Locale.ROOT, "%.1f", median / MB);
  }

  /// Looks no more. What there is stays.
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
