package vitruvian.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vitruvian.soak.Mixture;
import vitruvian.soak.Pace;
import vitruvian.soak.Soak;
import vitruvian.soak.SoakPlan;
import vitruvian.soak.SoakReport;
import vitruvian.soak.SoakResult;
import vitruvian.soak.Target;

/// `vitruvian soak`: load on a running service, and the verdict on its memory.
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpWidth = 100,
    header = "Loads a running service for as long as you like, and judges its memory.",
    description = {
      "",
      "Requests are due at a fixed rate, and their times count from then, however the service does."
          + " Once a second its figures are taken: heap, native memory, ledger, resident memory,"
          + " threads, files, classes. It passes where none of them surely grows by more than its"
          + " budget with every request served. Ctrl-C judges what there is.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  vitruvian soak http://127.0.0.1:8080 --rate 70%% --duration 1h --report soak",
      "  vitruvian soak http://127.0.0.1:8080 --rate 2 --duration 90s --hostile 0.3 --streams 20",
      "  vitruvian soak --render soak/report.json",
      "",
      "Exit codes: 0 memory passes and every request was answered as it deserves (good pictures"
          + " with 200), 1 memory grows, or requests were not answered so, not sent or refused for"
          + " lack of room, or streams refused or broken, 2 wrong usage, 3 too short or too noisy"
          + " to tell, 130 ended by Ctrl-C."
    })
final class SoakCommand implements Callable<Integer> {
  private static final Duration LONGEST_USUAL_WARM_UP = Duration.ofMinutes(2);
  private static final Duration MEASURING = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WARM_UP_SHARE = 10;

