package vitruvian.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import vitruvian.web.testing.NodeTests;

/// The tests of the page's TypeScript, run by Node's own test runner; each is a test here too.
class PageScriptTest {
  private static final Path TESTS = Path.of("target/page/js/test/web");

  @TempDir private Path temp;

  @TestFactory
  List<DynamicTest> scripts() throws IOException, InterruptedException {
    var tests =
        NodeTests.run(
            Path.of("").toAbsolutePath(),
            TESTS,
            Map.of(),
            Duration.ofMinutes(5),
            temp.resolve("tap"));
    assertThat(tests).hasSizeGreaterThan(20);
    return tests;
  }
}
