package vitruvian.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackerConfig;
import vitruvian.video.VideoLimits;

/// `vitruvian track`: pictures in, files with landmarks and overlays out.
@Command(
    name = "track",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpWidth = 100,
    header = "Finds the body, face and hands of people in pictures and videos.",
    description = {
      "",
      "Each picture NAME.jpg gets two files, which replace those of an earlier run:",
      "  NAME.json          the landmarks",
      "  NAME.overlay.png   the picture with the landmarks drawn on it",
      "and each video NAME.mp4 as well, tracked from frame to frame:",
      "  NAME.jsonl         the landmarks, a line for each frame",
      "  NAME.overlay.mp4   the video with the landmarks drawn on it, without sound",
      "While a video is worked on, NAME.resume says how far its results are.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  vitruvian track photo.jpg                        photo.json and photo.overlay.png beside"
          + " it",
      "  vitruvian track photos --out results --threads 2 a folder with its sub-folders",
      "  vitruvian track photo.jpg --out - | jq '.people[0].poseLandmarks[0]'",
      "  vitruvian track clip.mp4 --format pose           clip.pose and clip.overlay.mp4",
      "  vitruvian track clip.mp4 --resume                go on after Ctrl-C or a power cut",
      "",
      "Exit codes: 0 all went well, 1 some inputs failed (named on standard error, the others are"
          + " done), 2 wrong usage, 130 stopped by Ctrl-C (nothing is left half written; what a"
          + " video has by then is complete and plays)."
    })
final class TrackCommand implements Callable<Integer> {
  private static final Path STANDARD_OUTPUT = Path.of("-");
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long LEAST_BUDGET = 256L << 20;

  private final Streams streams;
  private final StopSignal stop;

