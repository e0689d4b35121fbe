package vitruvian.forensics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import vitruvian.forensics.Finding.Kind;
import vitruvian.memory.Diagnosis;
import vitruvian.memory.Growth;
import vitruvian.memory.Verdict;

/// Each verdict becomes a finding that names what grew.
final class FindingsTest {
  private static final Growth GROWTH = new Growth(90, 100, 110);
  private static final Growth LEVEL = new Growth(-1, 0, 1);
  private static final NativeProfile.Site TOP =
      new NativeProfile.Site(List.of("malloc", "tf_open", "vitruvian.A.open"), 1 << 20);

  private static List<Finding> findings(Map<String, Verdict> verdicts, List<Item> after)
      throws IOException {
    return findings(verdicts, after, List.of());
  }

  private static List<Finding> findings(
      Map<String, Verdict> verdicts, List<Item> after, List<MemoryReport.Forgotten> forgotten)
      throws IOException {
    return findings(verdicts, after, forgotten, 0);
  }

  private static List<Finding> findings(
      Map<String, Verdict> verdicts,
      List<Item> after,
      List<MemoryReport.Forgotten> forgotten,
      double before)
      throws IOException {
    var from = new Snapshot(1, Instant.EPOCH, Map.of(Snapshot.LEAKS, before), List.of());
    var to = new Snapshot(2, Instant.EPOCH, Map.of(), after);
    var report =
        new MemoryReport(
            1,
            Instant.EPOCH,
            new MemoryReport.Lines("{}", "", List.of()),
            true,
            List.of(),
            forgotten.size(),
            forgotten);
    try (var heap = new HeapBlame(OptionalLong.empty())) {
      return new Findings(
              SnapshotDiff.of(from, to),
              report,
              new Diagnosis(new LinkedHashMap<>(verdicts)),
              new Findings.Witnesses(heap, () -> TOP))
          .toList();
    }
  }

  private static Verdict leak() {
    return new Verdict.Leak(GROWTH, Optional.empty(), Optional.empty());
  }

  private static Item item(Section section, String name, String site, long count, long bytes) {
    return new Item(section, name, site, count, bytes);
  }

