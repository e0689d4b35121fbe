package vitruvian.memory.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vitruvian.memory.NativeHeap;
import vitruvian.memory.ProcessMemory;

/// A Java process that takes accounts of its own memory and prints what they say.
public final class AccountProcess {
  private AccountProcess() {}

  /// One line of what it prints.
  ///
  /// @param name of what the figures are of
  /// @param figures in the order in which they were printed
  public record Row(String name, List<Long> figures) {
    public Row {
      figures = List.copyOf(figures);
    }

    private static Row parse(String line) {
      var fields = List.of(line.split(" ", -1));
      return new Row(fields.getFirst(), fields.stream().skip(1).map(Long::parseLong).toList());
    }

    /// One of the figures.
    public long figure(int index) {
      return figures.get(index);
    }
  }

  /// Skips a test where this system cannot tell what an account needs.
  public static void assumeItCanTell() throws IOException {
    assumeTrue(NativeHeap.inUse().isPresent(), "skipped: this C library is not glibc");
    assumeTrue(
        ProcessMemory.read().proportional().isPresent(), "skipped: this system has no smaps");
  }

  /// Runs a class to its end, with this process's class path.
  ///
  /// @param tracking of the JVM's native memory: `summary` or `off`
  public static List<Row> run(Class<?> main, String tracking, String... arguments)
      throws IOException, InterruptedException {
    // With all its compilers the JVM would allocate and free tens of megabytes meanwhile.
    var command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:NativeMemoryTracking=" + tracking,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx400m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(Arrays.asList(arguments));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      var lines = reader.lines().toList();
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException("%s ended with %d: %s".formatted(main, status, lines));
      }
      return lines.stream().map(Row::parse).toList();
    } finally {
      process.destroy();
    }
  }
}
