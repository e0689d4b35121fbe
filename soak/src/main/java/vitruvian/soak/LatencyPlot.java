package vitruvian.soak;

import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// How long pictures took, over the run.
final class LatencyPlot {
  private static final List<String> LINES = List.of("max", "p99", "p90", "p50");

  private LatencyPlot() {}

  static String svg(JsonNode report) {
    var latency = report.path("latency");
    var seconds = SeriesPlot.column(latency.path("from"), 1);
    double end =
        report.at("/plan/warmUpSeconds").doubleValue(0)
            + report.at("/plan/durationSeconds").doubleValue(1);
    double last = seconds.length == 0 ? end : Math.min(end, 1.02 * seconds[seconds.length - 1] + 1);
    var plot =
        new Plot(
            "milliseconds that pictures took, over time",
            Plot.Size.WHOLE,
            Axis.time(last),
            Axis.logarithmic(
                least(SeriesPlot.column(latency.path("p50"), 1)),
                Arrays.stream(SeriesPlot.column(latency.path("max"), 1)).max().orElse(1)));
    plot.shade("warm", 0, Math.min(last, report.at("/plan/warmUpSeconds").doubleValue(0)));
    for (var line : LINES) {
      plot.line(line, seconds, known(SeriesPlot.column(latency.path(line), 1)));
    }
    return plot.svg();
  }

  private static double least(double[] values) {
    return Arrays.stream(values).filter(value -> value > 0).min().orElse(1);
  }

  // Where no picture was answered there is nothing.
  private static double[] known(double[] values) {
    return Arrays.stream(values).map(value -> value > 0 ? value : Double.NaN).toArray();
  }
}
