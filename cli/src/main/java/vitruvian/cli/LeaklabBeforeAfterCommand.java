package vitruvian.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vitruvian.leaklab.BeforeAfter;
import vitruvian.leaklab.Comparison;
import vitruvian.leaklab.LaboratoryException;

/// `vitruvian leaklab before-after`: the origin's service and ours side by side.
@Command(
    name = "before-after",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpWidth = 100,
    header = "Runs the service that this project began with, and ours, under the same load.",
    description = {
      "",
      "Before: one shared tracker without isolation, nothing bounded, nothing let go. After: the"
          + " service as 'serve --sessions 1' starts it. Each has its own process and, where that"
          + " is allowed, its own control group with the limit; where it is not, a process above"
          + " the limit is ended.",
      "",
      "Exit codes: 0 ours lived and answered everything, 1 it did not, 2 wrong usage, 130 stopped"
          + " by Ctrl-C.",
      ""
    })
final class LeaklabBeforeAfterCommand implements Callable<Integer> {
  private static final int MOST_MINUTES = 24 * 60;
  private static final int MOST_RATE = 100;
  private static final Duration TELL = Duration.ofSeconds(30);

  private final Streams streams;
  private final StopSignal stop;

  /// The forms of the table.
  enum Format {
    TEXT,
    MARKDOWN,
    JSON
  }

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "10",
      description = "How long (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--limit",
      paramLabel = "SIZE",
      defaultValue = "512MB",
      converter = Quantity.Bytes.class,
      description = "The memory that each may take (default: ${DEFAULT-VALUE}).")
  private long limit;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "2",
      description = "Requests a second to each (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, markdown or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TEXT;

  LeaklabBeforeAfterCommand(Streams streams, StopSignal stop) {
    this.streams = streams;
    this.stop = stop;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(minutes > 0 && minutes <= MOST_MINUTES)) {
      throw new WrongUsage("--minutes is above 0 and at most 1440, not " + minutes);
    }
    if (!(rate > 0 && rate <= MOST_RATE)) {
      throw new WrongUsage("--rate is above 0 and at most 100, not " + rate);
    }
    var setup =
        new BeforeAfter.Setup(
            Duration.ofMillis((long) (60_000 * minutes)),
            limit,
            ServeCommand.ceiling(OptionalLong.of(limit), limit),
            rate);
    try {
      var comparison = new BeforeAfter(setup, stop::requested).run(told());
      new PrintStream(streams.out(), true, StandardCharsets.UTF_8).print(form(comparison));
      if (stop.requested()) {
        return Exit.STOPPED;
      }
      return comparison.isGood() ? Exit.OK : Exit.FAILED;
    } catch (LaboratoryException failure) {
      streams.err().println("vitruvian: " + failure.getMessage());
      return Exit.FAILED;
    }
  }

  private String form(Comparison comparison) {
    return switch (format) {
      case TEXT -> comparison.toText();
      case MARKDOWN -> comparison.toMarkdown();
      case JSON -> comparison.toJson() + "\n";
    };
  }

  private BeforeAfter.Listener told() {
    return new BeforeAfter.Listener() {
      private Duration next = Duration.ZERO;

      @Override
      public void progress(Duration elapsed, long before, long after) {
        if (elapsed.compareTo(next) >= 0) {
          next = elapsed.plus(TELL);
          streams
              .err()
              .println(
                  String.format(
                      Locale.ROOT,
                      "%5d s   before %4d MB   after %4d MB",
                      elapsed.toSeconds(),
                      before >> 20,
                      after >> 20));
        }
      }
    };
  }
}
