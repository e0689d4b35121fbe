package vitruvian.soak;

import java.util.ArrayList;
import java.util.Locale;

/// The verdict of a report for a terminal.
final class ReportText {
  private ReportText() {}

  static String of(Json report) {
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
    for (var series : report.at("series").values()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-24s %14s %14s %14s %12s  %s",
              series.at("name").text(),
              growth(series.at("low")),
              growth(series.at("slope")),
              growth(series.at("high")),
              growth(series.at("budget")),
              series.at("verdict").text()));
    }
    lines.add("");
    for (var finding : report.at("findings").values()) {
      lines.add(
          "%s: %s %s"
              .formatted(
                  finding.at("owner").text(),
                  finding.at("explanation").text(),
                  finding.at("site").text())
              .strip());
    }
    lines.add(Words.answers(report));
    lines.add(Words.latency(report));
    lines.add(report.at("verdict", "result").text() + ": " + Words.verdict(report));
    return String.join("\n", lines) + "\n";
  }

  private static String growth(Json value) {
    return value.number().isEmpty() ? "?" : String.format(Locale.ROOT, "%.4g", value.asDouble());
  }
}
