package vitruvian.forensics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Of a stack, the frame is told that somebody can do something about.
final class SitesTest {
  private static StackTraceElement frame(String name) {
    int dot = name.lastIndexOf('.');
    return new StackTraceElement(name.substring(0, dot), name.substring(dot + 1), "A.java", 7);
  }

  private static Optional<Throwable> stack(String names) {
    var stack = new Throwable();
    stack.setStackTrace(
        Arrays.stream(names.split(" ", -1))
            .map(SitesTest::frame)
            .toArray(StackTraceElement[]::new));
    return Optional.of(stack);
  }

  @ParameterizedTest
  @CsvSource({
    // Who uses a library, ours or not, whatever is between.
    "vitruvian.memory.Ledger.open vitruvian.tracker.Frame.of java.util.Map.get a.B.c, a.B.c",
    "vitruvian.tracker.image.A.b vitruvian.tracker.C.d vitruvian.server.E.f x.Y.z,"
        + " vitruvian.server.E.f",
    // In the service, whoever had it opened.
    "vitruvian.server.Body.grow vitruvian.server.Body.append vitruvian.server.S.take x.Y.z,"
        + " vitruvian.server.S.take",
    // A library's own thread.
    "vitruvian.tracker.A.b vitruvian.tracker.C.d java.lang.Thread.run, vitruvian.tracker.C.d",
    "x.Y.z java.lang.Thread.run, x.Y.z"
  })
  void theSiteOfAnOpening(String frames, String site) {
    assertThat(Sites.opening(stack(frames))).isEqualTo(site + "(A.java:7)");
  }
}
