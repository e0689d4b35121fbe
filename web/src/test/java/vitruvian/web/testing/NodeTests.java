package vitruvian.web.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Tests that are written for Node's own test runner, as tests here.
public final class NodeTests {
  private static final Pattern OUTCOME = Pattern.compile("(not )?ok \\d+ - (.*)");

  private NodeTests() {}

  /// Runs the tests in a folder, one file after the other.
  ///
  /// @param module the folder of the Maven module that they are run in
  /// @param tests the folder of the tests, seen from there
  /// @param settings environment variables for them
  /// @param limit after which Node is ended with all that it has started
  /// @param output where what they say is left
  public static List<DynamicTest> run(
      Path module, Path tests, Map<String, String> settings, Duration limit, Path output)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(command(module, tests))
            .directory(module.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(settings);
    var node = builder.start();
    try {
      boolean ended = node.waitFor(limit);
      var report = Files.readString(output, StandardCharsets.UTF_8);
      assertThat(ended).as(report).isTrue();
      var outcomes = report.lines().flatMap(line -> outcome(line, report)).toList();
      assertThat(node.exitValue() == 0 || report.contains("not ok ")).as(report).isTrue();
      return outcomes;
    } finally {
      node.descendants().forEach(ProcessHandle::destroyForcibly);
      node.destroyForcibly();
    }
  }

  private static List<String> command(Path module, Path tests) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                "node", "--no-warnings", "--test", "--test-concurrency=1", "--test-reporter=tap"));
    try (var files = Files.list(module.resolve(tests))) {
      files
          .map(file -> module.relativize(file).toString())
          .filter(file -> file.endsWith(".test.js"))
          .sorted()
          .forEach(command::add);
    }
    return command;
  }

  private static Stream<DynamicTest> outcome(String line, String report) {
    var outcome = OUTCOME.matcher(line.strip());
    return outcome.matches()
        ? Stream.of(
            DynamicTest.dynamicTest(
                outcome.group(2), () -> assertThat(outcome.group(1)).as(report).isNull()))
        : Stream.empty();
  }
}
