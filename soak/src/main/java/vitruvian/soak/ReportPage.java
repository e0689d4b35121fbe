package vitruvian.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

  private final Json report;
  private final StringBuilder page = new StringBuilder(1 << 18);

  private ReportPage(Json report) {
    this.report = report;
  }

  static String of(Json report) {
    return new ReportPage(report).write();
  }

  private String write() {
    add("<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'>");
    add("<meta name='viewport' content='width=device-width,initial-scale=1'>");
    add("<meta name='color-scheme' content='light dark'>");
    add("<title>Soak: %s</title><style>%s</style></head><body>", result(), style());
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
      if (safe[i] instanceof String text && !format.contains("<style>")) {
        safe[i] = Html.escaped(text);
      }
    }
    page.append(String.format(Locale.ROOT, format, safe)).append('\n');
  }

  private String result() {
    return report.at("verdict", "result").text();
  }

  private void header() {
    boolean bad = report.at("verdict", "failed").number().orElse(0) > 0;
    var tone =
        switch (result()) {
          case "PASS" -> bad ? "bad" : "good";
          case "LEAK", "FRAGMENTATION" -> "bad";
          default -> bad ? "bad" : "open";
        };
    add("<header class='%s'><p class='over'>Vitruvian soak</p><h1>%s</h1>", tone, result());
    add("<p class='words'>%s</p>", Words.verdict(report));
    add("<p class='words'>%s</p>", Words.answers(report));
    add("<pre class='command'>%s</pre>", report.at("command").text());
    add(
        "<p class='over'>%s &middot; %s to %s</p></header>",
        report.at("plan", "url").text(),
        moment(report.at("load", "started").text()),
        moment(report.at("load", "ended").text()));
  }

  private static String moment(String instant) {
    return instant.length() < 19 ? instant : instant.substring(0, 19).replace('T', ' ') + " UTC";
  }

  private void tiles() {
    var whole = report.at("latency", "whole");
    add("<section class='tiles'>");
    tile(
        String.format(
            Locale.ROOT, "%.2f %%", 100 * report.at("totals", "answeredShare").asDouble()),
        "answered as they deserve");
    tile(
        String.format(Locale.ROOT, "%.1f /s", report.at("load", "perSecond").asDouble()),
        report.at("load", "mostPerSecond").number().orElse(0) > 0
            ? String.format(
                Locale.ROOT,
                "requests; at most %.1f /s",
                report.at("load", "mostPerSecond").asDouble())
            : "requests");
    tile(milliseconds(whole.at("p50")), "half of the pictures within");
    tile(milliseconds(whole.at("p99")), "99 of 100 within");
    for (var series : report.at("series").values()) {
      if (series.at("name").text().equals("resident")
          && series.at("endMedian").number().isPresent()) {
        tile(
            String.format(
                Locale.ROOT,
                "%+.1f MB",
                (series.at("endMedian").asDouble() - series.at("startMedian").asDouble()) / MB),
            String.format(
                Locale.ROOT,
                "resident memory, from %.1f to %.1f MB after warm-up",
                series.at("startMedian").asDouble() / MB,
                series.at("endMedian").asDouble() / MB));
      }
    }
    add("</section>");
  }

  private void tile(String value, String name) {
    add("<div class='tile'><b>%s</b><span>%s</span></div>", value, name);
  }

  private static String milliseconds(Json value) {
    double millis = value.number().orElse(0);
    return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
  }

  private void findings() {
    if (report.at("findings").values().isEmpty()) {
      return;
    }
    add("<h2>Who</h2><section class='findings'>");
    for (var finding : report.at("findings").values()) {
      add(
          "<div class='finding'><b>%s</b> <span class='pill'>%s</span><p>%s</p>",
          finding.at("owner").text().isEmpty()
              ? finding.at("series").text()
              : finding.at("owner").text(),
          finding.at("kind").text(),
          finding.at("explanation").text());
      if (!finding.at("site").text().isEmpty()) {
        add("<p>at <code>%s</code></p>", finding.at("site").text());
      }
      if (!finding.at("chain").values().isEmpty()) {
        add("<pre>%s</pre>", String.join("\n", texts(finding.at("chain"))));
      }
      add("</div>");
    }
    add("</section>");
  }

  private static List<String> texts(Json list) {
    return list.values().stream().map(Json::text).toList();
  }

  private void memory() {
    add("<h2>Memory</h2>");
    add(
        "<p>Each figure once a second, its growth with the requests (line) and the interval that"
            + " holds the true growth with 90 %% (band). The gray part is the warm-up. It passes"
            + " where the upper end is under the budget.</p><section class='plots'>");
    for (var series : report.at("series").values()) {
      figure(series);
    }
    if (report.at("series").values().isEmpty()) {
      add("<p>The service told no figures.</p>");
    }
    add("</section>");
  }

  private void figure(Json series) {
    var name = series.at("name").text();
    boolean bytes = series.at("unit").text().equals("bytes");
    add(
        "<figure><figcaption><b>%s</b><i>%s</i> <span class='pill %s'>%s</span></figcaption>",
        title(name),
        bytes ? "MB" : "",
        tone(series.at("verdict").text()),
        series.at("verdict").text());
    page.append(new SeriesPlot(report, series).svg());
    add(
        "<p class='under'>%s a request (90 %%: %s to %s), budget %s%s</p></figure>",
        growth(series.at("slope"), bytes),
        growth(series.at("low"), bytes),
        growth(series.at("high"), bytes),
        growth(series.at("budget"), bytes),
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

  private static String growth(Json value, boolean bytes) {
    if (value.number().isEmpty()) {
      return "?";
    }
    return String.format(Locale.ROOT, bytes ? "%.1f B" : "%.2g", value.asDouble());
  }

  private static String filled(Json series) {
    double filled = series.at("filled").number().orElse(0);
    double more = series.at("moreSeconds").number().orElse(0);
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
    for (var row : report.at("outcomes").values()) {
      boolean bad = row.at("outcome").text().matches("UNANSWERED|not sent|other|5.*|429.*");
      add(
          "<tr%s><td>%s<td>%s<td class='n'>%,d<td class='n'>%,.1f<td class='n'>%,.1f<td"
              + " class='n'>%,.1f<td class='n'>%,.1f</tr>",
          bad ? new Raw(" class=odd") : new Raw(""),
          row.at("who").text(),
          row.at("outcome").text(),
          (long) row.at("count").asDouble(),
          row.at("p50").asDouble(),
          row.at("p90").asDouble(),
          row.at("p99").asDouble(),
          row.at("max").asDouble());
    }
    add("</table></div>");
    report
        .at("reasons")
        .members()
        .forEach((reason, count) -> add("<p>%,d times %s</p>", (long) count.asDouble(), reason));
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
    table("Service", report.at("service"));
    table("Client", report.at("client"));
    table("Plan", report.at("plan"));
    table("Load", report.at("load"));
    add("</section>");
  }

  private void table(String title, Json members) {
    if (members.members().isEmpty()) {
      return;
    }
    add("<table><caption>%s</caption>", title);
    members.members().forEach((name, value) -> add("<tr><th>%s<td>%s</tr>", name, shown(value)));
    add("</table>");
  }

  private static String shown(Json value) {
    return switch (value) {
      case Json.Text(var text) -> text;
      case Json.Numeral(double number) ->
          number == Math.rint(number)
              ? String.format(Locale.ROOT, "%,d", (long) number)
              : String.format(Locale.ROOT, "%.4g", number);
      case Json.Truth(boolean truth) -> truth ? "yes" : "no";
      case Json.Values _ -> String.join(" ", texts(value));
      case Json.Members _, Json.Nothing _ -> "";
    };
  }
}
