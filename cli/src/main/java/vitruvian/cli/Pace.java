package vitruvian.cli;

import java.util.Arrays;
import java.util.Optional;

/// How a video's frames follow one another, and at which steady rate they are put down where a
/// format has no times.
///
/// @param framesPerSecond of the steady frames
/// @param isSteady whether the video's own frames come at that rate already
record Pace(double framesPerSecond, boolean isSteady) {
  // Times are rounded to milliseconds in some containers, and cameras are not exact.
  private static final double SHARE = 0.1;
  private static final double ROUNDING = 1e-3;

  private static final double LEAST = 1;
  private static final double MOST = 120;

  // More than so many frames are not made of one on average.
  private static final int MOST_FRAMES_OF_ONE = 30;

  /// The pace of frames.
  ///
  /// @param seconds their times, rising
  /// @param usual frames a second as the container has it, which is taken where it fits
  /// @return empty where there are too few
  static Optional<Pace> of(double[] seconds, double usual) {
    int steps = seconds.length - 1;
    double length = steps < 1 ? 0 : seconds[steps] - seconds[0];
    if (!(length > 0)) {
      return Optional.empty();
    }
    double step = length / steps;
    double late = 0;
    for (int i = 0; i <= steps; i++) {
      late = Math.max(late, Math.abs(seconds[i] - seconds[0] - i * step));
    }
    if (late <= SHARE * step + ROUNDING) {
      boolean fits = Math.abs(usual * step - 1) < 0.01;
      return Optional.of(new Pace(fits ? usual : rounded(1 / step), true));
    }
    double most = Math.min(MOST, MOST_FRAMES_OF_ONE * (steps + 1) / length);
    double rate = Math.min(most, 1 / usualStep(seconds));
    return Optional.of(new Pace(rounded(Math.max(Math.min(LEAST, most), rate)), false));
  }

  // The mean of the steps that are about as short as the shortest are.
  private static double usualStep(double[] seconds) {
    var steps = new double[seconds.length - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = seconds[i + 1] - seconds[i];
    }
    Arrays.sort(steps);
    double shortest = Math.max(1 / MOST, steps[steps.length / 10]);
    return Arrays.stream(steps)
        .filter(step -> step > 0 && step <= 1.5 * shortest)
        .average()
        .orElse(shortest);
  }

  private static double rounded(double rate) {
    double whole = Math.rint(rate);
    return whole > 0 && Math.abs(rate / whole - 1) < 5e-4 ? whole : Math.rint(rate * 1000) / 1000;
  }
}
