package vitruvian.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The tests of the page's TypeScript, run by Node's own test runner; each is a test here too.
class PageScriptTest {
  private static final Path TESTS = Path.of("target/page/js/test/web");
  private static final Pattern OUTCOME = Pattern.compile("(not )?ok \\d+ - (.*)");

  @TempDir private Path temp;

  @TestFactory
  List<DynamicTest> scripts() throws IOException, InterruptedException {
    var command =
        new ArrayList<>(List.of("node", "--no-warnings", "--test", "--test-reporter=tap"));
    try (var files = Files.list(TESTS)) {
      files.map(Path::toString).filter(file -> file.endsWith(".test.js")).forEach(command::add);
    }
    var output = temp.resolve("tap");
    var node =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
    var report = Files.readString(output, StandardCharsets.UTF_8);
    var tests = report.lines().flatMap(line -> outcome(line, report)).toList();
    assertThat(tests).as(report).hasSizeGreaterThan(20);
    assertThat(node.exitValue()).as(report).isZero();
    return tests;
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
