package vitruvian.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `vitruvian convert`: other forms of results that are there already.
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpWidth = 100,
    header = "Makes other forms of results, without tracking again.",
    description = {
      "",
      "Of NAME.jsonl, or of a picture's NAME.json, it makes one of",
      "  bvh       NAME.bvh: rotations of joints, for Blender and other animation programs",
      "  vrma      NAME.vrma: a VRM animation, for avatars",
      "  trc       NAME.trc: the body's points in space, for OpenSim",
      "  openpose  NAME.openpose: a folder with a JSON file for each frame",
      "  coco      NAME.coco.json: 133 points of each person, as for COCO-WholeBody",
      "  csv       NAME.csv: a line for each landmark",
      "  pose      NAME.pose: the binary file of sign language research",
      "  jsonl     NAME.motion.jsonl: the results with rotations of joints",
      "Figures have the bones of VRM 1.0; docs/motion.md has the conventions.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  vitruvian convert clip.jsonl --format bvh",
      "  vitruvian convert clip.jsonl --format vrma --fov 78 --out avatars",
      "  vitruvian convert clip.jsonl --format jsonl --angles",
      "",
      "Exit codes: 0 all went well, 1 some inputs failed (named on standard error, the others are"
          + " done), 2 wrong usage, 130 stopped by Ctrl-C."
    })
final class ConvertCommand implements Callable<Integer> {
  private final Streams streams;
  private final StopSignal stop;

  @Parameters(
      paramLabel = "RESULTS",
      arity = "1..*",
      description = "Results of videos (NAME.jsonl) and pictures (NAME.json).")
  private List<Path> named = List.of();

  @Option(
      names = "--format",
      paramLabel = "bvh|vrma|trc|openpose|coco|csv|pose|jsonl",
      required = true,
      description = "What to make.")
  private OutputFormat format = OutputFormat.BVH;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the files go (default: beside each input).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--no-smooth",
      description = "Leave rotations and place as each frame shows them.")
  private boolean notSmooth;

  @Mixin private MotionChoices choices = new MotionChoices();

  ConvertCommand(Streams streams, StopSignal stop) {
    this.streams = streams;
    this.stop = stop;
  }

  @Override
  public Integer call() throws IOException {
    var conversion =
        new Conversion(format, choices.options(!notSmooth), choices.person(), choices.angles());
    requireResults();
    var inputs =
        Inputs.of(named.stream().map(Path::toString).toList(), out, Optional.empty())
            .distinct(_ -> List.of(format.convertedSuffix()));
    inputs.notes().forEach(note -> streams.err().println("vitruvian: " + note));
    inputs
        .unreadable()
        .forEach(file -> streams.err().printf("vitruvian: %s: %s%n", file.name(), file.why()));
    int failed = inputs.unreadable().size();
    for (var input : inputs.files()) {
      if (stop.requested()) {
        return Exit.STOPPED;
      }
      failed += convert(conversion, input) ? 0 : 1;
    }
    return failed == 0 ? Exit.OK : Exit.FAILED;
  }

  private void requireResults() {
    for (var file : named) {
      if (Files.isDirectory(file)) {
        throw new WrongUsage(file + " is a folder; name the files of results");
      }
    }
  }

  private boolean convert(Conversion conversion, Input input) {
    try {
      var done = conversion.convert(input.file(), input.stem());
      streams
          .err()
          .printf(
              Locale.ROOT,
              "%s: %d %s%s -> %s%n",
              input.file(),
              done.frames(),
              done.frames() == 1 ? "frame" : "frames",
              format.hasPlace()
                  ? ", for a field of view of %s degrees"
                      .formatted(conversion.options().fieldOfView())
                  : "",
              done.files().stream().map(Path::toString).collect(Collectors.joining(", ")));
      return true;
    } catch (NoSuchFileException _) {
      streams.err().printf("vitruvian: %s: there is no such file%n", input.file());
    } catch (IOException | IllegalArgumentException failure) {
      streams.err().printf("vitruvian: %s: %s%n", input.file(), failure.getMessage());
    }
    return false;
  }
}
