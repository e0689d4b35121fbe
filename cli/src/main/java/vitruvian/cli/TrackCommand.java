package vitruvian.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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
      "Where inputs would have results of one name, theirs are called NAME.jpg.json and"
          + " NAME.mov.json,",
      "if need be with the name of the folder before. What is longer than names can be is cut,"
          + " with",
      "a ~ and a number behind. Pixels that are not square are stretched to the shape in which the",
      "video is shown: landmarks, sizes and overlay are of that shape. A .pose file has a steady"
          + " rate:",
      "frames that do not come at one are interpolated.",
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
      "  vitruvian track clip.mp4 --start 1:30 --duration 10",
      "  vitruvian track 'frames/%%05d.png' --frame-rate 25",
      "  curl -s http://example.com/photo.jpg | vitruvian track - --out - | jq .people",
      "",
      "Exit codes: 0 all went well, 1 some inputs failed (named on standard error, the others are"
          + " done), 2 wrong usage, 130 stopped by Ctrl-C (nothing is left half written; what a"
          + " video has by then is complete and plays)."
    })
final class TrackCommand implements Callable<Integer> {
  private static final Path STANDARD_OUTPUT = Path.of("-");
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOKING_UP = Duration.ofMillis(20);
  private static final long LEAST_BUDGET = 256L << 20;

  private final Streams streams;
  private final StopSignal stop;