  @Parameters(
      paramLabel = "FILE|DIR",
      arity = "1..*",
      description = {
        "Pictures (JPEG, PNG, WebP) and videos (MP4, MOV, MKV, WebM, AVI and others), told by their"
            + " content. Of a folder and its sub-folders all files are taken whose names end as"
            + " those of pictures and videos do; hidden files, links and our own *.overlay.png,"
            + " *.overlay.mp4 and *.mask.png are left out."
      })
  private List<Path> named = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Where the results go (default: beside each input). Sub-folders of a walked folder are"
            + " kept. With - the landmarks of one input go to standard output, without overlay."
      })
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "json|jsonl|csv|pose",
      defaultValue = "json",
      description = {
        "Form of the landmarks: NAME.json (default; of videos NAME.jsonl), NAME.jsonl with a line"
            + " for each picture or frame, NAME.csv with a line for each landmark, or for videos"
            + " NAME.pose, the binary file of sign language research."
      })
  private OutputFormat format = OutputFormat.JSON;

  @Option(
      names = "--overlay",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether pictures and videos with the landmarks are written (default: yes).")
  private boolean overlay = true;

  @Mixin private TrackingChoices choices = new TrackingChoices();

  @Mixin private PeopleChoice peopleChoice = new PeopleChoice();

  @Mixin private VideoChoices videoChoices = new VideoChoices();

  @Option(
      names = "--resume",
      description = {
        "Go on where an earlier run with the same options was stopped or killed: videos behind"
            + " their last complete frame, with the same result as a run without a break; inputs"
            + " whose results are there are left as they are."
      })
  private boolean resume;

  @Option(
      names = "--min-detection-confidence",
      paramLabel = "X",
      defaultValue = "0.5",
      description =
          "Least score at which a person is detected, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double minDetectionConfidence;

  @Option(
      names = "--min-tracking-confidence",
      paramLabel = "X",
      defaultValue = "0.5",
      description = "Confidence above which a pose is taken, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double minTrackingConfidence;

  @Option(
      names = "--max-side",
      paramLabel = "N",
      defaultValue = "1280",
      description = {
        "Larger pictures and frames are shrunk to this longer side before tracking (default:"
            + " ${DEFAULT-VALUE}); 0 tracks at full size."
      })
  private int maxSide;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "200M",
      converter = Quantity.Pixels.class,
      description = {
        "Pictures and frames with more pixels fail (default: ${DEFAULT-VALUE}), and so do pictures"
            + " that need more"
            + " than half of this machine's memory."
      })
  private long maxPixels;

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      defaultValue = "256MB",
      converter = Quantity.Bytes.class,
      description = "Larger picture files fail (default: ${DEFAULT-VALUE}).")
  private long maxBytes;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many inputs at the same time (default: one for each core).")
  private int threads = Runtime.getRuntime().availableProcessors();

  TrackCommand(Streams streams, StopSignal stop) {
    this.streams = streams;
    this.stop = stop;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireThreads();
    var options = options();
    var limits = limits();
    boolean toStandardOutput = out.filter(STANDARD_OUTPUT::equals).isPresent();
    var inputs = Inputs.of(named, toStandardOutput ? Optional.empty() : out);
    if (inputs.files().isEmpty() && inputs.unreadable().isEmpty()) {
      throw new WrongUsage("nothing to do: there are no pictures or videos in " + list(named));
    }
    if (toStandardOutput) {
      return toStandardOutput(inputs, options, limits);
    }
    inputs.requireDistinct(this::suffixes);
    out.ifPresent(TrackCommand::createFolder);
    return track(
        inputs,
        new Job(
            options,
            limits,
            overlay,
            () -> new ResultFiles(format, overlay, options.people() > 1),
            plan(options, Optional.empty())));
  }

  /// What is done with every input.
  private record Job(
      TrackOptions options,
      ImageLimits limits,
      boolean overlay,
      Supplier<ResultSink> sinks,
      VideoWork.Plan videos) {
    /// What the results of a picture need of the heap: pixels of the overlay; mask and its PNG.
    int bytesPerPixel() {
      return (overlay ? 4 : 0) + (options.segmentation() ? 3 : 0);
    }
  }

  private VideoWork.Plan plan(TrackOptions options, Optional<OutputStream> standardOutput) {
    return new VideoWork.Plan(
        videoChoices.options(options),
        new VideoLimits(maxPixels, maxSide),
        format.ofVideos(),
        overlay && standardOutput.isEmpty(),
        resume,
        videoChoices.frameRate(),
        standardOutput);
  }

  private int toStandardOutput(Inputs inputs, TrackOptions options, ImageLimits limits)
      throws InterruptedException {
    if (inputs.files().size() != 1) {
      throw new WrongUsage(
          "--out - is for one input, and there are %d".formatted(inputs.files().size()));
    }
    if (resume) {
      throw new WrongUsage("--resume needs files, not --out -");
    }
    if (format == OutputFormat.POSE) {
      throw new WrongUsage("--format pose needs a file, not --out -");
    }
    ResultSink sink =
        (_, _, result) -> {
          var buffered = new BufferedOutputStream(streams.out());
          format.write(result, options.people() > 1, buffered);
          buffered.flush();
        };
    var job =
        new Job(options, limits, false, () -> sink, plan(options, Optional.of(streams.out())));
    return code(inputs, run(inputs, job, new Progress.Lines(streams.err())));
  }

  private int track(Inputs inputs, Job job) throws InterruptedException {
    for (var folder : inputs.unreadable()) {
      streams.err().printf("vitruvian: %s: %s%n", folder.folder(), folder.why());
    }
    Batch.Summary summary;
    try (var progress = Progress.of(streams, inputs)) {
      summary = run(inputs, job, progress);
    }
    streams.err().println(Summaries.line(summary, inputs));
    return code(inputs, summary);
  }

  private Batch.Summary run(Inputs inputs, Job job, Progress progress) throws InterruptedException {
    int workers = Math.clamp(inputs.files().size(), 1, threads);
    var decoder =
        new ImageDecoder(job.limits(), Ledger.process(), new ByteBudget(nativeBytes()), PATIENCE);
    var heap = new ByteBudget(Runtime.getRuntime().maxMemory() * 3 / 5);
    var config = TrackerConfig.DEFAULT.withSessions(workers).withPatience(PATIENCE);
    try (var tracker = ImageTracker.open(config, job.options())) {
      var videos =
          new VideoWork(tracker.video(job.videos().options()), job.videos(), heap, progress, stop);
      return new Batch(inputs.files(), progress, stop)
          .run(
              workers,
              () ->
                  new Worker(
                      new PictureWork(
                          decoder, tracker, heap, job.bytesPerPixel(), job.sinks().get(), resume),
                      videos));
    }
  }

  private int code(Inputs inputs, Batch.Summary summary) {
    if (stop.requested()) {
      return Exit.STOPPED;
    }
    return summary.failed() == 0 && inputs.unreadable().isEmpty() ? Exit.OK : Exit.FAILED;
  }

  private List<String> suffixes(Input input) {
    var suffixes = new ArrayList<String>();
    boolean video = Inputs.looksLikeVideo(input.file());
    suffixes.add((video ? format.ofVideos() : format).suffix());
    if (overlay) {
      suffixes.add(video ? VideoResults.OVERLAY : ResultFiles.OVERLAY);
    }
    if (choices.options().segmentation() && !video) {
      suffixes.add(ResultFiles.MASK);
    }
    return suffixes;
  }

  private void requireThreads() {
    if (threads < 1 || threads > 1024) {
      throw new WrongUsage("--threads is 1 or more, not " + threads);
    }
  }

  private TrackOptions options() {
    var chosen = choices.options();
    return new TrackOptions(
        chosen.complexity(),
        chosen.refineFace(),
        chosen.faceGeometry(),
        chosen.segmentation(),
        chosen.sampling(),
        probability("--min-detection-confidence", minDetectionConfidence),
        probability("--min-tracking-confidence", minTrackingConfidence),
        peopleChoice.people());
  }

  private static double probability(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new WrongUsage("%s is from 0 to 1, not %s".formatted(option, value));
    }
    return value;
  }

  private ImageLimits limits() {
    if (maxSide < 0 || maxSide > Frame.MAX_SIDE) {
      throw new WrongUsage("--max-side is 0 to %d, not %d".formatted(Frame.MAX_SIDE, maxSide));
    }
    if (maxPixels < 1 || maxPixels > ImageLimits.MOST_PIXELS) {
      throw new WrongUsage(
          "--max-pixels is 1 to %d, not %d".formatted(ImageLimits.MOST_PIXELS, maxPixels));
    }
    if (maxBytes < 1) {
      throw new WrongUsage("--max-bytes is at least 1");
    }
    return new ImageLimits(maxBytes, maxPixels, maxSide);
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException _) {
      throw new WrongUsage("--out %s cannot be made a folder".formatted(folder));
    }
  }

  /// Half of the memory that this process may use, which in a container is the container's.
  private static long nativeBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.max(LEAST_BUDGET, system.getTotalMemorySize() / 2)
        : 4 * LEAST_BUDGET;
  }

  private static String list(List<Path> paths) {
    return String.join(", ", paths.stream().map(Path::toString).toList());
  }
}
