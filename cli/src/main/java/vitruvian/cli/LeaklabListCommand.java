package vitruvian.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import vitruvian.leaklab.Scenario;

/// `vitruvian leaklab list`: the scenarios.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    usageHelpWidth = 100,
    header = "Lists the scenarios with what is planted in each.")
final class LeaklabListCommand implements Callable<Integer> {
  private final Streams streams;

  LeaklabListCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    var out = new PrintStream(streams.out(), true, StandardCharsets.UTF_8);
    for (var scenario : Scenario.values()) {
      out.println(
          String.format(
              Locale.ROOT,
              "%-20s %-14s %s",
              scenario.label(),
              scenario.planted().kind(),
              scenario.description()));
    }
    return Exit.OK;
  }
}
