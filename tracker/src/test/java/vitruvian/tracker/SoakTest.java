package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
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
          "-XX:ReservedCodeCacheSize=64m");

  /// One sample of the process.
  ///
  /// @param number of pictures or openings so far
  /// @param resident bytes
  /// @param allocated bytes in the C library's heap
  /// @param ledger bytes that the ledger knows of
  /// @param heap bytes in the JVM's heap after a collection
  private record Sample(
      double number, double resident, double allocated, double ledger, double heap) {}

  @Test
  void residentMemoryDoesNotGrowWithPictures() throws Exception {
    int count = (int) (20_000 * SCALE);
    growth("the C library's heap", assertNoGrowth("pictures", count, 64), Sample::allocated);
  }

  @Test
  void residentMemoryDoesNotGrowWithOpenings() throws Exception {
    int count = (int) (1_000 * SCALE);
    growth("the C library's heap", assertNoGrowth("openings", count, 4096), Sample::allocated);
  }

  @Test
  void nothingGrowsWithTheFramesOfAStreamOfTwoHours() throws Exception {
    int count = (int) (20_000 * SCALE);
    int limit = 64;
    var samples = assertNoGrowth("frames", count, limit);
    var allocated = growth("the C library's heap", samples, Sample::allocated);
    var heap = growth("the JVM's heap", samples, Sample::heap);
    assertThat(samples).extracting(Sample::ledger).containsOnly(samples.getFirst().ledger());
    if (SCALE >= 0.5) {
      assertThat(allocated.high()).as("the C library's heap").isLessThan(limit);
      assertThat(heap.high()).as("the JVM's heap").isLessThan(limit);
    }
  }

  private static List<Sample> assertNoGrowth(String what, int count, double limit)
      throws Exception {
    var samples = new ArrayList<Sample>();
    for (var line : run(what, count)) {
      System.out.println("figure: soak " + what + ": " + line);
      var fields = line.split(" ", -1);
      if (fields[0].equals("sample")) {
        samples.add(
            new Sample(
                number(fields[1]),
                number(fields[2]),
                number(fields[3]),
                number(fields[4]),
                number(fields[5])));
      } else if (fields[0].equals("end")) {
        assertThat(fields[1]).as("open things in the ledger").isEqualTo("0");
        assertThat(fields[2]).as("bytes in the ledger").isEqualTo("0");
        assertThat(fields[3]).as("leaks").isEqualTo("0");
        assertThat(number(fields[4])).as("pictures with people").isPositive();
      }
    }
    assertThat(samples).hasSize(SoakRun.WINDOWS + 1);
    // The first sample ends the warm-up.
    System.out.printf(
        "figure: soak of %d %s: resident %.1f MiB after the warm-up, %.1f MiB at the end, limit"
            + " %.0f bytes each%n",
        count,
        what,
        samples.getFirst().resident() / MEGABYTE,
        samples.getLast().resident() / MEGABYTE,
        limit);
    var resident = growth("resident memory", samples, Sample::resident);
    if (SCALE >= 0.5) {
      assertThat(resident.high()).as("bytes by which it grows each").isLessThan(limit);
    }
    return samples;
  }

  private static GrowthRate growth(
      String what, List<Sample> samples, ToDoubleFunction<Sample> bytes) {
    var number = samples.stream().mapToDouble(Sample::number).toArray();
    var rate = GrowthRate.of(number, samples.stream().mapToDouble(bytes).toArray());
    System.out.printf(
        "figure: soak: %s grows by %.1f bytes each (90%% interval %.1f to %.1f)%n",
        what, rate.median(), rate.low(), rate.high());
    return rate;
  }

  private static double number(String field) {
    return Double.parseDouble(field);
  }

  private static List<String> run(String what, int count) throws IOException, InterruptedException {
    var builder = ChildJvm.of(JVM, SoakRun.class, what, Integer.toString(count));
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
