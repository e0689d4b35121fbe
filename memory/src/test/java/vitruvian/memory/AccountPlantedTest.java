package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.memory.testing.PlantedPool;

/// 100 MB planted in one pool appear in the line of that pool and nowhere else, in a process of its
/// own, with the JVM's native memory tracking and without.
final class AccountPlantedTest {
  private static final long MARGIN = 2 << 20;

  private record Row(String key, long line, long explained, long remainder, long resident) {
    static Row parse(String text) {
      var fields = text.split(" ", -1);
      var figures = Arrays.stream(fields).skip(1).mapToLong(Long::parseLong).toArray();
      return new Row(fields[0], figures[0], figures[1], figures[2], figures[3]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"summary", "off"})
  void plantedBytesAppearInTheirLine(String tracking) throws Exception {
    assumeTrue(NativeHeap.inUse().isPresent(), "skipped: this C library is not glibc");
    assumeTrue(
        ProcessMemory.read().proportional().isPresent(), "skipped: this system has no smaps");
    var rows = run(tracking);
    assertThat(rows)
        .extracting(Row::key)
        .containsExactly("heap.live", "direct", "native", "ledger.planted", "files");
    for (var row : rows) {
      assertThat(row.line()).as(row.key()).isCloseTo(PlantedPool.BYTES, within(MARGIN));
      // The heap has room for more than lives in it; elsewhere no other line may move.
      assertThat(row.key().startsWith("heap") ? row.line() : row.explained())
          .as("all lines with %s", row)
          .isCloseTo(PlantedPool.BYTES, within(MARGIN));
      assertThat(Math.abs(row.remainder()))
          .as("remainder with %s", row)
          .isLessThan(row.resident() / 20);
    }
  }

  // The compilers would allocate and free tens of megabytes meanwhile.
  private static List<Row> run(String tracking) throws IOException, InterruptedException {
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
                PlantedPools.class.getName()));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      var lines = reader.lines().toList();
      assertThat(process.waitFor()).as("exit status").isZero();
      return lines.stream().map(Row::parse).toList();
    } finally {
      process.destroy();
    }
  }
}
