package vitruvian.soak;

import java.util.Locale;

/// A plot over time as SVG, drawn by classes that the page's style colors.
final class Plot {
  private static final int LEFT = 58;
  private static final int RIGHT = 12;
  private static final int TOP = 12;
  private static final int BOTTOM = 26;
  // More points than this cannot be told apart.
  private static final int MOST_POINTS = 480;

  private final Axis time;
  private final Axis values;
  private final StringBuilder marks = new StringBuilder();
  private final String name;
  private final int width;
  private final int height;

  /// How large a plot is; its text stays the same.
  enum Size {
    /// Two beside each other.
    HALF(640, 230),
    /// As wide as the page.
    WHOLE(1240, 320);

    private final int width;
    private final int height;

    Size(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

  /// @param name for those who do not see it
  Plot(String name, Size size, Axis time, Axis values) {
    this.name = name;
    this.width = size.width;
    this.height = size.height;
    this.time = time;
    this.values = values;
  }

  private double x(double seconds) {
    return LEFT + time.place(seconds) * (width - LEFT - RIGHT);
  }

  private double y(double value) {
    // Far outside is as good as infinity, and can be written.
    return height - BOTTOM - Math.clamp(values.place(value), -9, 10) * (height - TOP - BOTTOM);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /// A part of the time in another color.
  void shade(String style, double from, double to) {
    marks.append(
        "<rect class='%s' x='%s' y='%d' width='%s' height='%d'/>"
            .formatted(
                style, number(x(from)), TOP, number(x(to) - x(from)), height - TOP - BOTTOM));
  }

  /// A line through points; where a value is not known, it has a gap. What would be closer than can
  /// be seen becomes its mean.
  void line(String style, double[] seconds, double[] heights) {
    int every = Math.max(1, (seconds.length + MOST_POINTS - 1) / MOST_POINTS);
    var path = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < seconds.length; i += every) {
      double sum = 0;
      int known = 0;
      for (int j = i; j < Math.min(seconds.length, i + every); j++) {
        sum += Double.isNaN(heights[j]) ? 0 : heights[j];
        known += Double.isNaN(heights[j]) ? 0 : 1;
      }
      if (known > 0) {
        path.append(pen ? 'L' : 'M').append(point(seconds[i], sum / known));
      }
      pen = known > 0;
    }
    marks.append("<path class='%s' d='%s'/>".formatted(style, path));
  }

  /// The area between two lines over the same moments.
  void area(String style, double[] seconds, double[] low, double[] high) {
    int every = Math.max(1, (seconds.length + MOST_POINTS - 1) / MOST_POINTS);
    var there = new StringBuilder();
    var back = new StringBuilder();
    for (int i = 0; i < seconds.length; i += every) {
      double least = low[i];
      double most = high[i];
      for (int j = i; j < Math.min(seconds.length, i + every); j++) {
        least = Math.min(least, low[j]);
        most = Math.max(most, high[j]);
      }
      if (!Double.isNaN(least) && !Double.isNaN(most)) {
        there.append(there.isEmpty() ? 'M' : 'L').append(point(seconds[i], most));
        back.insert(0, 'L' + point(seconds[i], least));
      }
    }
    if (!there.isEmpty()) {
      marks.append("<path class='%s' d='%s%sZ'/>".formatted(style, there, back));
    }
  }

  private String point(double seconds, double value) {
    return number(x(seconds)) + " " + number(y(value));
  }

  /// The whole of it.
  String svg() {
    var svg = new StringBuilder();
    svg.append(
        "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>"
            .formatted(width, height, Html.escaped(name)));
    for (var tick : values.ticks()) {
      svg.append(
          "<line class='grid' x1='%d' x2='%d' y1='%s' y2='%3$s'/>"
              .formatted(LEFT, width - RIGHT, number(y(tick.value()))));
      svg.append(
          "<text class='tick' text-anchor='end' x='%d' y='%s'>%s</text>"
              .formatted(LEFT - 7, number(y(tick.value()) + 4), tick.name()));
    }
    for (var tick : time.ticks()) {
      svg.append(
          "<text class='tick' text-anchor='middle' x='%s' y='%d'>%s</text>"
              .formatted(number(x(tick.value())), height - 7, tick.name()));
    }
    svg.append(
        "<svg x='%d' y='%d' width='%d' height='%d' viewBox='%1$d %2$d %3$d %4$d'>"
            .formatted(LEFT, TOP, width - LEFT - RIGHT, height - TOP - BOTTOM));
    svg.append(marks).append("</svg></svg>");
    return svg.toString();
  }
}
