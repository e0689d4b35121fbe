package vitruvian.soak;

import static java.lang.Double.NaN;

import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/// One figure over the run, with its line of growth and the band around it.
final class SeriesPlot {
  private static final double MB = 1 << 20;
  private static final double LEAST_SHARE = 0.02;

  private final JsonNode report;
  private final JsonNode series;
  private final double[] seconds;
  private final double[] requests;
  private final double[] values;
  private final double scale;

  SeriesPlot(JsonNode report, JsonNode series) {
    this.report = report;
    this.series = series;
    this.scale = series.path("unit").stringValue("").equals("bytes") ? MB : 1;
    this.seconds = column(report.at("/samples/seconds"), 1);
    this.requests = padded(column(report.at("/samples/requests"), 1));
    this.values =
        padded(column(report.path("samples").path(series.path("name").stringValue("")), scale));
  }

  // As long as there are moments, whoever has written the report.
  private double[] padded(double[] column) {
    var whole = Arrays.copyOf(column, seconds.length);
    Arrays.fill(whole, Math.min(column.length, whole.length), whole.length, NaN);
    return whole;
  }

  /// A list of numbers; not a number where one is not known.
  static double[] column(JsonNode list, double scale) {
    return list.valueStream().mapToDouble(value -> value.doubleValue(NaN) / scale).toArray();
  }

  String svg() {
    double warmUp = report.at("/plan/warmUpSeconds").doubleValue(0);
    double end = seconds.length == 0 ? 1 : seconds[seconds.length - 1];
    var plot =
        new Plot(
            series.path("name").stringValue("") + " over time",
            Plot.Size.HALF,
            Axis.time(end),
            axis(warmUp));
    plot.shade("warm", 0, Math.min(warmUp, end));
    growth(plot);
    plot.area("range", seconds, values, values);
    plot.line("value", seconds, values);
    return plot.svg();
  }

  // What the warm-up goes through would hide what comes after it.
  private Axis axis(double warmUp) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < seconds.length; i++) {
      if (seconds[i] >= warmUp && !Double.isNaN(values[i])) {
        low = Math.min(low, values[i]);
        high = Math.max(high, values[i]);
      }
    }
    if (low > high) {
      return Axis.linear(0, 1, 1);
    }
    return Axis.linear(low, high, Math.max(scale == 1 ? 4 : 1, LEAST_SHARE * high));
  }

  private void growth(Plot plot) {
    var line = series.path("line");
    if (!line.path("pivotValue").isNumber()) {
      return;
    }
    double from = line.path("fromSeconds").doubleValue(NaN);
    int first = 0;
    while (first < seconds.length && seconds[first] < from) {
      first++;
    }
    var time = Arrays.copyOfRange(seconds, first, seconds.length);
    var low = heights(first, series.path("low"));
    var high = heights(first, series.path("high"));
    plot.area("band", time, smaller(low, high), larger(low, high));
    plot.line("slope", time, heights(first, series.path("slope")));
  }

  private double[] heights(int first, JsonNode slope) {
    double pivot = series.at("/line/pivotRequests").doubleValue(NaN);
    double level = series.at("/line/pivotValue").doubleValue(NaN);
    var heights = new double[seconds.length - first];
    for (int i = 0; i < heights.length; i++) {
      heights[i] = (level + slope.doubleValue(NaN) * (requests[first + i] - pivot)) / scale;
    }
    return heights;
  }

  private static double[] smaller(double[] some, double[] others) {
    var least = new double[some.length];
    Arrays.setAll(least, i -> Math.min(some[i], others[i]));
    return least;
  }

  private static double[] larger(double[] some, double[] others) {
    var most = new double[some.length];
    Arrays.setAll(most, i -> Math.max(some[i], others[i]));
    return most;
  }
}
