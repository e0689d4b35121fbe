package vitruvian.soak;

import static java.lang.Double.NaN;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The report of a soak as a page: one file, which fetches nothing and runs nothing.
final class ReportPage {
  private static final double MB = 1 << 20;
  private static final Map<String, String> NAMES =
      Map.of(
          "resident", "Resident memory",
          "heap", "Java heap after collection",
          "native", "Native memory",
          "ledger", "Ledger, all owners",
          "kept", "Kept by the allocator",
          "code", "Compiled code",
          "direct", "Direct buffers",
          "threads", "Threads",
          "files", "Open files",
          "classes", "Loaded classes");

  private final JsonNode report;
  private final StringBuilder page = new StringBuilder(1 << 18);

  private ReportPage(JsonNode report) {
    this.report = report;
  }

  static String of(JsonNode report) {
    return new ReportPage(report).write();
  }

  private String write() {
    add("<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>");
    add("<meta name='viewport' content='width=device-width,initial-scale=1'>");
    add("<meta name='color-scheme' content='light dark'>");
    add("<title>Soak: %s</title>", result());
    add("<style>%s</style></head><body>", new Raw(style()));
    header();
    tiles();
    findings();
    memory();
    latency();
    outcomes();
    environment();
    add("</body></html>\n");
    return page.toString();
  }

