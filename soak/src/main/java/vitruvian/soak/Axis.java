package vitruvian.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One side of a plot: which values it shows, and where.
///
/// @param low the value at its start
/// @param high the value at its end
/// @param logarithmic whether equal steps are equal factors
/// @param ticks the values that are written beside it
record Axis(double low, double high, boolean logarithmic, List<Tick> ticks) {
  private static final double[] TIME_STEPS = {
    1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400
  };
  private static final int MOST_TICKS = 6;

  /// A value with its name.
  record Tick(double value, String name) {}

  /// Where a value is, 0 to 1 between the ends.
  double place(double value) {
    return logarithmic
        ? Math.log(Math.max(value, 1e-9) / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }

  /// Time from 0 on.
  ///
  /// @param seconds where it ends
  static Axis time(double seconds) {
    double end = Math.max(1, seconds);
    double step = TIME_STEPS[TIME_STEPS.length - 1];
    for (int i = TIME_STEPS.length - 1; i >= 0 && end / TIME_STEPS[i] <= MOST_TICKS; i--) {
      step = TIME_STEPS[i];
    }
    step = Math.max(step, Math.ceil(end / MOST_TICKS / 86_400) * (end > 518_400 ? 86_400 : 0));
    var ticks = new ArrayList<Tick>();
    for (double at = 0; at <= end; at += step) {
      ticks.add(new Tick(at, clock(at)));
    }
    return new Axis(0, end, false, ticks);
  }

  private static String clock(double seconds) {
    long whole = (long) seconds;
    if (whole >= 86_400 && whole % 86_400 == 0) {
      return whole / 86_400 + " d";
    }
    if (whole >= 3600) {
      return whole % 3600 == 0
          ? whole / 3600 + " h"
          : "%d:%02d h".formatted(whole / 3600, whole % 3600 / 60);
    }
    return whole >= 60 && whole % 60 == 0 ? whole / 60 + " min" : whole + " s";
  }

  /// Values between two, and a little more.
  ///
  /// @param least the shortest that it may be, so that noise does not fill it
  static Axis linear(double low, double high, double least) {
    double middle = (low + high) / 2;
    double half = Math.max(least / 2, 0.56 * (high - low));
    double from = low >= 0 ? Math.max(0, middle - half) : middle - half;
    double to = Math.max(middle + half, from + least);
    double rough = (to - from) / MOST_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = power;
    for (double factor : new double[] {2, 5, 10}) {
      step = step < rough ? factor * power : step;
    }
    var ticks = new ArrayList<Tick>();
    int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    for (double at = Math.ceil(from / step) * step; at <= to; at += step) {
      ticks.add(new Tick(at, String.format(Locale.ROOT, "%." + digits + "f", at)));
    }
    return new Axis(from, to, false, ticks);
  }

  /// Values of many sizes, more than 0.
  static Axis logarithmic(double low, double high) {
    double from = Math.pow(10, Math.floor(Math.log10(Math.max(low, 1e-3))));
    double to = Math.max(10 * from, Math.pow(10, Math.ceil(Math.log10(Math.max(high, 1e-3)))));
    var ticks = new ArrayList<Tick>();
    for (double at = from; at <= 1.0001 * to; at *= 10) {
      ticks.add(new Tick(at, at >= 1 ? Long.toString(Math.round(at)) : Double.toString(at)));
    }
    return new Axis(from, to, true, ticks);
  }
}
