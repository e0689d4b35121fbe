package vitruvian.benchmarks;

import com.google.errorprone.annotations.FormatMethod;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.Sampling;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackerConfig;
import vitruvian.tracker.VideoOptions;

/// The two official samplings side by side: how steady a still person is, how smooth a moving one,
/// how well landmarks follow a picture that is moved by known amounts, and what a frame takes.
///
/// Takes a picture of a person with some space around, and folders of pictures which are the frames
/// of streams at 30 Hz in the order of their names.
public final class SamplingStudy {
  private static final int SETTLED = 20;
  private static final int MARGIN = 40;
  private static final int ROUNDS = 150;

  private SamplingStudy() {}

  /// Prints the table.
  ///
  /// @param args a picture, then folders
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length == 0) {
      throw new IllegalArgumentException("a picture and folders of pictures are expected");
    }
    var picture = ImageIO.read(Path.of(args[0]).toFile());
    try (var tracker =
        ImageTracker.open(TrackerConfig.DEFAULT.withSessions(1), TrackOptions.DEFAULT)) {
      print("| what, px | part | cpu | gpu |%n|---|---|---|---|%n");
      for (boolean smooth : new boolean[] {false, true}) {
        var how = smooth ? "smoothed pose" : "nothing smoothed";
        var still = FrameSource.noisy(picture);
        rows(
            "still with noise, deviation, " + how,
            trails(tracker, still, smooth, false),
            trail -> trail.deviation(SETTLED));
        var pan = FrameSource.panned(picture, MARGIN);
        rows(
            "known motion, tracked, deviation, " + how,
            trails(tracker, pan, smooth, false),
            trail -> trail.error(pan));
        for (var folder : Arrays.asList(args).subList(1, args.length)) {
          var frames = FrameSource.folder(Path.of(folder));
          rows(
              Path.of(folder).getFileName() + ", second difference, " + how,
              trails(tracker, frames, smooth, false),
              trail -> trail.motion(trail.bySpeed()).jitter());
        }
      }
      var pan = FrameSource.panned(picture, MARGIN);
      rows(
          "known motion, each picture alone, deviation",
          trails(tracker, pan, false, true),
          trail -> trail.error(pan));
      speed(tracker, picture);
    }
  }

  private interface Figure {
    double of(Trail trail);
  }

  private static void rows(String what, Map<Sampling, Map<Part, Trail>> trails, Figure figure) {
    for (var part : Part.values()) {
      var figures =
          List.of(Sampling.CPU, Sampling.GPU).stream()
              .map(sampling -> figure.of(trails.get(sampling).get(part)))
              .toList();
      if (!figures.get(0).isNaN() && !figures.get(1).isNaN()) {
        print("| %s | %s | %.3f | %.3f |%n", what, part, figures.get(0), figures.get(1));
      }
    }
  }

  private static Map<Sampling, Map<Part, Trail>> trails(
      ImageTracker tracker, FrameSource frames, boolean smooth, boolean alone)
      throws IOException, InterruptedException {
    var trails = new EnumMap<Sampling, Map<Part, Trail>>(Sampling.class);
    for (var sampling : Sampling.values()) {
      var options = new VideoOptions(TrackOptions.DEFAULT.withSampling(sampling), smooth, smooth);
      trails.put(sampling, Part.trails(tracker, options, frames, alone));
    }
    return trails;
  }

  // In turns, so that the ratio holds on a busy machine.
  private static void speed(ImageTracker tracker, BufferedImage picture)
      throws InterruptedException {
    var times = new EnumMap<Sampling, List<Double>>(Sampling.class);
    try (var frame = Part.frame(picture)) {
      for (int i = 0; i < ROUNDS; i++) {
        for (var sampling : Sampling.values()) {
          long start = System.nanoTime();
          var _ = tracker.track(frame, TrackOptions.DEFAULT.withSampling(sampling));
          times
              .computeIfAbsent(sampling, _ -> new ArrayList<>())
              .add((System.nanoTime() - start) / 1e6);
        }
      }
    }
    print(
        "| a picture, ms | all | %.2f | %.2f |%n",
        median(times.get(Sampling.CPU)), median(times.get(Sampling.GPU)));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  @FormatMethod
  private static void print(String format, Object... values) {
    System.out.printf(format, values);
  }
}
