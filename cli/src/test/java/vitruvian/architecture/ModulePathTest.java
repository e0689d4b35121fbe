package vitruvian.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tests run on the class path; the program runs on the module path. This starts it there.
final class ModulePathTest {
  private static final Set<String> OURS =
      Set.of(
          "vitruvian.models",
          "vitruvian.memory",
          "vitruvian.landmarks",
          "vitruvian.tracker",
          "vitruvian.render",
          "vitruvian.video",
          "vitruvian.motion",
          "vitruvian.shark",
          "vitruvian.forensics",
          "vitruvian.server",
          "vitruvian.web",
          "vitruvian.cli");

  @Test
  void theProgramStartsOnTheModulePath(@TempDir Path folder)
      throws IOException, InterruptedException {
    var path = modulePath();
    var named = path.stream().flatMap(ModulePathTest::module).map(ModuleDescriptor::name).toList();
    assumeTrue(
        named.containsAll(OURS),
        () -> "skipped: not all modules are built with their module-info, only " + named);

    var output = folder.resolve("output");
    var program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "--enable-native-access=vitruvian.memory,vitruvian.tracker,vitruvian.video,async.profiler",
                "--illegal-native-access=deny",
                "--module-path",
                path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "--module",
                "vitruvian.cli/vitruvian.cli.Main",
                "--version")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(program.waitFor(60, TimeUnit.SECONDS)).as("it ends within a minute").isTrue();
    } finally {
      program.destroyForcibly();
    }
    assertThat(program.exitValue())
        .as("exit code; it wrote: %s", Files.readString(output))
        .isZero();
    assertThat(output).content().containsIgnoringCase("vitruvian");
  }

  // What of the tests' class path are modules that the program can be made of.
  private static List<Path> modulePath() {
    var classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(classPath.split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> !entry.toString().endsWith("-tests.jar"))
        .filter(entry -> module(entry).findAny().isPresent())
        .toList();
  }

  private static Stream<ModuleDescriptor> module(Path entry) {
    try {
      var found = ModuleFinder.of(entry).findAll();
      return found.size() == 1 ? found.stream().map(ModuleReference::descriptor) : Stream.of();
    } catch (FindException notOne) {
      return Stream.of();
    }
  }
}
