package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The proof of the memory promise: what grows with every picture, or with every opening, is found
/// by its slope, however slowly it grows.
///
/// Not part of the normal loop. All long tests:
///
/// ```
/// mvn verify -pl tracker -am -Dtest.groups=soak -Dtest.excluded=none
/// ```
///
/// `-Dsoak.scale=0.1` makes it a tenth. Of less than a half the growth is printed but not judged:
/// the JVM's compilers are not through with their own growth by then.
@Tag("soak")
final class SoakTest {
  private static final double SCALE = Double.parseDouble(System.getProperty("soak.scale", "1"));
  private static final int MEGABYTE = 1 << 20;

  // The JVM as the product starts it, but for a heap that is resident from the beginning: what it
  // touches later is no growth.
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms256m",
          "-Xmx256m",
          "-XX:+AlwaysPreTouch",
          "-XX:ReservedCodeCacheSize=64m",
          "--enable-native-access=ALL-UNNAMED",
          "--illegal-native-access=deny");

  /// One sample of the process.
  ///
  /// @param number of pictures or openings so far
  /// @param resident bytes
  /// @param allocated bytes in the C library's heap
  /// @param ledger bytes that the ledger knows of
  private record Sample(double number, double resident, double allocated, double ledger) {}

  @Test
  void residentMemoryDoesNotGrowWithPictures() throws Exception {
    int count = (int) (20_000 * SCALE);
    assertNoGrowth("pictures", count, 64);
  }

  @Test
  void residentMemoryDoesNotGrowWithOpenings() throws Exception {
    int count = (int) (1_000 * SCALE);
    assertNoGrowth("openings", count, 4096);
  }

  private static void assertNoGrowth(String what, int count, double limit) throws Exception {
    var samples = new ArrayList<Sample>();
    for (var line : run(what, count)) {
      System.out.println("figure: soak " + what + ": " + line);
      var fields = line.split(" ", -1);
      if (fields[0].equals("sample")) {
        samples.add(
            new Sample(number(fields[1]), number(fields[2]), number(fields[3]), number(fields[4])));
      } else if (fields[0].equals("end")) {
        assertThat(fields[1]).as("open things in the ledger").isEqualTo("0");
        assertThat(fields[2]).as("bytes in the ledger").isEqualTo("0");
        assertThat(fields[3]).as("leaks").isEqualTo("0");
        assertThat(number(fields[4])).as("pictures with people").isPositive();
      }
    }
    assertThat(samples).hasSize(SoakRun.WINDOWS + 1);
    // The first sample ends the warm-up.
    var number = samples.stream().mapToDouble(Sample::number).toArray();
    var resident = GrowthRate.of(number, samples.stream().mapToDouble(Sample::resident).toArray());
    var allocated =
        GrowthRate.of(number, samples.stream().mapToDouble(Sample::allocated).toArray());
    System.out.printf(
        "figure: soak of %d %s: resident memory grows by %.1f bytes each (90%% interval %.1f to"
            + " %.1f, limit %.0f), the C library's heap by %.1f (%.1f to %.1f); resident %.1f MiB"
            + " after the warm-up, %.1f MiB at the end%n",
        count,
        what,
        resident.median(),
        resident.low(),
        resident.high(),
        limit,
        allocated.median(),
        allocated.low(),
        allocated.high(),
        samples.getFirst().resident() / MEGABYTE,
        samples.getLast().resident() / MEGABYTE);
    if (SCALE >= 0.5) {
      assertThat(resident.high()).as("bytes by which it grows each").isLessThan(limit);
    }
  }

  private static double number(String field) {
    return Double.parseDouble(field);
  }

  private static List<String> run(String what, int count) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(SoakRun.class.getName());
    command.add(what);
    command.add(Integer.toString(count));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    // Of further arenas the C library does not give back what is free at their end, which moves
    // the resident memory in steps of megabytes up to a bound. What grows each time grows in one.
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    var process = builder.start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      var lines = reader.lines().toList();
      assertThat(process.waitFor()).as("exit status").isZero();
      return lines;
    } finally {
      process.destroy();
    }
  }
}
