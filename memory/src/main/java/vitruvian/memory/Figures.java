package vitruvian.memory;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// The figures of a process whose growth tells a leak, at one moment.
///
/// [#take] costs about a millisecond and is made for a sample every second; an [Account] says where
/// all of the memory is, and costs some ten times that. Both use the same names:
///
/// | name | figure |
/// | --- | --- |
/// | [Diagnosis#RESIDENT] | bytes of physical memory |
/// | [Diagnosis#HEAP] | bytes in the Java heap after the last collection of all of it; absent
/// before the first |
/// | [Diagnosis#NATIVE] | bytes allocated without the JVM's own; absent without glibc |
/// | [Diagnosis#LEDGER] | bytes in the ledger, and `ledger.` with an owner's name for each owner |
/// | [Diagnosis#KEPT] | bytes freed and kept by the allocator; absent without glibc |
/// | [Diagnosis#CODE] | bytes of the JVM's compiled code, which has a limit of its own |
/// | `direct` | bytes of direct buffers |
/// | `threads` | threads of the system |
/// | `files` | open file descriptors |
/// | `classes` | loaded classes |
///
/// Three differences to the figures of an account: `kept` counts pages that were given back to the
/// system, too, since only the mappings tell those apart; `code` is what is committed, not what is
/// resident; and without glibc the account estimates `native` by what is known. Without native
/// memory tracking the JVM's own allocations are part of
/// `native`, in both. An owner that holds nothing has no figure.
///
/// @param byName in the order of the names
public record Figures(Map<String, Long> byName) {
  /// Bytes of direct buffers; part of [Diagnosis#NATIVE].
  public static final String DIRECT = "direct";

  /// Threads of the system, the JVM's own and those of native libraries too.
  public static final String THREADS = "threads";

  /// Open file descriptors.
  public static final String FILES = "files";

  /// Loaded classes.
  public static final String CLASSES = "classes";

  /// Those that are no owner's, as people read them: memory as a whole first, counts last.
  public static final List<String> ORDER =
      List.of(
          Diagnosis.RESIDENT,
          Diagnosis.HEAP,
          Diagnosis.NATIVE,
          Diagnosis.LEDGER,
          Diagnosis.KEPT,
          Diagnosis.CODE,
          DIRECT,
          THREADS,
          FILES,
          CLASSES);

  private static final Set<String> COUNTS = Set.of(THREADS, FILES, CLASSES);

  public Figures {
    byName = Collections.unmodifiableMap(new TreeMap<>(byName));
  }

  /// Takes the figures of this process with the ledger of the [Ledger#process].
  public static Figures take() {
    return take(Ledger.process());
  }

  /// As [#take()], with another ledger. Walks all that is open in it.
  public static Figures take(Ledger ledger) {
    var draft = new Draft(ledger.byOwner());
    var inUse = NativeHeap.inUse();
    long jvm = JvmReport.tracking().map(JvmReport.Tracking::own).orElse(0L);
    inUse.ifPresent(bytes -> draft.put(Diagnosis.NATIVE, bytes - jvm));
    draft.put(Diagnosis.KEPT, NativeHeap.kept());
    draft.put(Diagnosis.HEAP, heap());
    draft.put(Diagnosis.CODE, JvmReport.codeCommitted());
    draft.put(DIRECT, JvmReport.buffers("direct"));
    draft.process(ProcessMemory.readCheaply(Path.of("/")));
    return draft.figures();
  }

  /// The figure [Diagnosis#HEAP] alone, which costs less than all.
  public static OptionalLong heap() {
    return JvmReport.heapAfterCollection();
  }

  /// Whether a figure is a number of things rather than of bytes.
  public static boolean isCount(String name) {
    return COUNTS.contains(name);
  }

  /// One figure; empty where it is not known.
  public OptionalLong of(String name) {
    return byName.containsKey(name) ? OptionalLong.of(byName.get(name)) : OptionalLong.empty();
  }

  /// Figures in the making.
  static final class Draft {
    private final Map<String, Long> byName = new TreeMap<>();

    /// @param ledger what is held, by owner
    Draft(Map<String, Usage> ledger) {
      long all = 0;
      for (var one : ledger.entrySet()) {
        put(Diagnosis.LEDGER + "." + one.getKey(), one.getValue().bytes());
        all += one.getValue().bytes();
      }
      put(Diagnosis.LEDGER, all);
    }

    void put(String name, long value) {
      byName.put(name, value);
    }

    void put(String name, OptionalLong value) {
      value.ifPresent(known -> put(name, known));
    }

    void process(ProcessMemory process) {
      put(Diagnosis.RESIDENT, process.resident());
      put(THREADS, process.threads());
      put(FILES, process.files());
      put(CLASSES, process.classes());
    }

    Figures figures() {
      return new Figures(byName);
    }
  }
}
