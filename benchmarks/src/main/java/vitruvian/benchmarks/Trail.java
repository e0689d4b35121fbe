package vitruvian.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Where the points of a part were, frame by frame.
///
/// @param frames of each frame x and y of all points in turn, in pixels; empty where the part was
///     not found
record Trail(List<Optional<float[]>> frames) {
  /// How a part moves and shakes in some frames.
  ///
  /// @param speed of the whole part, in pixels per frame
  /// @param jitter the mean second difference of the points, in pixels
  record Motion(double speed, double jitter) {}

  /// How far a trail is behind another.
  ///
  /// @param pixels the mean distance of the points
  /// @param frames the part of the distance that lies along the motion, in steps of it
  record Lag(double pixels, double frames) {}

  /// In how many frames the part was found.
  long found() {
    return frames.stream().filter(Optional::isPresent).count();
  }

  /// The frames that lie between two others with the part, slowest first.
  List<Integer> bySpeed() {
    return IntStream.range(1, frames.size() - 1)
        .filter(i -> frames.subList(i - 1, i + 2).stream().allMatch(Optional::isPresent))
        .boxed()
        .sorted(Comparator.comparingDouble(this::speed))
        .toList();
  }

  private float[] at(int frame) {
    return frames.get(frame).orElseThrow();
  }

  private double speed(int frame) {
    var before = at(frame - 1);
    var after = at(frame + 1);
    double x = 0;
    double y = 0;
    for (int i = 0; i < before.length; i += 2) {
      x += after[i] - before[i];
      y += after[i + 1] - before[i + 1];
    }
    return Math.hypot(x, y) / before.length;
  }

  Motion motion(List<Integer> chosen) {
    double speed = chosen.stream().mapToDouble(this::speed).average().orElse(Double.NaN);
    double jitter = chosen.stream().mapToDouble(this::jitter).average().orElse(Double.NaN);
    return new Motion(speed, jitter);
  }

  private double jitter(int frame) {
    var before = at(frame - 1);
    var now = at(frame);
    var after = at(frame + 1);
    double sum = 0;
    for (int i = 0; i < now.length; i += 2) {
      sum +=
          Math.hypot(
              before[i] - 2 * now[i] + after[i], before[i + 1] - 2 * now[i + 1] + after[i + 1]);
    }
    return 2 * sum / now.length;
  }

  /// How far a smoothed trail is behind this one.
  Lag lag(Trail smoothed, List<Integer> chosen) {
    double pixels = 0;
    double steps = 0;
    for (int frame : chosen) {
      var before = at(frame - 1);
      var now = at(frame);
      var after = at(frame + 1);
      var behind = smoothed.at(frame);
      double along = 0;
      double square = 0;
      for (int i = 0; i < now.length; i += 2) {
        double x = (after[i] - before[i]) / 2;
        double y = (after[i + 1] - before[i + 1]) / 2;
        double dx = now[i] - behind[i];
        double dy = now[i + 1] - behind[i + 1];
        along += dx * x + dy * y;
        square += x * x + y * y;
        pixels += 2 * Math.hypot(dx, dy) / now.length;
      }
      steps += along / square;
    }
    return new Lag(pixels / chosen.size(), steps / chosen.size());
  }

  /// The mean standard deviation of the coordinates, in pixels, after the first frames.
  double deviation(int from) {
    var rows = new ArrayList<float[]>();
    frames.stream().skip(from).flatMap(Optional::stream).forEach(rows::add);
    if (rows.isEmpty()) {
      return Double.NaN;
    }
    int count = rows.getFirst().length;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      int at = i;
      double mean = rows.stream().mapToDouble(row -> row[at]).average().orElseThrow();
      double variance =
          rows.stream()
              .mapToDouble(row -> (row[at] - mean) * (row[at] - mean))
              .average()
              .orElseThrow();
      sum += Math.sqrt(variance);
    }
    return sum / count;
  }

  /// How far the points are from where they would be, had they kept their place in a picture that
  /// moves: the mean distance of x and y each, in pixels, against the mean of all frames.
  double error(FrameSource motion) {
    var still = new ArrayList<Optional<float[]>>();
    for (int i = 0; i < frames.size(); i++) {
      var by = motion.motion(i);
      still.add(
          frames
              .get(i)
              .map(
                  points -> {
                    var moved = points.clone();
                    for (int k = 0; k < moved.length; k++) {
                      moved[k] -= by[k % 2];
                    }
                    return moved;
                  }));
    }
    return new Trail(still).deviation(0);
  }

  /// In how many frames this part and another are at the same place: nearer than a tenth of their
  /// size.
  long coincidences(Trail other) {
    return IntStream.range(0, frames.size()).filter(i -> isAt(other, i)).count();
  }

  private boolean isAt(Trail other, int frame) {
    if (frames.get(frame).isEmpty() || other.frames.get(frame).isEmpty()) {
      return false;
    }
    var one = at(frame);
    var two = other.at(frame);
    double sum = 0;
    for (int i = 0; i < one.length; i += 2) {
      sum += Math.hypot(one[i] - two[i], one[i + 1] - two[i + 1]);
    }
    return 2 * sum / one.length < (size(one) + size(two)) / 20;
  }

  private static double size(float[] points) {
    double size = 0;
    for (int i = 0; i < points.length; i++) {
      size = Math.max(size, Math.abs(points[i] - points[i % 2]));
    }
    return size;
  }

  /// How often this part and another change places from one frame to the next, by their first
  /// points.
  long swaps(Trail other) {
    return IntStream.range(1, frames.size())
        .filter(i -> !isAt(other, i) && !isAt(other, i - 1))
        .filter(
            i ->
                frames.subList(i - 1, i + 1).stream().allMatch(Optional::isPresent)
                    && other.frames.subList(i - 1, i + 1).stream().allMatch(Optional::isPresent))
        .filter(
            i ->
                step(at(i - 1), other.at(i)) + step(other.at(i - 1), at(i))
                    < step(at(i - 1), at(i)) + step(other.at(i - 1), other.at(i)))
        .count();
  }

  private static double step(float[] from, float[] to) {
    return Math.hypot(to[0] - from[0], to[1] - from[1]);
  }
}
