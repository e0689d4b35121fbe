package vitruvian.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.VideoOptions;
import vitruvian.tracker.VideoTracker;
import vitruvian.video.VideoInfo;
import vitruvian.video.VideoLimits;
import vitruvian.video.VideoOpening.Opened;
import vitruvian.video.VideoOpening.Refused;
import vitruvian.video.VideoReader;

/// Does everything for one video after the other.
///
/// @param tracker that does the tracking
/// @param plan how and to where
/// @param heap what the Java heap has room for at the same time
record VideoWork(
    VideoTracker tracker, Plan plan, ByteBudget heap, Progress progress, StopSignal stop) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// How videos are tracked.
  ///
  /// @param format of the landmarks
  /// @param overlay whether a video with the landmarks is written
  /// @param resume whether to go on with what an earlier run left
  /// @param frameRate instead of the times in the file
  /// @param standardOutput where lines go instead of into files
  record Plan(
      VideoOptions options,
      VideoLimits limits,
      OutputFormat format,
      boolean overlay,
      boolean resume,
      OptionalDouble frameRate,
      Optional<OutputStream> standardOutput) {
    private static final double USUAL_RATE = 30;

    /// Frames a second, on average.
    double rate(VideoInfo info) {
      return frameRate.orElse(info.framesPerSecond().orElse(USUAL_RATE));
    }

    /// What decides on the results, for whoever goes on with them.
    String fingerprint() {
      return "%s %s %s overlay=%s %s".formatted(options, limits, format, overlay, frameRate);
    }
  }

  /// What became of a file that was to be a video.
  ///
  /// @param refused why it is none
  record Tracked(Outcome outcome, Optional<Refused> refused) {
    static Tracked of(Outcome outcome) {
      return new Tracked(outcome, Optional.empty());
    }
  }

  /// Does one video.
  Tracked track(Input input) throws IOException, InterruptedException {
    return switch (VideoReader.open(input.file(), plan.limits, Ledger.process())) {
      case Refused refused ->
          new Tracked(new Outcome.Failed(refused.message()), Optional.of(refused));
      case Opened(VideoReader reader) -> {
        try (reader) {
          yield Tracked.of(track(input, reader));
        }
      }
    };
  }

  private Outcome track(Input input, VideoReader reader) throws IOException, InterruptedException {
    if (plan.resume && isWritten(input)) {
      return new Outcome.Done();
    }
    var size = reader.info().frame();
    long bytes = plan.overlay ? 5L * size.width() * size.height() : 0;
    var room = heap.reserve(bytes, PATIENCE);
    if (room.isEmpty()) {
      return new Outcome.Failed(
          "its overlay at %s pixels needs %d MB of the Java heap; use a smaller --max-side or --no-overlay"
              .formatted(size, bytes >> 20));
    }
    try (var _ = room.get();
        var results = results(input, reader)) {
      return new VideoRun(tracker, plan, progress, stop).track(reader, results);
    }
  }

  // The checkpoint is there from before the first result until the last.
  private boolean isWritten(Input input) {
    return Files.exists(input.output(plan.format.suffix()))
        && (!plan.overlay || Files.exists(input.output(VideoResults.OVERLAY)))
        && !Files.exists(input.output(Checkpoint.SUFFIX));
  }

  private VideoResults results(Input input, VideoReader reader) throws IOException {
    if (plan.standardOutput.isPresent()) {
      return VideoResults.lines(
          LineSink.of(
              plan.format, plan.options.tracking().people() > 1, plan.standardOutput.get()));
    }
    Files.createDirectories(input.stem().toAbsolutePath().getParent());
    var run = "%s %s".formatted(identity(input.file()), plan.fingerprint());
    var file = input.output(Checkpoint.SUFFIX);
    var checkpoint = Checkpoint.begin(run);
    if (plan.resume && Files.exists(file)) {
      checkpoint = Checkpoint.read(file);
      if (!checkpoint.run().equals(run)) {
        throw new CannotResume(
            "%s is of other options, or the video has changed; run again without --resume"
                .formatted(file));
      }
    }
    return VideoResults.files(input, plan, reader.info(), checkpoint);
  }

  private static String identity(Path file) throws IOException {
    return "%d bytes of %s".formatted(Files.size(file), Files.getLastModifiedTime(file));
  }
}
