package vitruvian.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Option;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.VideoOptions;

/// The options of the command line for videos.
final class VideoChoices {
  private static final double MOST_FRAMES_PER_SECOND = 1000;

  @Option(
      names = "--no-smooth",
      description = "Videos: leave landmarks and masks as they are found in each frame.")
  private boolean notSmooth;

  @Option(
      names = "--smooth-hands",
      description = "Videos: smooth the hands, too, which the official package does not.")
  private boolean smoothHands;

  @Option(
      names = "--smooth-face",
      description = "Videos: smooth the face, too, which the official package does not.")
  private boolean smoothFace;

  @Option(
      names = "--lock-hands",
      description = {
        "Videos: keep left and right hand from changing places or being found at the same place,"
            + " which the official package does not."
      })
  private boolean lockHands;

  @Option(
      names = "--frame-rate",
      paramLabel = "N",
      description = {
        "Videos: take the frames as N a second apart, whatever times the file gives them; of"
            + " numbered pictures, which have none, the default is 30."
      })
  private Optional<Double> framesPerSecond = Optional.empty();

  /// What to look for in videos, and what to smooth.
  VideoOptions options(TrackOptions tracking) {
    if (notSmooth && (smoothHands || smoothFace)) {
      throw new WrongUsage("--no-smooth does not go with --smooth-hands or --smooth-face");
    }
    return new VideoOptions(tracking, !notSmooth, !notSmooth)
        .withSmoothHands(smoothHands)
        .withSmoothFace(smoothFace)
        .withLockHands(lockHands);
  }

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = {
        "Videos: begin with the frame at this time: seconds, or [HH:]MM:SS, both with fractions."
            + " Times and numbers of frames stay those of the whole video; an overlay begins at 0."
      })
  private Optional<String> start = Optional.empty();

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = {
        "Videos: end before the frame that is so much later than --start, or than the first."
      })
  private Optional<String> duration = Optional.empty();

  /// The part of each video that is tracked.
  Part part() {
    var from = start.map(text -> Times.ofVideo("--start", text)).orElse(Duration.ZERO);
    var length = duration.map(text -> Times.ofVideo("--duration", text));
    if (length.isPresent() && length.get().isZero()) {
      throw new WrongUsage("--duration is more than 0");
    }
    return new Part(from, length);
  }

  /// Whether results are smoothed.
  boolean isSmooth() {
    return !notSmooth;
  }

  /// The rate that stands for the file's own times, if there is one.
  OptionalDouble frameRate() {
    if (framesPerSecond.isEmpty()) {
      return OptionalDouble.empty();
    }
    double rate = framesPerSecond.get();
    if (!(rate > 0 && rate <= MOST_FRAMES_PER_SECOND)) {
      throw new WrongUsage("--frame-rate is above 0 and at most 1000, not " + rate);
    }
    return OptionalDouble.of(rate);
  }
}
