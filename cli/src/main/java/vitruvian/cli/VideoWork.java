package vitruvian.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import vitruvian.cli.PictureSequence.Opening;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.VideoOptions;
import vitruvian.tracker.VideoTracker;
import vitruvian.video.FrameSource;
import vitruvian.video.VideoInfo;
import vitruvian.video.VideoLimits;
import vitruvian.video.VideoOpening.Opened;
import vitruvian.video.VideoOpening.Refused;
import vitruvian.video.VideoReader;

/// Does everything for one video after the other.
///
/// @param tracker that does the tracking
/// @param plan how and to where
/// @param decoder of numbered pictures
/// @param memory what there is outside of the Java heap
/// @param heap what the Java heap has room for at the same time
record VideoWork(
    VideoTracker tracker,
    Plan plan,
    ImageDecoder decoder,
    ByteBudget memory,
    ByteBudget heap,
    Progress progress,
    StopSignal stop) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// How videos are tracked.
  ///
  /// @param format of the landmarks
  /// @param overlay whether a video with the landmarks is written
  /// @param resume whether to go on with what an earlier run left
  /// @param frameRate instead of the times in the file
  /// @param part what of each video is tracked
  /// @param standardOutput where lines go instead of into files
  /// @param conversion what is made of the results when they are complete
  /// @param vmc to where the motion is played meanwhile
  record Plan(
      VideoOptions options,
      VideoLimits limits,
      OutputFormat format,
      boolean overlay,
      boolean resume,
      OptionalDouble frameRate,
      Part part,
      Optional<OutputStream> standardOutput,
      Optional<Conversion> conversion,
      Optional<VmcPlayer.Plan> vmc) {
    private static final double USUAL_RATE = 30;

    /// Frames a second, on average.
    double rate(VideoInfo info) {
      return frameRate.orElse(info.framesPerSecond().orElse(USUAL_RATE));
    }

    /// What decides on the results, for whoever goes on with them.
    String fingerprint() {
      var all = "%s %s %s overlay=%s %s".formatted(options, limits, format, overlay, frameRate);
      return part.equals(Part.WHOLE) ? all : all + " " + part;
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
    if (input.source() instanceof Input.Source.Numbered(Sequence pictures)) {
      double rate = plan.frameRate.orElse(Plan.USUAL_RATE);
      return switch (PictureSequence.open(pictures, decoder, rate)) {
        case Opening.Failed(String why) -> Tracked.of(new Outcome.Failed(why));
        case Opening.Opened(PictureSequence source) -> {
          try (source) {
            yield Tracked.of(track(input, source));
          }
        }
      };
    }
    return switch (VideoReader.open(
        input.file(), plan.limits, Ledger.process(), memory, PATIENCE)) {
      case Refused refused ->
          new Tracked(new Outcome.Failed(refused.message()), Optional.of(refused));
      case Opened(VideoReader reader) -> {
        try (reader) {
          yield Tracked.of(
              track(
                  input,
                  plan.frameRate.isPresent()
                      ? new Steady(reader, plan.frameRate.getAsDouble())
                      : reader));
        }
      }
    };
  }

  /// A video that is about to be tracked.
  ///
  /// @param source what of it is tracked
  /// @param origin the time of the first frame of that
  /// @param pace how its frames follow one another
  record Video(FrameSource source, Duration origin, Pace pace) {}

  private Outcome track(Input input, FrameSource whole) throws IOException, InterruptedException {
    if (plan.resume && isWritten(input)) {
      convert(input);
      return new Outcome.Done();
    }
    var reader = plan.part.of(whole, stop);
    var origin = reader.peek();
    if (stop.requested()) {
      return new Outcome.Stopped(0, 0);
    }
    if (origin.isEmpty()) {
      return new Outcome.Failed(
          "there is no frame between --start and the end of --duration"
              + whole.damage().map(how -> "; it is damaged: " + how).orElse(""));
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
        var results = results(input, new Video(reader, origin.get(), pace(input, reader)))) {
      var outcome = new VideoRun(tracker, plan, progress, stop).track(reader, results);
      if (outcome instanceof Outcome.Video) {
        convert(input);
      }
      return outcome;
    }
  }

  private void convert(Input input) throws IOException {
    if (plan.conversion.isPresent()) {
      plan.conversion.get().convert(input.output(plan.format.suffix()), input.stem());
    }
  }

  // The checkpoint is there from before the first result until the last.
  private boolean isWritten(Input input) {
    return Files.exists(input.output(plan.format.suffix()))
        && (!plan.overlay || Files.exists(input.output(VideoResults.OVERLAY)))
        && !Files.exists(input.output(Checkpoint.SUFFIX));
  }

  // Only one format has a rate and no times, and only a file's own times can be uneven.
  private Pace pace(Input input, FrameSource source) {
    double usual = plan.rate(source.info());
    var steady = new Pace(usual, true);
    if (plan.format != OutputFormat.POSE) {
      return steady;
    }
    double[] times =
        switch (input.source()) {
          case Input.Source.Numbered(Sequence pictures) ->
              pictures.numbers().stream()
                  .mapToDouble(number -> (number - pictures.numbers().getFirst()) / usual)
                  .toArray();
          case Input.Source.OnDisk _, Input.Source.StandardInput _ ->
              plan.frameRate.isPresent() ? new double[0] : VideoReader.times(input.file());
        };
    var part =
        Arrays.stream(times)
            .filter(time -> !plan.part.isBefore(time(time)) && !plan.part.isAfter(time(time)))
            .toArray();
    var pace = Pace.of(part, usual).orElse(steady);
    if (!pace.isSteady()) {
      progress.say(
          "vitruvian: %s: its frames do not come at a steady rate, which %s needs: it gets %s frames a second, interpolated"
              .formatted(
                  input.name(),
                  input.output(plan.format.suffix()).getFileName(),
                  Float.toString((float) pace.framesPerSecond()).replaceAll("[.]0$", "")));
    }
    return pace;
  }

  private static Duration time(double seconds) {
    return Duration.ofNanos(Math.round(1e9 * seconds));
  }

  private VideoResults results(Input input, Video video) throws IOException {
    if (plan.standardOutput.isPresent()) {
      return VideoResults.lines(
              LineSink.of(
                  plan.format, plan.options.tracking().people() > 1, plan.standardOutput.get()))
          .withPlayer(player());
    }
    Files.createDirectories(input.stem().toAbsolutePath().getParent());
    var run = "%s %s".formatted(identity(input), plan.fingerprint());
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
    var results = VideoResults.files(input, plan, video, checkpoint);
    try {
      return results.withPlayer(player());
    } catch (Throwable failure) {
      results.close();
      throw failure;
    }
  }

  private Optional<VmcPlayer> player() throws IOException {
    return plan.vmc.isPresent()
        ? Optional.of(new VmcPlayer(plan.vmc.get(), stop))
        : Optional.empty();
  }

  private static String identity(Input input) throws IOException {
    if (input.source() instanceof Input.Source.Numbered(Sequence pictures)) {
      return pictures.identity();
    }
    var file = input.file();
    return "%d bytes of %s".formatted(Files.size(file), Files.getLastModifiedTime(file));
  }
}
