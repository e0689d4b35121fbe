package vitruvian.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vitruvian.leaklab.Experiment;
import vitruvian.leaklab.Laboratory;
import vitruvian.leaklab.LaboratoryException;
import vitruvian.leaklab.Scenario;

/// `vitruvian leaklab run`: one scenario, or all.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpWidth = 100,
    header = "Runs a scenario, or all, and prints what was planted and what was found.")
final class LeaklabRunCommand implements Callable<Integer> {
  private static final String ALL = "all";

  private final Streams streams;
  private final StopSignal stop;

  @Parameters(
      paramLabel = "SCENARIO|all",
      arity = "1..*",
      description = "Which; see 'vitruvian leaklab list'.")
  private List<String> names = List.of();

  @Option(names = "--short", description = "With less load: for what grows fast.")
  private boolean brief;

  @Option(names = "--details", description = "Every figure's verdict and every finding, too.")
  private boolean details;

  LeaklabRunCommand(Streams streams, StopSignal stop) {
    this.streams = streams;
    this.stop = stop;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var scenarios = scenarios();
    var out = new PrintStream(streams.out(), true, StandardCharsets.UTF_8);
    var plan = brief ? Laboratory.Plan.SHORT : Laboratory.Plan.USUAL;
    var laboratory = new Laboratory(plan, stop::requested);
    row(out, "scenario", "planted", "found", "owner", "site", "", "s");
    int right = 0;
    for (var scenario : scenarios) {
      try {
        var experiment = laboratory.run(scenario);
        if (experiment.isEmpty()) {
          return Exit.STOPPED;
        }
        right += experiment.get().isRight() ? 1 : 0;
        row(out, experiment.get());
      } catch (IOException | LaboratoryException failure) {
        if (stop.requested()) {
          return Exit.STOPPED;
        }
        out.println("%-20s failed: %s".formatted(scenario.label(), failure.getMessage()));
      }
    }
    out.println("%d of %d right".formatted(right, scenarios.size()));
    return right == scenarios.size() ? Exit.OK : Exit.FAILED;
  }

  private List<Scenario> scenarios() {
    if (names.contains(ALL)) {
      return List.of(Scenario.values());
    }
    return names.stream()
        .map(
            name ->
                Scenario.named(name)
                    .orElseThrow(
                        () ->
                            new WrongUsage(
                                "there is no scenario '%s', but all, %s".formatted(name, known()))))
        .toList();
  }

  private static String known() {
    return Arrays.stream(Scenario.values()).map(Scenario::label).collect(Collectors.joining(", "));
  }

  private void row(PrintStream out, Experiment experiment) {
    var finding = experiment.finding();
    row(
        out,
        experiment.scenario().label(),
        experiment.scenario().planted().kind().toString(),
        finding.kind().toString(),
        finding.owner().isEmpty() ? "-" : finding.owner(),
        finding.site().isEmpty() ? "-" : finding.site(),
        experiment.isRight() ? "right" : "WRONG",
        Long.toString(experiment.time().toSeconds()));
    if (details) {
      details(out, experiment);
    }
  }

  private static void details(PrintStream out, Experiment experiment) {
    experiment
        .diagnosis()
        .verdicts()
        .forEach(
            (name, verdict) ->
                out.println(
                    String.format(
                        Locale.ROOT,
                        "    %-28s %-14s %12.1f a request, %.1f to %.1f",
                        name,
                        verdict.getClass().getSimpleName(),
                        verdict.growth().slope(),
                        verdict.growth().low(),
                        verdict.growth().high())));
    for (var finding : experiment.findings()) {
      out.println(
          "    %s %s '%s' %s: %s"
              .formatted(
                  finding.kind(),
                  finding.series(),
                  finding.owner(),
                  finding.site(),
                  finding.explanation()));
      finding.chain().forEach(link -> out.println("        " + link));
    }
  }

  private static void row(PrintStream out, Object... cells) {
    out.println(
        String.format(Locale.ROOT, "%-20s %-14s %-14s %-36s %-60s %-6s %4s", cells)
            .stripTrailing());
  }
}
