package vitruvian.tracker.pipeline;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import vitruvian.landmarks.Pose;

/// What a stream's filters must make of its raw poses: one number at a time, in doubles, written
/// from the specification and not from the product.
final class PlainFilters {
  private static final int CENTER = 33;
  private static final int END = 34;

  private Euro[] landmarks = landmarks();
  private Euro[] auxiliary = auxiliary();
  private final Euro[] world = of(3 * Pose.POINTS, 0.1, 40);
  private double[] visibility = new double[0];

  /// A smoothed pose.
  ///
  /// @param landmarks x, y, z of the 33 points, as fractions of the picture
  /// @param world x, y, z of the 33 points in space
  /// @param visibility of the 33 points
  /// @param region of the next frame: center, width and height as fractions of the picture
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Smoothed(double[] landmarks, double[] world, double[] visibility, double[] region) {}

  private static Euro[] landmarks() {
    return of(3 * Pose.POINTS, 0.05, 80);
  }

  private static Euro[] auxiliary() {
    return of(6, 0.01, 10);
  }

  private static Euro[] of(int count, double minCutoff, double beta) {
    return Stream.generate(() -> new Euro(minCutoff, beta)).limit(count).toArray(Euro[]::new);
  }

  /// A frame without a pose: the points in space and the visibilities go on, the others do not.
  void lost() {
    landmarks = landmarks();
    auxiliary = auxiliary();
  }

  /// A frame with a pose.
  Smoothed apply(PoseStage.Found raw, Size size, long nanos) {
    var points = raw.points();
    double scale =
        2
            * Math.hypot(
                (points.x(END) - points.x(CENTER)) * size.width(),
                (points.y(END) - points.y(CENTER)) * size.height());
    visibility =
        IntStream.range(0, Pose.POINTS)
            .mapToDouble(
                i ->
                    visibility.length == 0
                        ? raw.visibility()[i]
                        : 0.1 * raw.visibility()[i] + 0.9 * visibility[i])
            .toArray();
    var next = inPicture(auxiliary, points.values(CENTER, 2), size, nanos, scale);
    double side =
        1.25
            * 2
            * Math.hypot((next[3] - next[0]) * size.width(), (next[4] - next[1]) * size.height());
    return new Smoothed(
        inPicture(landmarks, points.values(0, Pose.POINTS), size, nanos, scale),
        filtered(world, raw.world().values(0, Pose.POINTS), nanos, 1),
        visibility,
        new double[] {next[0], next[1], side / size.width(), side / size.height()});
  }

  private static double[] inPicture(
      Euro[] filters, float[] points, Size size, long nanos, double scale) {
    var pixels = new float[points.length];
    for (int i = 0; i < points.length; i++) {
      pixels[i] = points[i] * (i % 3 == 1 ? size.height() : size.width());
    }
    var smooth = filtered(filters, pixels, nanos, 1 / scale);
    for (int i = 0; i < points.length; i++) {
      smooth[i] /= i % 3 == 1 ? size.height() : size.width();
    }
    return smooth;
  }

  private static double[] filtered(Euro[] filters, float[] values, long nanos, double scale) {
    return IntStream.range(0, values.length)
        .mapToDouble(i -> filters[i].apply(nanos, values[i], scale))
        .toArray();
  }

  // The One-Euro filter of one number; the cut-off of its speed is 1 Hz.
  private static final class Euro {
    private final double minCutoff;
    private final double beta;
    private long last = -1;
    private double frequency = 30;
    private boolean fed;
    private double raw;
    private double speed;
    private double smooth;

    private Euro(double minCutoff, double beta) {
      this.minCutoff = minCutoff;
      this.beta = beta;
    }

    private double apply(long nanos, double value, double scale) {
      if (nanos <= last) {
        return value;
      }
      if (last != 0 && nanos != 0) {
        frequency = 1e9 / (nanos - last);
      }
      last = nanos;
      if (fed) {
        double change = (value - raw) * scale * frequency;
        speed += alpha(1) * (change - speed);
        smooth += alpha(minCutoff + beta * Math.abs(speed)) * (value - smooth);
      } else {
        smooth = value;
      }
      fed = true;
      raw = value;
      return smooth;
    }

    private double alpha(double cutoff) {
      return 1 / (1 + frequency / (2 * Math.PI * cutoff));
    }
  }
}
