package vitruvian.leaklab;

import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import vitruvian.leaklab.Comparison.Side;

/// The forms of a [Comparison].
final class ComparisonTable {
  private static final JsonFactory JSON = new JsonFactory();

  private ComparisonTable() {}

  private record Row(String what, String before, String after) {}

  static String text(Comparison comparison) {
    var text = new StringBuilder(title(comparison)).append("\n\n");
    said(text, "before", comparison.before());
    said(text, "Vitruvian", comparison.after());
    for (var row : rows(comparison)) {
      text.append(String.format(Locale.ROOT, "%-28s %-34s %s%n", row.what, row.before, row.after));
    }
    return text.toString();
  }

  // Who ends by itself has told why.
  private static void said(StringBuilder text, String name, Side side) {
    side.ending()
        .filter(ending -> !ending.killed())
        .ifPresent(
            ending -> text.append("%s ended: %s%n%n".formatted(name, ending.said().strip())));
  }

  static String markdown(Comparison comparison) {
    var text = new StringBuilder(title(comparison)).append("\n\n");
    var rows = rows(comparison);
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      text.append("| %s | %s | %s |%n".formatted(row.what, row.before, row.after));
      if (i == 0) {
        text.append("| --- | --- | --- |\n");
      }
    }
    return text.toString();
  }

  private static String title(Comparison comparison) {
    var setup = comparison.setup();
    return String.format(
        Locale.ROOT,
        "%s at %.1f requests a second, pictures of 0.1 to 12 megapixels, %s, side by side",
        time(comparison.length()),
        setup.perSecond(),
        comparison.limited()
            ? "a limit of %d MB each".formatted(setup.limit() >> 20)
            : "ended above %d MB (no right to make a control group)"
                .formatted(setup.limit() >> 20));
  }

  private static List<Row> rows(Comparison comparison) {
    var before = comparison.before();
    var after = comparison.after();
    return List.of(
        new Row("", "before", "Vitruvian"),
        new Row("memory at the start", megabytes(before.start()), megabytes(after.start())),
        new Row("memory after a minute", megabytes(before.warm()), megabytes(after.warm())),
        new Row("memory at the end", end(before), end(after)),
        new Row("response time", times(before), times(after)),
        new Row("answered", answered(before), answered(after)));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.0f MB", bytes / 1048576.0);
  }

  private static String end(Side side) {
    return side.ending()
        .map(
            ending ->
                "%s at %s after %s"
                    .formatted(
                        ending.killed() ? "killed" : "ended by itself",
                        megabytes(side.end()),
                        time(ending.at())))
        .orElseGet(() -> megabytes(side.end()));
  }

  private static String time(Duration time) {
    return String.format(Locale.ROOT, "%.1f min", time.toMillis() / 60_000.0);
  }

  private static String times(Side side) {
    return String.format(
        Locale.ROOT,
        "%.0f ms +- %.0f ms",
        side.answers().meanMillis(),
        side.answers().deviationMillis());
  }

  private static String answered(Side side) {
    return String.format(
        Locale.ROOT,
        "%.1f %%%s",
        100 * side.answers().share(),
        side.ending().isPresent() ? " until then" : "");
  }

  static String json(Comparison comparison) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeNumberProperty("seconds", comparison.length().toMillis() / 1000.0);
      json.writeNumberProperty("requestsPerSecond", comparison.setup().perSecond());
      json.writeNumberProperty("limitBytes", comparison.setup().limit());
      json.writeBooleanProperty("controlGroup", comparison.limited());
      side(json, "before", comparison.before());
      side(json, "after", comparison.after());
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void side(JsonGenerator json, String name, Side side) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("startBytes", side.start());
    json.writeNumberProperty("warmBytes", side.warm());
    json.writeNumberProperty("endBytes", side.end());
    if (side.ending().isPresent()) {
      var ending = side.ending().get();
      json.writeNumberProperty(
          ending.killed() ? "killedAfterSeconds" : "endedAfterSeconds",
          ending.at().toMillis() / 1000.0);
    }
    json.writeNumberProperty("due", side.answers().due());
    json.writeNumberProperty("answered", side.answers().answered());
    json.writeNumberProperty("meanMillis", side.answers().meanMillis());
    json.writeNumberProperty("deviationMillis", side.answers().deviationMillis());
    json.writeEndObject();
  }
}
