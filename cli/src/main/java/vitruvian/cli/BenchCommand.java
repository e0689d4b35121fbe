package vitruvian.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vitruvian.memory.Ledger;
import vitruvian.memory.NativeHeap;
import vitruvian.memory.ProcessMemory;

/// `vitruvian bench`: the machine's speed as a table.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpWidth = 100,
    header = "Measures how fast this machine is, as a table.",
    description = {
      "",
      "Measured are each neural network alone, a whole picture, the steps around them, pictures and"
          + " frames of streams per second, and memory: all in turns in the same run, so that the"
          + " ratios hold on a busy machine, too.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  vitruvian bench",
      "  vitruvian bench --complexity 2 --picture photo.jpg --seconds 60"
    })
final class BenchCommand implements Callable<Integer> {
  private final Streams streams;
  private final StopSignal stop;

  @Mixin private TrackingChoices choices = new TrackingChoices();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "How long to measure, after warming up (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "A picture of a person with face and both hands; by default a sample portrait.")
  private Optional<Path> file = Optional.empty();

  BenchCommand(Streams streams, StopSignal stop) {
    this.streams = streams;
    this.stop = stop;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    if (seconds < 1 || seconds > 86_400) {
      throw new WrongUsage("--seconds is 1 to 86400, not " + seconds);
    }
    var options = choices.options();
    var picture = file.isPresent() ? BenchPicture.of(file.get()) : BenchPicture.sample();
    int cores = Runtime.getRuntime().availableProcessors();
    var out = new PrintStream(streams.out(), true, StandardCharsets.UTF_8);
    try (var bench = new Bench(picture, options, cores)) {
      streams.err().println("Measuring for about %d seconds ...".formatted(seconds + 40));
      var figures = bench.run(Duration.ofSeconds(seconds), stop);
      var table = new BenchTable(out);
      table.head(picture, options, figures);
      table.figures(figures, cores);
      if (!stop.requested()) {
        table.groups(new GroupBench(options).run(stop));
      }
      NativeHeap.trim();
      table.memory("native, as the ledger has it", Ledger.process().bytes());
      ProcessMemory.residentBytes().ifPresent(bytes -> table.memory("process (RSS)", bytes));
    }
    return stop.requested() ? Exit.STOPPED : Exit.OK;
  }
}
