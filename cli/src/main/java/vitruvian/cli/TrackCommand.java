package vitruvian.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

/// `vitruvian track`: pictures in, files with landmarks and overlays out.
@Command(
    name = "track",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpWidth = 100,
    header = "Finds the body, face and hands of a person in pictures.",
    description = {
      "",
      "Each picture NAME.jpg gets two files, which replace those of an earlier run:",
      "  NAME.json          the landmarks",
      "  NAME.overlay.png   the picture with the landmarks drawn on it",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  vitruvian track photo.jpg                        photo.json and photo.overlay.png beside"
          + " it",
      "  vitruvian track photos --out results --threads 2 a folder with its sub-folders",
      "  vitruvian track photo.jpg --out - | jq '.people[0].poseLandmarks[0]'",
      "",
      "Exit codes: 0 all went well, 1 some inputs failed (named on standard error, the others are"
          + " done), 2 wrong usage, 130 stopped by Ctrl-C (nothing is left half written)."
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
        "Pictures: JPEG, PNG or WebP, told by their content. Of a folder and its sub-folders all"
            + " files are taken whose names end in .jpg, .jpeg, .png or .webp; hidden files, links"
            + " and our own *.overlay.png and *.mask.png are left out."
      })
  private List<Path> named = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Where the results go (default: beside each picture). Sub-folders of a walked folder are"
            + " kept. With - the result of one picture goes to standard output, without overlay."
      })
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "json|jsonl|csv|pose",
      defaultValue = "json",
      description = {
        "Form of the landmarks: NAME.json (default), NAME.jsonl with one line, or NAME.csv with a"
            + " line for each landmark; pose is for videos."
      })
  private OutputFormat format = OutputFormat.JSON;

  @Option(
      names = "--overlay",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Whether NAME.overlay.png is written (default: yes).")
  private boolean overlay = true;

  @Mixin private TrackingChoices choices = new TrackingChoices();

  @Option(names = "--no-smooth", description = "For videos; pictures are never smoothed.")
  @SuppressWarnings("UnusedVariable") // accepted, so that one command line does for all files
  private boolean notSmooth;

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
        "Larger pictures are shrunk to this longer side before tracking (default:"
            + " ${DEFAULT-VALUE}); 0 tracks at full size."
      })
  private int maxSide;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "200M",
      converter = Quantity.Pixels.class,
      description = {
        "Pictures with more pixels fail (default: ${DEFAULT-VALUE}), and so do those that need more"
            + " than half of this machine's memory."
      })
  private long maxPixels;

  @Option(
      names = "--max-bytes",
      paramLabel = "SIZE",
      defaultValue = "256MB",
      converter = Quantity.Bytes.class,
      description = "Larger files fail (default: ${DEFAULT-VALUE}).")
  private long maxBytes;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many pictures at the same time (default: one for each core).")
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
    if (format == OutputFormat.POSE) {
      throw new WrongUsage("--format pose is for videos; pictures have json, jsonl or csv");
    }
    boolean toStandardOutput = out.filter(STANDARD_OUTPUT::equals).isPresent();
    var inputs = Inputs.of(named, toStandardOutput ? Optional.empty() : out);
    if (inputs.files().isEmpty() && inputs.unreadable().isEmpty()) {
      throw new WrongUsage("nothing to do: there are no pictures in " + list(named));
    }
    if (toStandardOutput) {
      return toStandardOutput(inputs, options, limits);
    }
    inputs.requireDistinct(suffixes());
    out.ifPresent(TrackCommand::createFolder);
    return track(inputs, new Job(options, limits, overlay, () -> new ResultFiles(format, overlay)));
  }

  /// What is done with every picture.
  private record Job(
      TrackOptions options, ImageLimits limits, boolean overlay, Supplier<ResultSink> sinks) {
    /// What the results of a picture need of the heap: pixels of the overlay; mask and its PNG.
    int bytesPerPixel() {
      return (overlay ? 4 : 0) + (options.segmentation() ? 3 : 0);
    }
  }

  private int toStandardOutput(Inputs inputs, TrackOptions options, ImageLimits limits)
      throws InterruptedException {
    if (inputs.files().size() != 1) {
      throw new WrongUsage(
          "--out - is for one picture, and there are %d".formatted(inputs.files().size()));
    }
    ResultSink sink =
        (_, _, result) -> {
          var buffered = new BufferedOutputStream(streams.out());
          format.write(result, buffered);
          buffered.flush();
        };
    var summary =
        run(inputs, new Job(options, limits, false, () -> sink), new Progress.Lines(streams.err()));
    return code(inputs, summary);
  }

  private int track(Inputs inputs, Job job) throws InterruptedException {
    for (var folder : inputs.unreadable()) {
      streams.err().printf("vitruvian: %s: %s%n", folder.folder(), folder.why());
    }
    Batch.Summary summary;
    try (var progress = Progress.of(streams, inputs.files().size())) {
      summary = run(inputs, job, progress);
    }
    int failed = summary.failed() + inputs.unreadable().size();
    int done = summary.tracked() + summary.failed();
    var stopped =
        done < inputs.files().size()
            ? "stopped after %d of %d: ".formatted(done, inputs.files().size())
            : "";
    streams
        .err()
        .println(
            String.format(
                Locale.ROOT,
                "%s%d %s, %d with a person, %d failed, %.1f pictures/s",
                stopped,
                summary.tracked(),
                summary.tracked() == 1 ? "picture" : "pictures",
                summary.withPerson(),
                failed,
                summary.tracked() / Math.max(1e-9, summary.time().toNanos() / 1e9)));
    return code(inputs, summary);
  }

  private Batch.Summary run(Inputs inputs, Job job, Progress progress) throws InterruptedException {
    int workers = Math.clamp(inputs.files().size(), 1, threads);
    var decoder =
        new ImageDecoder(job.limits(), Ledger.process(), new ByteBudget(nativeBytes()), PATIENCE);
    var heap = new ByteBudget(Runtime.getRuntime().maxMemory() * 3 / 5);
    var config = TrackerConfig.DEFAULT.withSessions(workers).withPatience(PATIENCE);
    try (var tracker = ImageTracker.open(config, job.options())) {
      return new Batch(inputs.files(), progress, stop)
          .run(
              workers,
              () ->
                  new PictureWorker(
                      decoder, tracker, heap, job.bytesPerPixel(), job.sinks().get()));
    }
  }

  private int code(Inputs inputs, Batch.Summary summary) {
    if (stop.requested()) {
      return Exit.STOPPED;
    }
    return summary.failed() == 0 && inputs.unreadable().isEmpty() ? Exit.OK : Exit.FAILED;
  }

  private List<String> suffixes() {
    var suffixes = new ArrayList<String>();
    suffixes.add(format.suffix());
    if (overlay) {
      suffixes.add(ResultFiles.OVERLAY);
    }
    if (choices.options().segmentation()) {
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
        chosen.segmentation(),
        chosen.sampling(),
        probability("--min-detection-confidence", minDetectionConfidence),
        probability("--min-tracking-confidence", minTrackingConfidence));
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