  private static String style() {
    try (var in = ReportPage.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("the style of the report is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  // Texts are escaped, numbers are not.
  private void add(String format, Object... values) {
    var safe = values.clone();
    for (int i = 0; i < safe.length; i++) {
      if (safe[i] instanceof String text) {
        safe[i] = Html.escaped(text);
      }
    }
    page.append(String.format(Locale.ROOT, format, safe)).append('\n');
  }

  private String result() {
    return report.at("/verdict/result").stringValue("");
  }

  private void header() {
    boolean bad = report.at("/verdict/failed").doubleValue(0) > 0;
    var tone =
        switch (result()) {
          case "PASS" -> bad ? "bad" : "good";
          case "LEAK", "FRAGMENTATION" -> "bad";
          default -> bad ? "bad" : "open";
        };
    add("<header class='%s'><p class='over'>Vitruvian soak</p><h1>%s</h1>", tone, result());
    add("<p class='words'>%s</p>", Words.verdict(report));
    add("<p class='words'>%s</p>", Words.answers(report));
    add("<pre class='command'>%s</pre>", report.path("command").stringValue(""));
    add(
        "<p class='over'>%s &middot; %s to %s</p></header>",
        report.at("/plan/url").stringValue(""),
        moment(report.at("/load/started").stringValue("")),
        moment(report.at("/load/ended").stringValue("")));
  }

  private static String moment(String instant) {
    return instant.length() < 19 ? instant : instant.substring(0, 19).replace('T', ' ') + " UTC";
  }

  private void tiles() {
    var whole = report.at("/latency/whole");
    add("<section class='tiles'>");
    tile(
        String.format(
            Locale.ROOT, "%.2f %%", 100 * report.at("/totals/answeredShare").doubleValue(NaN)),
        "answered as they deserve");
    tile(
        String.format(Locale.ROOT, "%.1f /s", report.at("/load/perSecond").doubleValue(NaN)),
        report.at("/load/mostPerSecond").doubleValue(0) > 0
            ? String.format(
                Locale.ROOT,
                "requests; at most %.1f /s",
                report.at("/load/mostPerSecond").doubleValue(NaN))
            : "requests");
    tile(milliseconds(whole.path("p50")), "half of the pictures within");
    tile(milliseconds(whole.path("p99")), "99 of 100 within");
    for (var series : report.path("series").values()) {
      if (series.path("name").stringValue("").equals("resident")
          && series.path("endMedian").isNumber()) {
        tile(
            String.format(
                Locale.ROOT,
                "%+.1f MB",
                (series.path("endMedian").doubleValue(NaN)
                        - series.path("startMedian").doubleValue(NaN))
                    / MB),
            String.format(
                Locale.ROOT,
                "resident memory, from %.1f to %.1f MB after warm-up",
                series.path("startMedian").doubleValue(NaN) / MB,
                series.path("endMedian").doubleValue(NaN) / MB));
      }
    }
    add("</section>");
  }

  private void tile(String value, String name) {
    add("<div class='tile'><b>%s</b><span>%s</span></div>", value, name);
  }

  private static String milliseconds(JsonNode value) {
    double millis = value.doubleValue(0);
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }

  private void findings() {
    if (report.path("findings").isEmpty()) {
      return;
    }
    add("<h2>Who</h2><section class='findings'>");
    for (var finding : report.path("findings").values()) {
      add(
          "<div class='finding'><b>%s</b> <span class='pill'>%s</span><p>%s</p>",
          finding.path("owner").stringValue("").isEmpty()
              ? finding.path("series").stringValue("")
              : finding.path("owner").stringValue(""),
          finding.path("kind").stringValue(""),
          finding.path("explanation").stringValue(""));
      if (!finding.path("site").stringValue("").isEmpty()) {
        add("<p>at <code>%s</code></p>", finding.path("site").stringValue(""));
      }
      if (!finding.path("chain").isEmpty()) {
        add("<pre>%s</pre>", String.join("\n", texts(finding.path("chain"))));
      }
      add("</div>");
    }
    add("</section>");
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(text -> text.stringValue("")).toList();
  }

  private void memory() {
    add("<h2>Memory</h2>");
    add(
        "<p>Each figure once a second, its growth with the requests (line) and the interval that"
            + " holds the true growth with 90 %% (band). The gray part is the warm-up. It passes"
            + " where the upper end is under the budget.</p><section class='plots'>");
    for (var series : report.path("series").values()) {
      figure(series);
    }
    if (report.path("series").isEmpty()) {
      add("<p>The service told no figures.</p>");
    }
    add("</section>");
  }

  private void figure(JsonNode series) {
    var name = series.path("name").stringValue("");
    boolean bytes = series.path("unit").stringValue("").equals("bytes");
    add(
        "<figure><figcaption><b>%s</b><i>%s</i> <span class='pill %s'>%s</span></figcaption>",
        title(name),
        bytes ? "MB" : "",
        tone(series.path("verdict").stringValue("")),
        series.path("verdict").stringValue(""));
    page.append(new SeriesPlot(report, series).svg());
    add(
        "<p class='under'>%s a request (90 %%: %s to %s), budget %s%s</p></figure>",
        growth(series.path("slope"), bytes),
        growth(series.path("low"), bytes),
        growth(series.path("high"), bytes),
        growth(series.path("budget"), bytes),
        filled(series));
  }

  private static String title(String name) {
    return name.startsWith("ledger.")
        ? "Ledger: " + name.substring("ledger.".length())
        : NAMES.getOrDefault(name, name);
  }

  private static String tone(String verdict) {
    return switch (verdict) {
      case "PASS", "BOUNDED" -> "good";
      case "LEAK", "FRAGMENTATION" -> "bad";
      default -> "open";
    };
  }

  private static String growth(JsonNode value, boolean bytes) {
    if (!value.isNumber()) {
      return "?";
    }
    return String.format(Locale.ROOT, bytes ? "%.1f B" : "%.2g", value.doubleValue(NaN));
  }

  private static String filled(JsonNode series) {
    double filled = series.path("filled").doubleValue(0);
    double more = series.path("moreSeconds").doubleValue(0);
    if (filled > MB) {
      return String.format(Locale.ROOT, "; filled up by %.1f MB at first", filled / MB);
    }
    return more > 0 ? "; about %s more would tell".formatted(Words.time(more)) : "";
  }

  private void latency() {
    add("<h2>How long pictures took</h2>");
    add("<p>From the moment that a request was due, whenever it was sent; in milliseconds.</p>");
    add("<section class='plots wide'><figure>");
    page.append(LatencyPlot.svg(report));
    add(
        "<p class='under'><i class='k p50'></i> p50 <i class='k p90'></i> p90 <i class='k p99'></i>"
            + " p99 <i class='k max'></i> most</p></figure></section>");
  }

  private void outcomes() {
    add("<h2>What became of the requests</h2><div class='scroll'><table>");
    add(
        "<tr><th>who<th>outcome<th class='n'>count<th class='n'>p50<th class='n'>p90<th"
            + " class='n'>p99<th class='n'>most, ms</tr>");
    for (var row : report.path("outcomes").values()) {
      boolean bad =
          row.path("outcome").stringValue("").matches("UNANSWERED|not sent|other|5.*|429.*");
      add(
          "<tr%s><td>%s<td>%s<td class='n'>%,d<td class='n'>%,.1f<td class='n'>%,.1f<td"
              + " class='n'>%,.1f<td class='n'>%,.1f</tr>",
          bad ? new Raw(" class=odd") : new Raw(""),
          row.path("who").stringValue(""),
          row.path("outcome").stringValue(""),
          (long) row.path("count").doubleValue(NaN),
          row.path("p50").doubleValue(NaN),
          row.path("p90").doubleValue(NaN),
          row.path("p99").doubleValue(NaN),
          row.path("max").doubleValue(NaN));
    }
    add("</table></div>");
    report
        .path("reasons")
        .forEachEntry(
            (reason, count) -> add("<p>%,d times %s</p>", (long) count.doubleValue(NaN), reason));
  }

  /// What is not to be escaped.
  private record Raw(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  private void environment() {
    add("<h2>Where and how</h2><section class='tables'>");
    table("Service", report.path("service"));
    table("Client", report.path("client"));
    table("Plan", report.path("plan"));
    table("Load", report.path("load"));
    add("</section>");
  }

  private void table(String title, JsonNode members) {
    if (members.isEmpty()) {
      return;
    }
    add("<table><caption>%s</caption>", title);
    members.forEachEntry((name, value) -> add("<tr><th>%s<td>%s</tr>", name, shown(value)));
    add("</table>");
  }

  private static String shown(JsonNode value) {
    if (value.isNumber()) {
      double number = value.doubleValue(NaN);
      return number == Math.rint(number)
          ? String.format(Locale.ROOT, "%,d", (long) number)
          : String.format(Locale.ROOT, "%.4g", number);
    }
    if (value.isBoolean()) {
      return value.booleanValue() ? "yes" : "no";
    }
    return value.isArray() ? String.join(" ", texts(value)) : value.stringValue("");
  }
}
