package vitruvian.soak;

import static java.lang.Double.NaN;

import java.util.ArrayList;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// The verdict of a report for a terminal.
final class ReportText {
  private ReportText() {}

  static String of(JsonNode report) {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-24s %14s %14s %14s %12s  %s",
            "growth with a request",
            "lower end",
            "estimate",
            "upper end",
            "budget",
            "verdict"));
    for (var series : report.path("series").values()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-24s %14s %14s %14s %12s  %s",
              series.path("name").stringValue(""),
              growth(series.path("low")),
              growth(series.path("slope")),
              growth(series.path("high")),
              growth(series.path("budget")),
              series.path("verdict").stringValue("")));
    }
    lines.add("");
    for (var finding : report.path("findings").values()) {
      lines.add(
          "%s: %s %s"
              .formatted(
                  finding.path("owner").stringValue(""),
                  finding.path("explanation").stringValue(""),
                  finding.path("site").stringValue(""))
              .strip());
    }
    lines.add(Words.answers(report));
    lines.add(Words.latency(report));
    lines.add(report.at("/verdict/result").stringValue("") + ": " + Words.verdict(report));
    return String.join("\n", lines) + "\n";
  }

  private static String growth(JsonNode value) {
    return !value.isNumber() ? "?" : String.format(Locale.ROOT, "%.4g", value.doubleValue(NaN));
  }
}
