package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The handbook of operators names every flag and every metric, and none that is not there.
class OperationsTest {
  private static final Path HANDBOOK = Path.of("../docs/operations.md");
  private static final Path SERVER = Path.of("../server/src/main/java/vitruvian/server");
  private static final Pattern FLAG_ROW = Pattern.compile("(?m)^\\| `(--[a-z-]+)[^`]*` \\|([^|]*)");
  private static final Pattern METRIC_ROW = Pattern.compile("(?m)^\\| `(vitruvian_[a-z_]+)");
  private static final Pattern METRIC = Pattern.compile("\"(vitruvian_[a-z_]+)\"");

  private static Set<String> all(Pattern pattern, String text) {
    var found = new TreeSet<String>();
    pattern.matcher(text).results().forEach(match -> found.add(match.group(1)));
    return found;
  }

  @Test
  void everyFlagIsThereWithItsDefault() throws IOException {
    var line = Main.commandLine(Streams.ofProcess(), new StopSignal());
    var options = line.parseArgs("serve").subcommand().commandSpec().options();
    var rows = new TreeMap<String, String>();
    FLAG_ROW
        .matcher(Files.readString(HANDBOOK))
        .results()
        .forEach(row -> rows.put(row.group(1), row.group(2)));
    var flags = new TreeSet<String>();
    for (var option : options) {
      if (!option.usageHelp() && !option.versionHelp()) {
        flags.add(option.longestName());
        var usual = option.defaultValue();
        assertThat(rows.getOrDefault(option.longestName(), ""))
            .as(option.longestName())
            .contains(usual == null ? "" : "`" + usual + "`");
      }
    }
    assertThat(rows.keySet()).isEqualTo(flags);
  }

  @Test
  void everyMetricIsThere() throws IOException {
    var metrics = new TreeSet<String>();
    try (var files = Files.list(SERVER)) {
      for (var file : files.toList()) {
        metrics.addAll(all(METRIC, Files.readString(file)));
      }
    }
    assertThat(metrics).hasSizeGreaterThan(10);
    assertThat(all(METRIC_ROW, Files.readString(HANDBOOK))).isEqualTo(metrics);
  }
}