  @Parameters(
      paramLabel = "FILE|DIR|-",
      arity = "1..*",
      description = {
        "Pictures (JPEG, PNG, WebP, GIF, HEIC, AVIF) and videos (MP4, MOV, MKV, WebM, AVI and"
            + " others, animated GIF, PNG and WebP), told by their"
            + " content. Of a folder and its sub-folders all files are taken whose names end as"
            + " those of pictures and videos do, links followed once; hidden files and our own"
            + " *.overlay.png, *.overlay.mp4 and *.mask.png are left out, and how many else is"
            + " said. A name with %%d or %%05d for a number stands for numbered pictures that are"
            + " one video, called as what precedes the number, or else as their folder. - is one"
            + " picture or video from standard input, called stdin."
      })
  private List<String> named = List.of();

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
      paramLabel = "json|jsonl|csv|pose|bvh|vrma|trc|openpose|coco",
      defaultValue = "json",
      description = {
        "Form of the landmarks: NAME.json (default; of videos NAME.jsonl), NAME.jsonl with a line"
            + " for each picture or frame, NAME.csv with a line for each landmark, or for videos"
            + " NAME.pose, the binary file of sign language research. With bvh, vrma, trc, openpose"
            + " and coco, that is made of NAME.jsonl (or NAME.json), which stays; see convert."
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

  @Mixin private MotionChoices motion = new MotionChoices();

  @Option(
      names = "--vmc",
      paramLabel = "HOST:PORT",
      arity = "0..1",
      fallbackValue = VmcAddress.USUAL,
      converter = VmcAddress.class,
      description = {
        "Videos: also play the motion to a receiver of the VMC protocol, in the video's own time"
            + " (without an address: ${FALLBACK-VALUE})."
      })
  private Optional<InetSocketAddress> vmc = Optional.empty();

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
      names = "--max-stdin",
      paramLabel = "SIZE",
      defaultValue = "4GB",
      converter = Quantity.Bytes.class,
      description = {
        "More than this from standard input fails (default: ${DEFAULT-VALUE}); it waits in a file"
            + " without a name in the folder for temporary files (TMPDIR)."
      })
  private long maxStandardInput;

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
    var part = videoChoices.part();
    if (!named.contains(Inputs.STANDARD_INPUT)) {
      return track(options, limits, part, Optional.empty(), List.of());
    }
    if (resume) {
      throw new WrongUsage("--resume needs files, not standard input");
    }
    // To read may take as long as whoever writes likes, and cannot be interrupted.
    var reading = new FutureTask<>(() -> Spool.of(streams.in(), maxStandardInput));
    Thread.ofPlatform().daemon().name("vitruvian-standard-input").start(reading);
    while (!reading.isDone()) {
      if (stop.requested()) {
        return Exit.STOPPED;
      }
      stop.await(LOOKING_UP);
    }
    try (var spool = reading.get()) {
      return track(options, limits, part, Optional.of(spool.file()), List.of());
    } catch (ExecutionException failure) {
      var why = Optional.ofNullable(failure.getCause()).map(Throwable::getMessage).orElse("");
      var unreadable = new Inputs.Unreadable("standard input", "it cannot be read: " + why);
      return track(options, limits, part, Optional.empty(), List.of(unreadable));
    }
  }

  private int track(
      TrackOptions options,
      ImageLimits limits,
      Part part,
      Optional<Path> standardInput,
      List<Inputs.Unreadable> unreadable)
      throws IOException, InterruptedException {
    boolean toStandardOutput = out.filter(STANDARD_OUTPUT::equals).isPresent();
    var found =
        Inputs.of(named, toStandardOutput ? Optional.empty() : out, standardInput).with(unreadable);
    var inputs = toStandardOutput ? found : found.distinct(this::suffixes);
    inputs.notes().forEach(note -> streams.err().println("vitruvian: " + note));
    if (inputs.files().isEmpty() && inputs.unreadable().isEmpty()) {
      throw new WrongUsage(
          "nothing to do: there are no pictures or videos in " + String.join(", ", named));
    }
    if (toStandardOutput) {
      return toStandardOutput(inputs, options, limits, part);
    }
    out.ifPresent(TrackCommand::createFolder);
    return track(
        inputs,
        new Job(options, limits, overlay, this::sink, plan(options, part, Optional.empty())));
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

  private VideoWork.Plan plan(
      TrackOptions options, Part part, Optional<OutputStream> standardOutput) {
    return new VideoWork.Plan(
        videoChoices.options(options),
        new VideoLimits(maxPixels, maxSide),
        format.ofVideos(),
        overlay && standardOutput.isEmpty(),
        resume,
        videoChoices.frameRate(),
        part,
        standardOutput,
        standardOutput.isPresent() ? Optional.empty() : conversion(),
        vmc.map(
            receiver ->
                new VmcPlayer.Plan(
                    receiver, motion.options(videoChoices.isSmooth()), motion.person())));
  }

  private Optional<Conversion> conversion() {
    if (motion.angles() && (format == OutputFormat.CSV || format == OutputFormat.POSE)) {
      throw new WrongUsage(
          "--angles needs results in JSON: take another --format, and convert them afterwards");
    }
    return format.isConverted() || motion.angles()
        ? Optional.of(
            new Conversion(
                format, motion.options(videoChoices.isSmooth()), motion.person(), motion.angles()))
        : Optional.empty();
  }

  private ResultSink sink() {
    return new ResultFiles(format.ofPictures(), overlay, options().people() > 1, conversion());
  }

  private int toStandardOutput(Inputs inputs, TrackOptions options, ImageLimits limits, Part part)
      throws InterruptedException {
    tell(inputs.unreadable());
    if (inputs.files().isEmpty()) {
      return Exit.FAILED;
    }
    if (inputs.files().size() != 1) {
      throw new WrongUsage(
          "--out - is for one input, and there are %d".formatted(inputs.files().size()));
    }
    if (resume) {
      throw new WrongUsage("--resume needs files, not --out -");
    }
    if (format == OutputFormat.POSE || format.isConverted()) {
      throw new WrongUsage(
          "--format %s needs a file, not --out -"
              .formatted(format.name().toLowerCase(Locale.ROOT)));
    }
    ResultSink sink =
        (_, _, result) -> {
          var buffered = new BufferedOutputStream(streams.out());
          format.write(result, options.people() > 1, buffered);
          buffered.flush();
        };
    var job =
        new Job(
            options, limits, false, () -> sink, plan(options, part, Optional.of(streams.out())));
    return code(inputs, run(inputs, job, new Progress.Lines(streams.err())));
  }

  private int track(Inputs inputs, Job job) throws InterruptedException {
    tell(inputs.unreadable());
    Batch.Summary summary;
    try (var progress = Progress.of(streams, inputs)) {
      summary = run(inputs, job, progress);
    }
    streams.err().println(Summaries.line(summary, inputs));
    return code(inputs, summary);
  }

  private void tell(List<Inputs.Unreadable> unreadable) {
    for (var one : unreadable) {
      streams.err().printf("vitruvian: %s: %s%n", one.name(), one.why());
    }
  }

  private Batch.Summary run(Inputs inputs, Job job, Progress progress) throws InterruptedException {
    int workers = Math.clamp(inputs.files().size(), 1, threads);
    var memory = new ByteBudget(nativeBytes());
    var decoder = new ImageDecoder(job.limits(), Ledger.process(), memory, PATIENCE);
    var heap = new ByteBudget(Runtime.getRuntime().maxMemory() * 3 / 5);
    var config = TrackerConfig.DEFAULT.withSessions(workers).withPatience(PATIENCE);
    try (var tracker = ImageTracker.open(config, job.options())) {
      var videos =
          new VideoWork(
              tracker.video(job.videos().options()),
              job.videos(),
              decoder,
              memory,
              heap,
              progress,
              stop);
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

  private Set<String> suffixes(Input input) {
    var suffixes = new ArrayList<String>();
    // A file whose name says nothing may be either.
    boolean video = !Inputs.isPictureName(input.file()) || input.looksLikeVideo();
    boolean picture = !input.looksLikeVideo();
    if (format.isConverted()) {
      suffixes.add(format.suffix());
    }
    if (video) {
      suffixes.add(format.ofVideos().suffix());
      suffixes.addAll(overlay ? List.of(VideoResults.OVERLAY) : List.of());
    }
    if (picture) {
      suffixes.add(format.ofPictures().suffix());
      suffixes.addAll(overlay ? List.of(ResultFiles.OVERLAY) : List.of());
      suffixes.addAll(choices.options().segmentation() ? List.of(ResultFiles.MASK) : List.of());
    }
    return new LinkedHashSet<>(suffixes);
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
}