  private final Streams streams;
  private final StopSignal stop;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "URL",
      arity = "0..1",
      description = "The service, such as http://127.0.0.1:8080.")
  private Optional<URI> url = Optional.empty();

  @Option(
      names = "--rate",
      paramLabel = "R|N%",
      defaultValue = "70%",
      description = {
        "Requests a second, or a share of the most that the service answers, which is measured"
            + " first (default: ${DEFAULT-VALUE})."
      })
  private String rate = "70%";

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How long, such as 90s or 1h (default: ${DEFAULT-VALUE}).")
  private String duration = "10m";

  @Option(
      names = "--warm-up",
      paramLabel = "TIME",
      description = {
        "Load before that, which does not count (default: a tenth of the duration, at most 2m)."
      })
  private Optional<String> warmUp = Optional.empty();

  @Option(
      names = "--picture",
      paramLabel = "FILE|DIR",
      description = "A picture, or a folder of some, to send (default: the sample).")
  private Optional<Path> picture = Optional.empty();

  @Option(
      names = "--hostile",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = {
        "The share of requests that deserve a refusal, 0 to 1 (default: ${DEFAULT-VALUE}):"
            + " truncated pictures, header bombs, random bytes, bad parameters, uploads that"
            + " trickle."
      })
  private double hostile;

  @Option(
      names = "--streams",
      paramLabel = "N",
      defaultValue = "0",
      description = "Live streams that run all the time (default: ${DEFAULT-VALUE}).")
  private int liveStreams;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "1",
      description = "Frames a second of each stream (default: ${DEFAULT-VALUE}).")
  private double frames;

  @Option(
      names = "--budget",
      paramLabel = "BYTES",
      defaultValue = "64",
      description = {
        "By how many bytes memory may grow with a request served (default: ${DEFAULT-VALUE});"
            + " threads, files and classes by one with 10000."
      })
  private double budget;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Where report.html and report.json are written to.")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = "--admin",
      paramLabel = "URL",
      description = {
        "The operators' port of the service (default: the next one, where it is on this machine and"
            + " answers; else the figures are taken from /metrics)."
      })
  private Optional<URI> admin = Optional.empty();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file with the bearer token that the service asks for, in its first line.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = {
        "Between two looks at the figures (default: ${DEFAULT-VALUE}); a verdict takes 72 of them."
      })
  private String every = "1s";

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the order of the requests (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--render",
      paramLabel = "FILE",
      description = "Make report.html again, beside this report.json; no load.")
  private Optional<Path> render = Optional.empty();

  SoakCommand(Streams streams, StopSignal stop) {
    this.streams = streams;
    this.stop = stop;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (render.isPresent()) {
      return rendered(render.get());
    }
    var plan = plan();
    if (report.isPresent()) {
      writable(report.get());
    }
    SoakResult result;
    try (var shown = SoakProgress.of(streams)) {
      var soak = new Soak(plan, Pace.SYSTEM, InstantSource.system());
      result = soak.run(command(), Version.ofProduct(), shown, stop::requested);
    } catch (IOException failure) {
      streams
          .err()
          .println(
              "vitruvian: the service cannot be loaded, or does not answer: "
                  + failure.getMessage());
      return Exit.FAILED;
    }
    var out = new PrintStream(streams.out(), true, StandardCharsets.UTF_8);
    out.print(result.report().text());
    if (report.isPresent()) {
      write(report.get(), result.report());
    }
    return result.load().stopped() ? Exit.STOPPED : code(result);
  }

  private static int code(SoakResult result) {
    if (result.judgement().failed() > 0 || result.load().restarted()) {
      return Exit.FAILED;
    }
    return switch (result.judgement().result()) {
      case PASS -> Exit.OK;
      case LEAK, FRAGMENTATION -> Exit.FAILED;
      case INCONCLUSIVE -> Exit.INCONCLUSIVE;
    };
  }

  private String command() {
    return "vitruvian "
        + String.join(" ", spec.commandLine().getParseResult().originalArgs()).strip();
  }

  // Before an hour of load, not after it.
  private static void writable(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, "report", ".tmp"));
    } catch (IOException failure) {
      throw new WrongUsage("--report %s cannot be written to: %s".formatted(folder, failure));
    }
  }

  private void write(Path folder, SoakReport data) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("report.json"), data.json());
    Files.writeString(folder.resolve("report.html"), data.html());
    streams.err().println("report: " + folder.resolve("report.html"));
  }

  private int rendered(Path file) throws IOException {
    try {
      var page = file.resolveSibling("report.html");
      Files.writeString(page, SoakReport.read(Files.readString(file)).html());
      streams.err().println("report: " + page);
      return Exit.OK;
    } catch (IOException | IllegalArgumentException wrong) {
      throw new WrongUsage("--render %s: %s".formatted(file, wrong.getMessage()));
    }
  }

  private SoakPlan plan() throws IOException {
    try {
      var length = Times.of("--duration", duration);
      return new SoakPlan(
          new Target(service(), TokenFile.read(tokenFile), PATIENCE),
          admin,
          rate(),
          new SoakPlan.Times(MEASURING, warmUp(length), length, Times.of("--every", every)),
          new Mixture(
              SoakPictures.of(picture),
              liveStreams > 0 ? SoakPictures.frames() : List.of(),
              hostile,
              liveStreams,
              frames,
              seed),
          budget);
    } catch (IllegalArgumentException wrong) {
      throw new WrongUsage(String.valueOf(wrong.getMessage()));
    }
  }

  private URI service() {
    return url.orElseThrow(() -> new WrongUsage("which service? Give its address"));
  }

  private Duration warmUp(Duration length) {
    if (warmUp.isPresent()) {
      return Times.of("--warm-up", warmUp.get());
    }
    var share = length.dividedBy(WARM_UP_SHARE);
    return share.compareTo(LONGEST_USUAL_WARM_UP) < 0 ? share : LONGEST_USUAL_WARM_UP;
  }

  private SoakPlan.Rate rate() {
    try {
      return rate.endsWith("%")
          ? new SoakPlan.Rate.OfMost(Double.parseDouble(rate.replace("%", "")) / 100)
          : new SoakPlan.Rate.PerSecond(Double.parseDouble(rate));
    } catch (NumberFormatException _) {
      throw new WrongUsage("--rate is a number a second or a share such as 70%, not " + rate);
    }
  }
}
