package vitruvian.benchmarks;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.MustBeClosed;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.landmarks.Person;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.Sampling;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackState;
import vitruvian.tracker.TrackerConfig;
import vitruvian.tracker.VideoOptions;

/// What smoothed hands, a smoothed face and the lock of the hands gain and cost, in tables. Takes
/// folders of pictures, which are the frames of a stream at 30 Hz in the order of their names.
public final class SmoothingStudy {
  private static final Duration STEP = Duration.ofNanos(33_333_000);
  private static final int STILLS = 200;
  // Until the filters have forgotten how the stream began.
  private static final int SETTLED = 20;
  private static final double NOISE = 3;

  private SmoothingStudy() {}

  /// What is smoothed.
  private enum Part {
    LEFT_HAND,
    RIGHT_HAND,
    FACE;

    Optional<List<NormalizedLandmark>> of(Person person) {
      return switch (this) {
        case LEFT_HAND -> person.leftHand().map(hand -> hand.landmarks());
        case RIGHT_HAND -> person.rightHand().map(hand -> hand.landmarks());
        case FACE -> person.face().map(face -> face.landmarks());
      };
    }
  }

  /// The frames of a stream, one after the other.
  private interface Frames {
    int count();

    BufferedImage read(int frame) throws IOException;
  }

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
        study(pictures(folder), sampling);
      }
    }
  }

  private static void study(Frames frames, Sampling sampling)
      throws IOException, InterruptedException {
    var tracking = TrackOptions.DEFAULT.withSampling(sampling);
    var off = new VideoOptions(tracking, true, true);
    var smooth = off.withSmoothHands(true).withSmoothFace(true);
    try (var tracker = ImageTracker.open(TrackerConfig.DEFAULT.withSessions(1), tracking)) {
      var raw = trails(tracker, off, frames);
      motion(raw, trails(tracker, smooth, frames));
      var still = noisy(frames.read(0));
      stillness(trails(tracker, off, still), trails(tracker, smooth, still));
      lock(raw, trails(tracker, off.withLockHands(true), frames));
    }
  }

  private static void motion(Map<Part, Trail> raw, Map<Part, Trail> smoothed) {
    print(
        "| part | speed, slower half, px/frame | jitter off | on | speed, fastest fifth | lag, px"
            + " |");
    print(" lag, frames |%n|---|---|---|---|---|---|---|%n");
    for (var part : Part.values()) {
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
    for (var part : Part.values()) {
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

  private static Map<Part, Trail> trails(ImageTracker tracker, VideoOptions options, Frames frames)
      throws IOException, InterruptedException {
    var video = tracker.video(options);
    var results = new ArrayList<HolisticResult>();
    var state = TrackState.FRESH;
    for (int i = 0; i < frames.count(); i++) {
      try (var frame = frame(frames.read(i))) {
        var tracked = video.track(frame, STEP.multipliedBy(i + 1L), state);
        state = tracked.after();
        results.add(tracked.result());
      }
    }
    var trails = new EnumMap<Part, Trail>(Part.class);
    for (var part : Part.values()) {
      trails.put(part, new Trail(results.stream().map(result -> pixels(result, part)).toList()));
    }
    return trails;
  }

  private static Optional<float[]> pixels(HolisticResult result, Part part) {
    var size = result.tracked();
    return result.people().stream()
        .findFirst()
        .flatMap(part::of)
        .map(
            points -> {
              var xy = new float[2 * points.size()];
              for (int i = 0; i < points.size(); i++) {
                xy[2 * i] = points.get(i).x() * size.width();
                xy[2 * i + 1] = points.get(i).y() * size.height();
              }
              return xy;
            });
  }

  private static Frames pictures(Path folder) throws IOException {
    List<Path> files;
    try (var list = Files.list(folder)) {
      files = list.sorted().toList();
    }
    return new Frames() {
      @Override
      public int count() {
        return files.size();
      }

      @Override
      public BufferedImage read(int frame) throws IOException {
        return ImageIO.read(files.get(frame).toFile());
      }
    };
  }

  // One picture as a sensor sees it again and again.
  private static Frames noisy(BufferedImage picture) {
    return new Frames() {
      @Override
      public int count() {
        return STILLS;
      }

      @Override
      public BufferedImage read(int frame) {
        var random = new Random(frame);
        var copy =
            new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.getHeight(); y++) {
          for (int x = 0; x < picture.getWidth(); x++) {
            copy.setRGB(x, y, noisy(picture.getRGB(x, y), random));
          }
        }
        return copy;
      }
    };
  }

  private static int noisy(int pixel, Random random) {
    return IntStream.of(0, 8, 16)
        .map(
            shift -> {
              long value = Math.round((pixel >> shift & 255) + NOISE * random.nextGaussian());
              return Math.clamp(value, 0, 255) << shift;
            })
        .sum();
  }

  @MustBeClosed
  private static Frame frame(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    var rgb = new byte[3 * width * height];
    int at = 0;
    for (int pixel : image.getRGB(0, 0, width, height, new int[width * height], 0, width)) {
      rgb[at++] = (byte) (pixel >> 16);
      rgb[at++] = (byte) (pixel >> 8);
      rgb[at++] = (byte) pixel;
    }
    return Frame.ofRgb(width, height, rgb);
  }

  @FormatMethod
  private static void print(String format, Object... values) {
    System.out.printf(format, values);
  }
}
