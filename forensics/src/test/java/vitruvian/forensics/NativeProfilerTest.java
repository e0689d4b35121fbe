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
      var profile = new NativeProfiler(_ -> plant()).profile(Duration.ofSeconds(1));
      assertThat(profile.bytes()).isBetween(PLANTED * 200_000L, PLANTED * 400_000L);
      assertThat(profile.sites())
          .anySatisfy(
              site ->
                  assertThat(site.stack())
                      .anyMatch(frame -> frame.contains("NativeProfilerTest.plant")));
      assertThat(profile.html())
          .containsIgnoringCase("<html")
          .contains("whatIsNotFreedIsToldBySite");
      var read = NativeProfile.parse(profile.toJson());
      assertThat(read.sites()).isEqualTo(profile.sites());
      assertThat(read.bytes()).isEqualTo(profile.bytes());
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
  void oneAtATime() throws Exception {
    var second = new NativeProfiler(_ -> {});
    var refused = new ArrayList<Throwable>();
    new NativeProfiler(
            _ ->
                assertThatThrownBy(() -> second.profile(Duration.ofSeconds(1)))
                    .satisfies(refused::add))
        .profile(Duration.ofSeconds(1));
    assertThat(refused).singleElement().isInstanceOf(NativeProfiler.RunningException.class);
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
