package vitruvian.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/// The program `vitruvian`.
@Command(
    name = "vitruvian",
    description = "Tracks body, face and hands in pictures and videos.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Landmarks and overlay of one picture, beside it:",
      "  vitruvian track photo.jpg",
      "A folder of pictures, results in another folder:",
      "  vitruvian track photos --out results",
      "A video, frame by frame:",
      "  vitruvian track clip.mp4",
      "Its motion, for Blender; also vrma, trc, openpose, coco:",
      "  vitruvian convert clip.jsonl --format bvh",
      "A service with a page:",
      "  vitruvian serve",
      "Where the memory of a running service is:",
      "  vitruvian doctor",
      "How fast this machine is:",
      "  vitruvian bench",
      "Whether a service keeps memory, after an hour of load:",
      "  vitruvian soak http://127.0.0.1:8080 --duration 1h --report soak",
      "",
      "Exit codes: 0 all went well, 1 some inputs failed, 2 wrong usage, 130 stopped by Ctrl-C."
    })
public final class Main {
  private Main() {}

  /// Runs the command given by the arguments and ends the process with its exit code.
  public static void main(String[] args) {
    var stop = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(stop::stopAndWait, "vitruvian-stop"));
    int code;
    try {
      code = run(Streams.ofProcess(), stop, args);
    } finally {
      stop.finished();
    }
    System.exit(code);
  }

  /// Runs the command given by the arguments.
  ///
  /// @return the exit code, see [Exit]
  static int run(Streams streams, StopSignal stop, String... args) {
    return commandLine(streams, stop).execute(args);
  }

  /// All commands with their options.
  static CommandLine commandLine(Streams streams, StopSignal stop) {
    var errors = new OneLineErrors(streams.err());
    var line =
        new CommandLine(new Main())
            .addSubcommand(new TrackCommand(streams, stop))
            .addSubcommand(new ConvertCommand(streams, stop))
            .addSubcommand(new ServeCommand(streams, stop))
            .addSubcommand(new HealthCommand(streams))
            .addSubcommand(new DoctorCommand(streams, stop))
            .addSubcommand(new BenchCommand(streams, stop))
            .addSubcommand(new SoakCommand(streams, stop));
    if (hasLaboratory()) {
      line.addSubcommand(
          new CommandLine(new LeaklabCommand())
              .addSubcommand(new LeaklabListCommand(streams))
              .addSubcommand(new LeaklabRunCommand(streams, stop))
              .addSubcommand(new LeaklabBeforeAfterCommand(streams, stop)));
    }
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(streams.err(), true, streams.err().charset()))
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  /// Whether the leak laboratory is there, which is so in a checkout and in nothing that is
  /// deployed.
  private static boolean hasLaboratory() {
    try {
      Class.forName("vitruvian.leaklab.Laboratory", false, Main.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException _) {
      return false;
    }
  }
}
