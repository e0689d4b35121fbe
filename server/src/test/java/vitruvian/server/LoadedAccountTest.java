package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import vitruvian.memory.NativeHeap;
import vitruvian.memory.ProcessMemory;
import vitruvian.memory.testing.PlantedPool;

/// The account adds up in a service at rest, under load and after it, and what is planted in one
/// pool under load appears in the line of that pool.
final class LoadedAccountTest {
  private static final long MARGIN = 2 << 20;

  private record Row(String name, long growth, long remainder, long resident, long answered) {
    static Row parse(String text) {
      var fields = text.split(" ", -1);
      var figures = Arrays.stream(fields).skip(1).mapToLong(Long::parseLong).toArray();
      return new Row(fields[0], figures[0], figures[1], figures[2], figures[3]);
    }
  }

  @Test
  void plantedBytesAppearInTheirLineUnderLoad() throws Exception {
    assumeTrue(NativeHeap.inUse().isPresent(), "skipped: this C library is not glibc");
    assumeTrue(
        ProcessMemory.read().proportional().isPresent(), "skipped: this system has no smaps");
    var rows = run();
    assertThat(rows)
        .extracting(Row::name)
        .containsExactly(
            "idle", "heap.live", "direct", "native", "ledger.planted", "files", "after");
    for (var row : rows) {
      assertThat(Math.abs(row.remainder)).as("remainder: %s", row).isLessThan(row.resident / 20);
      if (!List.of("idle", "after").contains(row.name)) {
        assertThat(row.growth).as("%s", row).isCloseTo(PlantedPool.BYTES, within(MARGIN));
        assertThat(row.answered).as("under load: %s", row).isPositive();
      }
    }
  }

  // The compilers would allocate and free tens of megabytes meanwhile.
  private static List<Row> run() throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:NativeMemoryTracking=summary",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx400m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LoadedAccount.class.getName(),
                "../samples/astronaut.png")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      var lines = reader.lines().toList();
      assertThat(process.waitFor()).as("exit status").isZero();
      return lines.stream().map(Row::parse).toList();
    } finally {
      process.destroy();
    }
  }
}
