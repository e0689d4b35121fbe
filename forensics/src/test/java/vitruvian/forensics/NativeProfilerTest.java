package vitruvian.forensics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/// What native code allocates and does not free is seen, with the Java method that called it.
final class NativeProfilerTest {
  private static final int PLANTED = 20;

  private final List<Deflater> kept = new ArrayList<>();

  // Once, whatever the steps of the profile are.
  private void plantOnce() {
    if (kept.isEmpty()) {
      plant();
    }
  }

  // Each has some 256 KB of the zlib library. Those that are freed take their time, of which the
  // last tenth is left out.
  private void plant() {
    for (int i = 0; i < PLANTED; i++) {
      kept.add(new Deflater());
    }
    for (int i = 0; i < 20 * PLANTED; i++) {
      new Deflater().end();
    }
  }

  @Test
  void whatIsNotFreedIsToldBySite() throws Exception {
    try {
      var profile = new NativeProfiler(_ -> plantOnce()).profile(Duration.ofSeconds(1));
      assertThat(profile.stoppedEarly()).isFalse();
      assertThat(profile.bytes()).isBetween(PLANTED * 200_000L, PLANTED * 400_000L);
      assertThat(profile.sites())
          .anySatisfy(
              site ->
                  assertThat(site.stack())
                      .anyMatch(frame -> frame.contains("NativeProfilerTest.plant")));
      assertThat(NativeProfile.parse(profile.toJson())).isEqualTo(profile);
      assertThat(profile.toText())
          .startsWith("Allocated within 1 s and not freed: ")
          .contains("NativeProfilerTest.plant");
    } finally {
      kept.forEach(Deflater::end);
    }
    try (var left =
        Files.newDirectoryStream(
            Path.of(System.getProperty("java.io.tmpdir")), "vitruvian-forensics*")) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void asAPageItIsAFlameGraph() throws Exception {
    try {
      assertThat(new NativeProfiler(_ -> plantOnce()).flameGraph(Duration.ofSeconds(1)))
          .containsIgnoringCase("<html")
          .contains("asAPageItIsAFlameGraph");
    } finally {
      kept.forEach(Deflater::end);
    }
  }

  @Test
  void whereThereIsTooMuchToRecordItStopsEarlyAndSaysSo() throws Exception {
    try {
      var profile = new NativeProfiler(_ -> plant(), 300_000).profile(Duration.ofMinutes(5));
      assertThat(profile.stoppedEarly()).isTrue();
      assertThat(profile.length()).isLessThan(Duration.ofMinutes(5));
      assertThat(profile.bytes()).isPositive();
      assertThat(profile.toText()).contains("Stopped early");
      assertThat(NativeProfile.parse(profile.toJson())).isEqualTo(profile);
    } finally {
      kept.forEach(Deflater::end);
    }
  }

  @Test
  void oneAtATime() throws Exception {
    var second = new NativeProfiler(_ -> {});
    var refused = new ArrayList<Throwable>();
    new NativeProfiler(
            _ ->
                assertThatThrownBy(() -> second.profile(Duration.ofSeconds(1)))
                    .satisfies(refused::add))
        .profile(Duration.ofSeconds(1));
    assertThat(refused).isNotEmpty().hasOnlyElementsOfTypes(NativeProfiler.RunningException.class);
    assertThat(second.profile(Duration.ofSeconds(1)).sites()).isNotNull();
  }

  @Test
  void theLengthIsBounded() {
    var profiler = new NativeProfiler(_ -> {});
    assertThatIllegalArgumentException().isThrownBy(() -> profiler.profile(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> profiler.profile(Duration.ofSeconds(301)));
  }
}
