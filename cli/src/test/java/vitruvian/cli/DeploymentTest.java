package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The files for containers start the program as it is: a flag, a path or a setting that changes
/// here fails there first.
class DeploymentTest {
  private static final Path ROOT = Path.of("..");
  private static final String MAIN = "vitruvian.cli/vitruvian.cli.Main";
  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
  // In the launcher: export NAME="${NAME:-VALUE}".
  private static final Pattern ALLOCATOR =
      Pattern.compile("export (MALLOC_\\w+)=\"\\$\\{\\1:-(\\d+)}\"");

  /// The lists of arguments that follow a word, in files where each is written as JSON.
  private static List<List<String>> lists(String file, String word) throws IOException {
    return Pattern.compile("(?m)^[^#\\n]*\\b" + word + ":? (\\[[^\\]]*])")
        .matcher(Files.readString(ROOT.resolve(file)))
        .results()
        .map(list -> TEXT.matcher(list.group(1)).results().map(text -> text.group(1)).toList())
        .toList();
  }

  private static List<String> entryPoint() throws IOException {
    return lists("Dockerfile", "ENTRYPOINT").getFirst();
  }

  private static Stream<String> ofProgram(List<String> java, List<String> further) {
    return Stream.concat(java.stream().skip(java.indexOf(MAIN) + 1L), further.stream());
  }

  static Stream<List<String>> starts() throws IOException {
    var image = lists("Dockerfile", "CMD");
    var compose = lists("compose.yaml", "command");
    var kubernetes = lists("deploy/kubernetes.yaml", "args");
    assertThat(image).as("health check and CMD").hasSize(2);
    assertThat(compose).hasSize(1);
    assertThat(kubernetes).hasSize(1);
    var entry = entryPoint();
    return Stream.of(
            ofProgram(image.getFirst(), List.of()),
            ofProgram(entry, image.getLast()),
            ofProgram(entry, compose.getFirst()),
            ofProgram(entry, kubernetes.getFirst()))
        .map(Stream::toList);
  }

  @ParameterizedTest
  @MethodSource("starts")
  void theProgramKnowsWhatItIsStartedWith(List<String> args) {
    var line = Main.commandLine(Streams.ofProcess(), new StopSignal());
    var parsed = line.parseArgs(args.toArray(String[]::new));
    assertThat(parsed.subcommand().commandSpec().name()).isEqualTo(args.getFirst());
    assertThat(parsed.subcommand().matchedArgs()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("starts")
  void noContainerIsOpenToAnybodyByItself(List<String> args) {
    assertThat(args).doesNotContain("--no-token");
    assertThat(args.contains("--host")).isEqualTo(args.contains("--token-file"));
  }

  @Test
  void theImageHasWhatItIsStartedWith() throws IOException {
    var entry = entryPoint();
    var folder = "/opt/vitruvian";
    assertThat(entry)
        .startsWith(folder + "/runtime/bin/java", "@" + folder + "/options/serve.options")
        .contains(MAIN, "serve");
    assertThat(lists("Dockerfile", "CMD").getFirst()).startsWith(entry.getFirst());
    assertThat(afterModulePath(entry)).isEqualTo(folder + "/app");
    assertThat(ROOT.resolve("Dockerfile"))
        .content()
        .containsPattern("-P\\S*dist verify [^\n]*-pl cli -am")
        .contains("&& mv cli/target/dist/vitruvian-*-linux-x86_64 " + folder + "\n")
        .contains("\nCOPY --from=build " + folder + " " + folder + "\n");
    // What the folder is made of says who makes it.
    assertThat(ROOT.resolve("cli/src/build/java/BuildDist.java"))
        .content()
        .contains("\"app\"", "\"options\"", "\"runtime\"", "\"serve.options\"");
    assertThat(ROOT.resolve("cli/serve.options")).exists();
    assertThat(afterModulePath(lists("Dockerfile", "CMD").getFirst()))
        .isEqualTo(afterModulePath(entry));
  }

  private static String afterModulePath(List<String> java) {
    return java.get(java.indexOf("-p") + 1);
  }

  /// Takes all of the heap, and would go on if it could.
  static final class Greedy {
    private Greedy() {}

    public static void main(String[] args) {
      var all = new ArrayList<byte[]>();
      while (true) {
        try {
          all.add(new byte[1 << 20]);
        } catch (OutOfMemoryError _) {
          System.exit(all.isEmpty() ? 1 : 0);
        }
      }
    }
  }

  // A process that goes on without the threads that the error has ended is no service, and nobody
  // starts it anew.
  @Test
  void whenTheHeapIsFullTheProcessEndsAtOnce() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "@" + ROOT.resolve("cli/serve.options"),
                "-cp",
                System.getProperty("java.class.path"),
                Greedy.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(3);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void theAllocatorIsSetAsByTheLauncher() throws IOException {
    var settings =
        ALLOCATOR
            .matcher(Files.readString(ROOT.resolve("vitruvian")))
            .results()
            .map(setting -> setting.group(1) + "=" + setting.group(2))
            .toList();
    assertThat(settings).hasSize(3);
    assertThat(ROOT.resolve("Dockerfile")).content().contains(settings);
  }

  @Test
  void theImageIsNotRootAndHealthIsAskedForAtThePortThatIsServed() throws IOException {
    var serve =
        Main.commandLine(Streams.ofProcess(), new StopSignal()).parseArgs("serve").subcommand();
    var port = serve.commandSpec().findOption("--port").defaultValue();
    assertThat(ROOT.resolve("Dockerfile"))
        .content()
        .containsPattern("\nUSER [1-9]\\d*:[1-9]\\d*\n")
        .contains("\nEXPOSE " + port + "\n")
        .contains("\"http://127.0.0.1:" + port + "/health/live\"");
    assertThat(ROOT.resolve("compose.yaml")).content().contains(":" + port + "\"");
    assertThat(ROOT.resolve("deploy/kubernetes.yaml"))
        .content()
        .contains("containerPort: " + port + "\n");
  }
}
