package vitruvian.forensics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import vitruvian.forensics.Finding.Kind;
import vitruvian.forensics.HeapBlame.Blame;
import vitruvian.forensics.SnapshotDiff.Change;
import vitruvian.memory.Diagnosis;
import vitruvian.memory.Figures;
import vitruvian.memory.Verdict;

/// The findings of one investigation in the making: what each verdict means, by what grew.
final class Findings {
  private static final String OWNER = "ledger.";
  private static final double MB = 1 << 20;

  // What names its owner by itself comes before what all owners share.
  private static final List<String> ORDER =
      List.of(OWNER, Snapshot.LEAKS, "files", "threads", "classes", "direct", Diagnosis.HEAP);

  private final SnapshotDiff diff;
  private final MemoryReport report;
  private final Diagnosis diagnosis;
  private final HeapBlame heap;
  private final NativeBlame natives;

  /// Who is asked for what the figures do not tell.
  ///
  /// @param heap who holds objects
  /// @param natives who allocates native memory beyond the ledger
  record Witnesses(HeapBlame heap, NativeBlame natives) {}

  /// Who allocates native memory that is in no books.
  @FunctionalInterface
  interface NativeBlame {
    /// Of the most bytes that are not freed; of no site where there is none.
    NativeProfile.Site top() throws IOException;
  }

  Findings(SnapshotDiff diff, MemoryReport report, Diagnosis diagnosis, Witnesses witnesses) {
    this.diff = diff;
    this.report = report;
    this.diagnosis = diagnosis;
    this.heap = witnesses.heap;
    this.natives = witnesses.natives;
  }

  List<Finding> toList() throws IOException {
    var findings = new ArrayList<Finding>(forgotten(report.leaksSince(diff.from())));
    for (var one : diagnosis.verdicts().entrySet()) {
      switch (one.getValue()) {
        case Verdict.Leak _ -> findings.addAll(leak(one.getKey()));
        case Verdict.Fragmentation _ -> findings.add(fragmentation(one.getKey()));
        case Verdict.Pass(_, double filled) when filled > 0 ->
            findings.add(filling(one.getKey(), filled));
        case Verdict.Pass _, Verdict.Bounded _ -> {}
        case Verdict.Inconclusive inconclusive ->
            findings.add(inconclusive(one.getKey(), inconclusive));
      }
    }
    if (findings.isEmpty()) {
      findings.add(
          new Finding(
              Diagnosis.RESIDENT,
              Kind.STABLE,
              "",
              "",
              List.of(),
              "No figure grows any more, but what is bounded."));
    }
    findings.sort(
        Comparator.comparing(Finding::kind)
            .thenComparingInt(Findings::vagueness)
            .thenComparingInt(finding -> order(finding.series())));
    var told = new HashSet<List<Object>>();
    return findings.stream()
        .filter(one -> told.add(List.of(one.kind(), one.owner(), one.site())))
        .toList();
  }

  private static int vagueness(Finding finding) {
    return (finding.owner().isEmpty() ? 2 : 0) + (finding.site().isEmpty() ? 1 : 0);
  }

  private static int order(String series) {
    for (int i = 0; i < ORDER.size(); i++) {
      if (series.startsWith(ORDER.get(i))) {
        return i;
      }
    }
    return ORDER.size();
  }

  // The safety net has freed these, so that no figure grows for long; they were forgotten all the
  // same.
  private List<Finding> forgotten(long count) {
    var recent = report.recent();
    var since = recent.subList(recent.size() - (int) Math.min(count, recent.size()), recent.size());
    return since.stream()
        .map(MemoryReport.Forgotten::owner)
        .distinct()
        .map(owner -> forgotten(owner, count, since))
        .toList();
  }

  private static Finding forgotten(
      String owner, long count, List<MemoryReport.Forgotten> forgotten) {
    var site =
        mostFrequent(
            forgotten.stream()
                .filter(leak -> leak.owner().equals(owner))
                .map(MemoryReport.Forgotten::site)
                .toList());
    return new Finding(
        Snapshot.LEAKS,
        Kind.LEAK,
        owner,
        site,
        List.of(),
        "Never closed, and freed by the safety net only when the collector found it: %d in all, '%s' among them."
            .formatted(count, owner));
  }

