package vitruvian.cli;

import picocli.CommandLine.Command;

/// `vitruvian leaklab`: leaks planted on purpose, and whether they are found.
@Command(
    name = "leaklab",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    usageHelpWidth = 100,
    synopsisSubcommandLabel = "COMMAND",
    header = "Plants faults in the real service, and shows whether the forensics name them.",
    description = {
      "",
      "Each scenario runs in a process of its own, under load. The investigation is the one of"
          + " 'soak' and knows nothing of what was planted.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  vitruvian leaklab list",
      "  vitruvian leaklab run result-map",
      "  vitruvian leaklab run all",
      "  vitruvian leaklab before-after --minutes 30 --format markdown",
      "",
      "Exit codes: 0 all was found and called by its name, 1 not all, 2 wrong usage, 130 stopped by"
          + " Ctrl-C."
    })
final class LeaklabCommand {}
