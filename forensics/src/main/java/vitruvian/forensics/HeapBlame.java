package vitruvian.forensics;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import vitruvian.forensics.Holders.Chain;
import vitruvian.forensics.SnapshotDiff.Change;

/// Asks the Java heap of a process for who holds something; dumps it once, at the first question.
/// Where that fails nothing is known of it: what others know is worth telling all the same.
final class HeapBlame implements AutoCloseable {
  private static final int SAMPLE = 20;
  private static final int MOST_CLASSES = 5;
  private static final List<String> OPEN_FILES =
      List.of(
          "java.io.RandomAccessFile",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "sun.nio.ch.FileChannelImpl",
          "sun.nio.ch.SocketChannelImpl",
          "sun.nio.ch.ServerSocketChannelImpl",
          "sun.nio.ch.NioSocketImpl",
          "sun.nio.ch.EPollSelectorImpl",
          "java.io.FileDescriptor");

  private final OptionalLong pid;
  private List<HeapDump> dumped = List.of();
  private boolean failed;

  /// @param pid empty where the process is elsewhere: then nothing is known of its heap
  HeapBlame(OptionalLong pid) {
    this.pid = pid;
  }

  /// Who holds something; empty where that is not known.
  ///
  /// @param owner a class
  record Blame(String owner, String site, List<String> chain) {
    static final Blame NOBODY = new Blame("", "", List.of());

    private static Blame of(String owner, Chain chain) {
      return new Blame(owner, chain.site(), chain.lines());
    }
  }

  Blame of(Wanted wanted) {
    return holders(wanted)
        .flatMap(found -> found.chains().stream().findFirst())
        .map(chain -> Blame.of(chain.type(), chain))
        .orElse(Blame.NOBODY);
  }

  /// Who holds what is open of the kinds that grew.
  Blame ofFiles(List<Change> classes) {
    var grown =
        classes.stream()
            .filter(change -> change.count() > 0 && OPEN_FILES.contains(change.name()))
            .sorted(Comparator.comparingInt(change -> OPEN_FILES.indexOf(change.name())))
            .map(Change::name)
            .toList();
    return grown.isEmpty() ? Blame.NOBODY : of(new Wanted.Instances(List.of(grown.getFirst())));
  }

  /// Who holds most of what grew.
  ///
  /// @param classes what grew most first
  Blame ofGrowth(List<Change> classes) {
    var grown =
        classes.stream()
            .filter(change -> change.bytes() > 0 && !change.name().startsWith("("))
            .toList();
    var own = grown.stream().filter(change -> Sites.isOwn(change.name())).findFirst();
    if (grown.isEmpty()) {
      return Blame.NOBODY;
    }
    var fallback = new Blame(own.orElse(grown.getFirst()).name(), "", List.of());
    var suspects = new Suspects();
    for (var change : suspected(grown)) {
      holders(new Wanted.Instances(List.of(change.name())))
          .ifPresent(found -> suspects.add(change, found));
    }
    return suspects.worst().orElse(fallback);
  }

  private static List<Change> suspected(List<Change> grown) {
    return Stream.concat(
            grown.stream().limit(MOST_CLASSES),
            grown.stream().filter(change -> !Sites.isPlatform(change.name())).limit(MOST_CLASSES))
        .distinct()
        .toList();
  }

  private Optional<Holders> holders(Wanted wanted) {
    if (pid.isEmpty() || failed) {
      return Optional.empty();
    }
    try {
      return Optional.of(dump().holders(wanted, SAMPLE));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | OutOfMemoryError _) {
      // Not asked again: what has failed once takes its time to fail again.
    }
    failed = true;
    return Optional.empty();
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  private HeapDump dump() throws IOException, InterruptedException {
    if (dumped.isEmpty()) {
      dumped = List.of(HeapDump.of(pid.orElseThrow()));
    }
    return dumped.getFirst();
  }

  @Override
  public void close() {
    dumped.forEach(HeapDump::close);
    dumped = List.of();
  }
}
