package vitruvian.benchmarks;

import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.Sampling;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackerConfig;
import vitruvian.tracker.VideoOptions;

/// What smoothed hands, a smoothed face and the lock of the hands gain and cost, in tables. Takes
/// folders of pictures, which are the frames of a stream at 30 Hz in the order of their names.
public final class SmoothingStudy {
  private static final List<Part> SMOOTHED = List.of(Part.LEFT_HAND, Part.RIGHT_HAND, Part.FACE);
  // Until the filters have forgotten how the stream began.
  private static final int SETTLED = 20;

  private SmoothingStudy() {}

  /// Prints the tables.
  ///
  /// @param args the folders
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length == 0) {
      throw new IllegalArgumentException("folders of pictures are expected");
    }
    for (var argument : args) {
      var folder = Path.of(argument);
      for (var sampling : Sampling.values()) {
        print("%n%s, %s%n", folder.getFileName(), sampling);
        study(FrameSource.folder(folder), sampling);
      }
    }
  }

  private static void study(FrameSource frames, Sampling sampling)
      throws IOException, InterruptedException {
    var tracking = TrackOptions.DEFAULT.withSampling(sampling);
    var off = new VideoOptions(tracking, true, true);
    var smooth = off.withSmoothHands(true).withSmoothFace(true);
    try (var tracker = ImageTracker.open(TrackerConfig.DEFAULT.withSessions(1), tracking)) {
      var raw = Part.trails(tracker, off, frames, false);
      motion(raw, Part.trails(tracker, smooth, frames, false));
      var still = FrameSource.noisy(frames.read(0));
      stillness(
          Part.trails(tracker, off, still, false), Part.trails(tracker, smooth, still, false));
      lock(raw, Part.trails(tracker, off.withLockHands(true), frames, false));
    }
  }

  private static void motion(Map<Part, Trail> raw, Map<Part, Trail> smoothed) {
    print(
        "| part | speed, slower half, px/frame | jitter off | on | speed, fastest fifth | lag, px"
            + " |");
    print(" lag, frames |%n|---|---|---|---|---|---|---|%n");
    for (var part : SMOOTHED) {
      var trail = raw.get(part);
      var frames = trail.bySpeed();
      if (frames.size() < 5) {
        continue;
      }
      var slow = frames.subList(0, frames.size() / 2);
      var fast = frames.subList(frames.size() - frames.size() / 5, frames.size());
      var lag = trail.lag(smoothed.get(part), fast);
      print(
          "| %s | %.2f | %.2f | %.2f | %.1f | %.1f | %.2f |%n",
          part,
          trail.motion(slow).speed(),
          trail.motion(slow).jitter(),
          smoothed.get(part).motion(slow).jitter(),
          trail.motion(fast).speed(),
          lag.pixels(),
          lag.frames());
    }
  }

  private static void stillness(Map<Part, Trail> raw, Map<Part, Trail> smoothed) {
    print("%n| part, still with noise | deviation off, px | on | jitter off | on |%n");
    print("|---|---|---|---|---|%n");
    for (var part : SMOOTHED) {
      var all = raw.get(part).bySpeed().stream().filter(frame -> frame > SETTLED).toList();
      if (!all.isEmpty()) {
        print(
            "| %s | %.3f | %.3f | %.3f | %.3f |%n",
            part,
            raw.get(part).deviation(SETTLED),
            smoothed.get(part).deviation(SETTLED),
            raw.get(part).motion(all).jitter(),
            smoothed.get(part).motion(all).jitter());
      }
    }
  }

  private static void lock(Map<Part, Trail> off, Map<Part, Trail> on) {
    print("%n| hands | left found | right found | at one place | changed places |%n");
    print("|---|---|---|---|---|%n");
    for (var locked : List.of(false, true)) {
      var trails = locked ? on : off;
      var left = trails.get(Part.LEFT_HAND);
      var right = trails.get(Part.RIGHT_HAND);
      print(
          "| %s | %d | %d | %d | %d |%n",
          locked ? "locked" : "free",
          left.found(),
          right.found(),
          left.coincidences(right),
          left.swaps(right));
    }
  }

  @FormatMethod
  private static void print(String format, Object... values) {
    System.out.printf(format, values);
  }
}
