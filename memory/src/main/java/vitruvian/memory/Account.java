package vitruvian.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import vitruvian.memory.JvmReport.Tracking;
import vitruvian.memory.Mappings.Pool;

/// Where this process's memory is at one moment, every byte counted once.
///
/// The kernel's mappings are the frame: what the JVM, libraries and files have mapped is counted by
/// its resident pages. The rest is anonymous memory, nearly all of it the C allocator's, and is
/// divided by what is allocated there: the JVM's own, direct buffers, the [Ledger] by owner, and
/// `native`, which is what native libraries and arenas hold beyond the ledger. Pages that are
/// allocated and were never touched appear as a negative line, so that the lines add up; what is
/// left over is the remainder.
///
/// Two assumptions: what is in the ledger is neither a direct `ByteBuffer` nor a mapped file, and
/// it is as large as the ledger says. What it holds in mappings of its own ([Ledger#openMapped]) is
/// resident, and not the allocator's. Where entries are estimates that exceed what is allocated,
/// `native` is too small by that much, even below zero.
///
/// Without native memory tracking the JVM's own allocations are part of `native`; without glibc
/// `native` and what the allocator keeps are part of the remainder; without Linux the figures are
/// what the JVM has committed. [#unknown] says so.
///
/// @param lines what is known, in a fixed order, the ledger's owners by name
/// @param resident the bytes of physical memory in all
/// @param mappedBuffers the bytes of files mapped through Java, resident or not
/// @param process the kernel's figures of the process
/// @param container the kernel's figures of the process's control group
/// @param unknown what could not be told apart here, in whole sentences
public record Account(
    List<Line> lines,
    OptionalLong resident,
    long mappedBuffers,
    ProcessMemory process,
    ContainerMemory container,
    List<String> unknown) {
  private static final String OWNER = "ledger.";

  public Account {
    lines = List.copyOf(lines);
    unknown = List.copyOf(unknown);
  }

  /// One item of the account.
  ///
  /// @param key stable, for programs: `heap.live`, `heap.rest`, `metaspace`, `classes`, `code`,
  ///     `collector`, `stacks`, `jvm.mapped`, `jvm.allocated`, `direct`, `ledger.` and an owner's
  ///     name, `native`, `allocator.kept`, `allocator.untouched`, `libraries`, `files`
  /// @param name for people
  /// @param bytes how many; may be negative, see [Account]
  public record Line(String key, String name, long bytes) {}

  /// What the account is made from.
  ///
  /// @param mapped resident bytes by pool; nothing where the system does not tell
  /// @param committed what the JVM has committed, in place of that and of what it leaves open
  record Sources(
      Mappings mapped,
      Committed committed,
      OptionalLong heapAfterCollection,
      Optional<Tracking> tracking,
      OptionalLong inUse,
      OptionalLong kept,
      long direct,
      Map<String, Usage> ledger) {}

  /// What the JVM has taken from the system, resident or not.
  record Committed(long heap, long metaspace, long code) {}

  /// Takes the account of this process with the ledger of the [Ledger#process]. Some ten to fifty
  /// milliseconds; the heap's live part is that after the last collection, which this does not
  /// start.
  public static Account take() {
    return take(Ledger.process());
  }

  /// As [#take()], with another ledger.
  public static Account take(Ledger ledger) {
    var self = Path.of("/proc/self");
    var systemMap = JvmReport.systemMap();
    var stackPointers = Mappings.stackPointers(self.resolve("task"));
    // One right after the other: the JVM's compilers take and give back tens of megabytes a second.
    var smaps = ProcFile.lines(self.resolve("smaps"));
    var inUse = NativeHeap.inUse();
    var kept = NativeHeap.kept();
    var tracking = JvmReport.tracking();
    var sources =
        new Sources(
            Mappings.of(smaps, systemMap, JvmReport.heapInfo(), stackPointers),
            new Committed(
                JvmReport.heapCommitted(),
                JvmReport.metaspaceCommitted(),
                JvmReport.codeCommitted()),
            JvmReport.heapAfterCollection(),
            tracking,
            inUse,
            kept,
            JvmReport.buffers("direct"),
            ledger.byOwner());
    return of(sources, JvmReport.buffers("mapped"), ProcessMemory.read(), ContainerMemory.read());
  }

  /// Gives another JVM a command, as the JDK's `jcmd` does.
  @FunctionalInterface
  public interface Commands {
    /// What the JVM answers; empty where it does not know the command.
    String run(String... command) throws IOException;
  }

  /// Takes the account of another JVM on this machine, which collects its heap for that. Its direct
  /// buffers are part of `native`, and its control group is not looked at.
  ///
  /// @param pid of the process
  /// @param ledger what it holds by owner
  public static Account ofOther(long pid, Commands commands, Map<String, Usage> ledger)
      throws IOException {
    var self = Path.of("/proc", Long.toString(pid));
    var live = JvmReport.liveBytes(commands.run("GC.class_histogram"));
    var heapInfo = commands.run("GC.heap_info");
    var systemMap = commands.run("System.map");
    var smaps = ProcFile.lines(self.resolve("smaps"));
    var allocated = JvmReport.Allocated.parse(commands.run("System.native_heap_info"));
    var tracking = Tracking.parse(commands.run("VM.native_memory", "summary", "scale=b"));
    var sources =
        new Sources(
            Mappings.of(smaps, systemMap, heapInfo, Mappings.stackPointers(self.resolve("task"))),
            new Committed(0, 0, 0),
            live,
            tracking,
            allocated.inUse(),
            allocated.kept(),
            0,
            ledger);
    var account = of(sources, 0, ProcessMemory.ofOther(pid), ContainerMemory.UNKNOWN);
    var unknown = new ArrayList<>(account.unknown);
    unknown.add(
        "Of another process it is not known what its buffers are: direct ones are part of the line"
            + " 'native'. Its control group is not looked at.");
    return new Account(
        account.lines,
        account.resident,
        account.mappedBuffers,
        account.process,
        account.container,
        unknown);
  }

  static Account of(
      Sources sources, long mappedBuffers, ProcessMemory process, ContainerMemory container) {
    var draft = new Draft(sources);
    return new Account(
        draft.lines,
        sources.mapped.resident().isEmpty()
            ? process.resident()
            : OptionalLong.of(sources.mapped.total()),
        mappedBuffers,
        process,
        container,
        draft.unknown);
  }

  /// The sum of all lines.
  public long explained() {
    return lines.stream().mapToLong(Line::bytes).sum();
  }

  /// What no line explains; empty where the resident memory is not known.
  public OptionalLong remainder() {
    return resident.isPresent()
        ? OptionalLong.of(resident.getAsLong() - explained())
        : OptionalLong.empty();
  }

  /// The bytes of a line; 0 where there is none of this key.
  public long bytes(String key) {
    return lines.stream().filter(line -> line.key.equals(key)).mapToLong(Line::bytes).sum();
  }

  /// The figures whose growth counts, by the names of [Figures]; what is not known is left out. For
  /// a [Series].
  public Map<String, Double> figures() {
    var ledger = new TreeMap<String, Usage>();
    for (var line : lines) {
      if (line.key.startsWith(OWNER)) {
        ledger.put(line.key.substring(OWNER.length()), new Usage(1, line.bytes));
      }
    }
    var draft = new Figures.Draft(ledger);
    draft.process(process);
    draft.put(Diagnosis.RESIDENT, resident);
    if (bytes("heap.live") > 0) {
      draft.put(Diagnosis.HEAP, bytes("heap.live"));
    }
    long held = ledger.values().stream().mapToLong(Usage::bytes).sum();
    draft.put(Diagnosis.NATIVE, held + bytes("direct") + bytes("native"));
    draft.put(Diagnosis.KEPT, bytes("allocator.kept"));
    draft.put(Diagnosis.CODE, bytes("code"));
    draft.put(Figures.DIRECT, bytes("direct"));
    var figures = new TreeMap<String, Double>();
    draft.figures().byName().forEach((name, value) -> figures.put(name, (double) value));
    return figures;
  }

  /// A table for people, ending in a line break.
  public String toText() {
    return AccountText.table(this);
  }

  /// A JSON object: `resident`, `explained`, `remainder`, `lines` of `key`, `name` and `bytes`,
  /// `mappedBuffers`, `process`, `container`, `unknown`. Bytes are numbers; what is not known is
  /// `null`.
  public String toJson() {
    return AccountText.json(this);
  }

  /// The lines in the making.
  private static final class Draft {
    private final List<Line> lines = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private final Sources sources;
    private final boolean resident;
    // Bytes that are native code's, in mappings which the kernel has joined with the collector's.
    private final long foreign;
    // What the ledger's owners hold, all of them together.
    private final Usage ledger;

    Draft(Sources sources) {
      this.sources = sources;
      ledger = sources.ledger.values().stream().reduce(Usage.NONE, Usage::plus);
      resident = !sources.mapped.resident().isEmpty();
      foreign =
          sources.mapped.tagged() && sources.tracking.isPresent()
              ? Math.max(0, sources.mapped.jvmReach() - sources.tracking.get().tables())
              : 0;
      heap();
      long collector = Math.max(0, sources.mapped.of(Pool.COLLECTOR) - foreign);
      long metaspace = jvm(collector);
      allocated(
          sources.mapped.of(Pool.NATIVE)
              - metaspace
              + sources.mapped.of(Pool.COLLECTOR)
              - collector);
      line("libraries", "libraries", sources.mapped.of(Pool.LIBRARIES));
      line("files", "mapped files", sources.mapped.of(Pool.FILES));
      if (!resident) {
        unknown.add(
            "This system does not tell what is resident: heap, metaspace and code are what the JVM"
                + " has committed.");
      }
    }

    private void line(String key, String name, long bytes) {
      lines.add(new Line(key, name, bytes));
    }

    private void heap() {
      long heap = resident ? sources.mapped.of(Pool.HEAP) : sources.committed.heap;
      long live = Math.min(heap, sources.heapAfterCollection.orElse(0));
      line("heap.live", "Java heap after the last collection", live);
      line("heap.rest", "Java heap: allocated since, and free", heap - live);
      if (sources.heapAfterCollection.isEmpty()) {
        unknown.add("No collection so far: what lives in the Java heap is not known.");
      } else if (resident && heap == 0) {
        unknown.add("The heap's address is not known: the heap is part of the remainder.");
      }
    }

    // Returns how much of the anonymous memory is metaspace.
    private long jvm(long collector) {
      boolean tagged = sources.mapped.tagged();
      long untold = tagged ? 0 : sources.committed.metaspace;
      line("metaspace", "metaspace", tagged ? sources.mapped.of(Pool.METASPACE) : untold);
      line("classes", "shared class data", sources.mapped.of(Pool.CLASS_DATA));
      line(
          "code",
          "compiled code",
          resident ? sources.mapped.of(Pool.CODE) : sources.committed.code);
      line("collector", "tables of the collector and for code", collector);
      line("stacks", "thread stacks", sources.mapped.of(Pool.STACKS));
      line("jvm.mapped", "JVM: mapped otherwise", sources.mapped.of(Pool.JVM));
      if (resident && !tagged) {
        unknown.add(
            "Native memory tracking is off (-XX:NativeMemoryTracking=summary): metaspace is what is"
                + " committed, and the collector's tables are in the remainder.");
      }
      return untold;
    }

    private void allocated(long anonymous) {
      long jvm = sources.tracking.map(Tracking::own).orElse(0L);
      line("jvm.allocated", "JVM: allocated", jvm);
      line("direct", "direct buffers", sources.direct);
      sources.ledger.forEach(
          (owner, usage) -> line(OWNER + owner, owner + " x " + usage.count(), usage.bytes()));
      long known = jvm + sources.direct + ledger.bytes() - ledger.mapped();
      long allocated = sources.inUse.orElse(known);
      line("native", "native libraries beyond the ledger", allocated - known);
      if (sources.tracking.isEmpty()) {
        unknown.add(
            "Native memory tracking is off: what the JVM allocates for itself is in the line"
                + " 'native'.");
      }
      if (sources.inUse.isEmpty()) {
        unknown.add(
            "This C library does not tell what is allocated: what native libraries hold beyond the"
                + " ledger, and what the allocator keeps, is in the remainder.");
      }
      if (resident) {
        kept(anonymous - ledger.mapped(), allocated);
      }
    }

    /// @param anonymous what is resident beside what the ledger's owners mapped themselves
    private void kept(long anonymous, long allocated) {
      long kept = sources.kept.orElse(0);
      // With the JVM's mappings told apart, what may be written to is the allocator's but for a
      // remainder, and what of it is not resident was given back, or else never touched. Without,
      // only the difference is known.
      long absent =
          sources.mapped.tagged() && sources.inUse.isPresent()
              ? Math.max(0, sources.mapped.reach() - ledger.reach() + foreign - anonymous)
              : Math.max(0, allocated + kept - anonymous);
      line("allocator.kept", "freed, kept by the allocator", Math.max(0, kept - absent));
      line("allocator.untouched", "allocated, never touched", Math.min(0, kept - absent));
    }
  }
}