  @Test
  void aLedgersOwnerIsNamedWithWhereItWasOpened() throws IOException {
    var found =
        findings(
            Map.of("ledger.frame", leak(), Diagnosis.LEDGER, leak(), Diagnosis.RESIDENT, leak()),
            List.of(
                item(Section.LEDGER, "frame", "", 63, 6300),
                item(Section.LEDGER, "frame", "vitruvian.X.open(X.java:1)", 1, 100)));
    assertThat(found)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.kind()).isEqualTo(Kind.LEAK);
              assertThat(one.series()).isEqualTo("ledger.frame");
              assertThat(one.owner()).isEqualTo("frame");
              assertThat(one.site()).isEqualTo("vitruvian.X.open(X.java:1)");
              assertThat(one.explanation()).contains("64");
            });
  }

  @Test
  void whatTheSafetyNetFreedIsALeakThoughNothingGrows() throws IOException {
    var found =
        findings(
            Map.of(Diagnosis.HEAP, new Verdict.Pass(LEVEL, 0)),
            List.of(),
            List.of(
                new MemoryReport.Forgotten("frame", 1, Instant.EPOCH, ""),
                new MemoryReport.Forgotten("frame", 1, Instant.EPOCH, "vitruvian.X.y(X.java:1)")));
    assertThat(found)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.kind()).isEqualTo(Kind.LEAK);
              assertThat(one.series()).isEqualTo("leaks");
              assertThat(one.owner()).isEqualTo("frame");
              assertThat(one.site()).isEqualTo("vitruvian.X.y(X.java:1)");
            });
  }

  @Test
  void whatWasForgottenBeforeIsNotBlamed() throws IOException {
    var found =
        findings(
            Map.of(Diagnosis.HEAP, new Verdict.Pass(LEVEL, 0)),
            List.of(),
            List.of(
                new MemoryReport.Forgotten("frame", 1, Instant.EPOCH, ""),
                new MemoryReport.Forgotten("tracker", 1, Instant.EPOCH, "")),
            1);
    assertThat(found).extracting(Finding::owner).containsExactly("tracker");
    assertThat(found.getFirst().explanation()).contains(": 1 in all");
  }

  @Test
  void threadsFilesAndLoadersAreNamedByTheirPattern() throws IOException {
    var found =
        findings(
            Map.of("threads", leak(), "files", leak(), "classes", leak(), "heap", leak()),
            List.of(
                item(Section.THREADS, "worker-#", "vitruvian.X.run(X.java:1)", 50, 0),
                item(Section.FILES, "/tmp/part#", "", 40, 0),
                item(Section.LOADERS, "a.Loader", "", 30, 3000),
                item(Section.CLASSES, "byte[]", "", 1000, 100_000),
                item(Section.CLASSES, "vitruvian.X", "", 10, 1000)));
    assertThat(found)
        .extracting(Finding::series, Finding::owner, Finding::site)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("threads", "worker-#", "vitruvian.X.run(X.java:1)"),
            org.assertj.core.groups.Tuple.tuple("files", "/tmp/part#", ""),
            org.assertj.core.groups.Tuple.tuple("classes", "a.Loader", ""),
            org.assertj.core.groups.Tuple.tuple("heap", "vitruvian.X", ""));
  }

  @Test
  void nativeMemoryInNoBooksIsAskedOfTheProfile() throws IOException {
    var found =
        findings(
            Map.of(Diagnosis.NATIVE, leak()),
            List.of(
                item(Section.ACCOUNT, "native", "", 1, 5 << 20),
                item(Section.LEDGER, "frame", "", 1, 100)));
    assertThat(found.getFirst().owner()).isEqualTo("tf_open");
    assertThat(found.getFirst().site()).isEqualTo("vitruvian.A.open");
    assertThat(found.getFirst().chain()).containsExactly("vitruvian.A.open", "tf_open", "malloc");
  }

  @Test
  void whatIsNoLeakIsCalledByItsName() throws IOException {
    assertThat(findings(Map.of("kept", new Verdict.Fragmentation(GROWTH)), List.of()))
        .extracting(Finding::kind)
        .containsExactly(Kind.FRAGMENTATION);
    assertThat(findings(Map.of("heap", new Verdict.Pass(LEVEL, 5e6)), List.of()))
        .extracting(Finding::kind)
        .containsExactly(Kind.FILLING_CACHE);
    assertThat(findings(Map.of("heap", new Verdict.Pass(LEVEL, 0)), List.of()))
        .extracting(Finding::kind)
        .containsExactly(Kind.STABLE);
    assertThat(
            findings(
                Map.of("heap", new Verdict.Inconclusive(GROWTH, 0, Duration.ofMinutes(5))),
                List.of()))
        .extracting(Finding::kind)
        .containsExactly(Kind.INCONCLUSIVE);
  }

  // A tracker's models are opened by the threads of its sessions, and it has no bytes of its own.
  @Test
  void whoOpenedWhatALibraryOpensMoreForIsNamed() throws IOException {
    var found =
        findings(
            Map.of("ledger.interpreter", leak()),
            List.of(
                item(
                    Section.LEDGER,
                    "interpreter",
                    "vitruvian.tracker.Session.get(Session.java:1)",
                    6,
                    600),
                item(Section.LEDGER, "tracker", "com.acme.Shop.open(Shop.java:2)", 1, 0)));
    assertThat(found)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.kind()).isEqualTo(Kind.LEAK);
              assertThat(one.owner()).isEqualTo("tracker");
              assertThat(one.site()).isEqualTo("com.acme.Shop.open(Shop.java:2)");
              assertThat(one.explanation()).contains("'interpreter'").contains("1 more");
            });
  }
}
