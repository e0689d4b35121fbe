package vitruvian.forensics;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import vitruvian.forensics.Holders.Chain;
import vitruvian.forensics.SnapshotDiff.Change;

/// Asks the Java heap of a process for who holds something; dumps it once, at the first question.
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

  Blame of(Wanted wanted) throws IOException {
    if (pid.isEmpty()) {
      return Blame.NOBODY;
    }
    var chains = dump().holders(wanted, SAMPLE).chains();
    return chains.isEmpty() ? Blame.NOBODY : Blame.of(chains.getFirst().type(), chains.getFirst());
  }

  /// Who holds what is open of the kinds that grew.
  Blame ofFiles(List<Change> classes) throws IOException {
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
  Blame ofGrowth(List<Change> classes) throws IOException {
    var grown =
        classes.stream()
            .filter(change -> change.bytes() > 0 && !change.name().startsWith("("))
            .toList();
    var own = grown.stream().filter(change -> Sites.isOwn(change.name())).findFirst();
    if (grown.isEmpty()) {
      return Blame.NOBODY;
    }
    var fallback = new Blame(own.orElse(grown.getFirst()).name(), "", List.of());
    if (pid.isEmpty()) {
      return fallback;
    }
    var suspects = new Suspects();
    for (var change : suspected(grown)) {
      suspects.add(change, dump().holders(new Wanted.Instances(List.of(change.name())), SAMPLE));
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

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  private HeapDump dump() throws IOException {
    if (dumped.isEmpty()) {
      try {
        dumped = List.of(HeapDump.of(pid.orElseThrow()));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the heap was dumped", interrupted);
      }
    }
    return dumped.getFirst();
  }

  @Override
  public void close() throws IOException {
    for (var dump : dumped) {
      dump.close();
    }
    dumped = List.of();
  }
}