  private static String mostFrequent(List<String> sites) {
    var counts = new TreeMap<String, Integer>();
    sites.stream()
        .filter(site -> !site.isEmpty())
        .forEach(site -> counts.merge(site, 1, Integer::sum));
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private List<Finding> leak(String series) throws IOException {
    if (series.startsWith(OWNER)) {
      return List.of(ledger(series, series.substring(OWNER.length())));
    }
    return switch (series) {
      case Diagnosis.LEDGER -> ledger(series);
      case Diagnosis.HEAP -> heap(series);
      case "threads" -> counted(series, Section.THREADS);
      case "files" -> files(series);
      case "classes" -> loaders(series);
      case "direct" -> direct(series);
      case Diagnosis.NATIVE -> nativeMemory(series);
      default -> largest(series);
    };
  }

  private List<Finding> ledger(String series) throws IOException {
    var owners = growth(Section.LEDGER);
    var findings = new ArrayList<Finding>();
    for (var owner : owners) {
      findings.add(ledger(series, owner));
    }
    return findings.isEmpty() ? List.of(unnamed(series)) : findings;
  }

  // Names by what they grew, the most first.
  private List<String> growth(Section section) {
    var growth = new TreeMap<String, Long>();
    diff.of(section).forEach(change -> growth.merge(change.name(), change.bytes(), Long::sum));
    return growth.entrySet().stream()
        .filter(one -> one.getValue() > 0)
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  private Finding ledger(String series, String owner) throws IOException {
    var site =
        diff.of(Section.LEDGER).stream()
            .filter(change -> change.name().equals(owner) && !change.site().isEmpty())
            .filter(change -> change.bytes() > 0 || change.count() > 0)
            .map(Change::site)
            .findFirst()
            .or(
                () ->
                    report.ledger().stream()
                        .filter(one -> one.owner().equals(owner))
                        .flatMap(one -> one.sites().stream())
                        .map(MemoryReport.Site::site)
                        .findFirst())
            .orElse("");
    var behind = behind(site);
    if (behind.isPresent()) {
      return opened(series, owner, behind.get());
    }
    var blame = heap.of(new Wanted.Unclosed(owner));
    return new Finding(
        series,
        Kind.LEAK,
        owner,
        site.isEmpty() ? blame.site() : site,
        blame.chain(),
        "'%s' in the ledger of native memory grows by %s; what opens it does not close it%s."
            .formatted(owner, more(Section.LEDGER, owner), held(blame)));
  }

  // What a library opens for something else that it was asked to open: that is what is not closed.
  // Such a thing has no bytes of its own in the ledger, as a tracker.
  private Optional<Change> behind(String site) {
    return diff.of(Section.LEDGER).stream()
        .filter(_ -> site.isEmpty() || Sites.isLibrary(site))
        .filter(change -> change.count() > 0 && change.bytes() == 0)
        .filter(change -> !change.site().isEmpty() && !Sites.isLibrary(change.site()))
        .findFirst();
  }

  private static Finding opened(String series, String owner, Change behind) {
    return new Finding(
        series,
        Kind.LEAK,
        behind.name(),
        behind.site(),
        List.of(),
        "'%s' in the ledger of native memory grows, with %d more of '%s' that are not closed."
            .formatted(owner, behind.count(), behind.name()));
  }

  private String more(Section section, String name) {
    var changes = diff.of(section).stream().filter(change -> change.name().equals(name)).toList();
    return String.format(
        Locale.ROOT,
        "%d (%.1f MB)",
        changes.stream().mapToLong(Change::count).sum(),
        changes.stream().mapToLong(Change::bytes).sum() / MB);
  }

  private static String held(Blame blame) {
    return blame.site().isEmpty() ? "" : "; it is held by " + blame.site();
  }

  private List<Finding> heap(String series) throws IOException {
    var blame = heap.ofGrowth(diff.of(Section.CLASSES));
    return List.of(
        new Finding(
            series,
            Kind.LEAK,
            blame.owner(),
            blame.site(),
            blame.chain(),
            blame.owner().isEmpty()
                ? "The Java heap grows."
                : "The Java heap grows; of '%s' there are %s more%s."
                    .formatted(blame.owner(), more(Section.CLASSES, blame.owner()), held(blame))));
  }

  private List<Finding> counted(String series, Section section) {
    return diff.of(section).stream()
        .filter(change -> change.count() > 0)
        .max(Comparator.comparingLong(Change::count))
        .map(
            change ->
                List.of(
                    new Finding(
                        series,
                        Kind.LEAK,
                        change.name(),
                        change.site(),
                        List.of(),
                        "There are %d more of '%s' than before."
                            .formatted(change.count(), change.name()))))
        .orElseGet(() -> List.of(unnamed(series)));
  }

  private List<Finding> files(String series) throws IOException {
    return held(counted(series, Section.FILES).getFirst(), heap.ofFiles(diff.of(Section.CLASSES)));
  }

  private List<Finding> loaders(String series) throws IOException {
    var finding = counted(series, Section.LOADERS).getFirst();
    return held(finding, heap.of(new Wanted.Instances(List.of(finding.owner()))));
  }

  private List<Finding> direct(String series) throws IOException {
    var blame = heap.of(new Wanted.Instances(List.of("java.nio.DirectByteBuffer")));
    return held(counted(series, Section.BUFFERS).getFirst(), blame);
  }

  private static List<Finding> held(Finding finding, Blame blame) {
    return List.of(
        new Finding(
            finding.series(),
            finding.kind(),
            finding.owner(),
            blame.site().isEmpty() ? finding.site() : blame.site(),
            blame.chain(),
            finding.explanation()
                + (blame.site().isEmpty() ? "" : " They are held by %s.".formatted(blame.site()))));
  }

  // What the ledger and direct buffers do not explain was allocated by native code on its own.
  private List<Finding> nativeMemory(String series) throws IOException {
    long ledger = diff.of(Section.LEDGER).stream().mapToLong(Change::bytes).sum();
    long direct = account("direct");
    long beyond = account("native");
    if (ledger >= direct && ledger >= beyond && ledger > 0) {
      return ledger(series);
    }
    if (direct >= beyond && direct > 0) {
      return direct(series);
    }
    var top = natives.top();
    if (top.stack().isEmpty()) {
      return List.of(unnamed(series));
    }
    return List.of(
        new Finding(
            series,
            Kind.LEAK,
            NativeSites.function(top.stack()),
            NativeSites.caller(top.stack()),
            top.stack().reversed(),
            "Native memory in no books grows; most of what a profile saw allocated and not freed"
                + " comes from there."));
  }

  private long account(String key) {
    return diff.of(Section.ACCOUNT).stream()
        .filter(change -> change.name().equals(key))
        .mapToLong(Change::bytes)
        .sum();
  }

  // Of a figure that is a sum of others: as the part that grew most.
  private List<Finding> largest(String series) throws IOException {
    if (!series.equals(Diagnosis.RESIDENT)
        || diagnosis.leaks().stream().anyMatch(other -> !other.equals(series))) {
      return series.equals(Diagnosis.RESIDENT) ? List.of() : List.of(unnamed(series));
    }
    var lines = diff.of(Section.ACCOUNT).stream().filter(change -> change.bytes() > 0).toList();
    var line = lines.isEmpty() ? "" : lines.getFirst().name();
    if (line.startsWith("heap.")) {
      return heap(series);
    }
    if (line.startsWith(OWNER)) {
      return List.of(ledger(series, line.substring(OWNER.length())));
    }
    return switch (line) {
      case "native" -> nativeMemory(series);
      case "direct" -> direct(series);
      case "allocator.kept" -> List.of(fragmentation(series));
      default ->
          List.of(
              new Finding(
                  series,
                  Kind.LEAK,
                  line,
                  "",
                  List.of(),
                  "Resident memory grows, most of it in the account's line '%s'.".formatted(line)));
    };
  }

  private static Finding unnamed(String series) {
    return new Finding(
        series,
        Kind.LEAK,
        "",
        "",
        List.of(),
        "'%s' grows, and nothing that is counted by name does.".formatted(series));
  }

  private static Finding fragmentation(String series) {
    return new Finding(
        series,
        Kind.FRAGMENTATION,
        "allocator",
        "",
        List.of(),
        "What is in use does not grow: the C allocator keeps what was freed. Trimming or fewer"
            + " arenas help (MALLOC_ARENA_MAX).");
  }

  private Finding filling(String series, double filled) {
    var name =
        switch (series) {
          case Diagnosis.LEDGER -> most(Section.LEDGER);
          case Diagnosis.HEAP -> most(Section.CLASSES);
          default -> series.startsWith(OWNER) ? series.substring(OWNER.length()) : "";
        };
    var rise =
        Figures.isCount(series)
            ? String.format(Locale.ROOT, "%.0f", filled)
            : String.format(Locale.ROOT, "%.1f MB", filled / MB);
    return new Finding(
        series,
        Kind.FILLING_CACHE,
        name,
        "",
        List.of(),
        "'%s' rose by %s and has stopped, as a cache does.".formatted(series, rise));
  }

  private String most(Section section) {
    return growth(section).stream().findFirst().orElse("");
  }

  private static Finding inconclusive(String series, Verdict.Inconclusive verdict) {
    return new Finding(
        series,
        Kind.INCONCLUSIVE,
        "",
        "",
        List.of(),
        "'%s' cannot be told yet: another %d s are needed%s."
            .formatted(
                series,
                verdict.more().toSeconds(),
                verdict.filled() > 0 ? "; it rises more slowly than before, as a cache does" : ""));
  }
}
