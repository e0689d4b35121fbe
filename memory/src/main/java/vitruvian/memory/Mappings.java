package vitruvian.memory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The resident bytes of this process's mappings by what they are for: every mapping is counted
/// once, so that the pools add up to the resident memory.
///
/// What the JVM maps is told by its native memory tracking. Without that, the heap is known by its
/// address, compiled code by being executable, stacks by their threads' stack pointers; metaspace
/// and the collector's tables stay in [Pool#NATIVE].
///
/// @param resident the bytes of each pool; nothing where the system does not tell
/// @param reach the bytes of [Pool#NATIVE] that could be resident: all that may be written to
/// @param jvmReach the same of the JVM's code and tables, which may be too large: the kernel
///     joins what native code maps beside them, and the JVM takes the whole for its own
/// @param tagged whether native memory tracking told what the JVM's mappings are for
record Mappings(Map<Pool, Long> resident, long reach, long jvmReach, boolean tagged) {
  private static final Pattern HEADER = Pattern.compile("[0-9a-f]+-[0-9a-f]+ .*");
  private static final Pattern HEAP =
      Pattern.compile("\\[0x([0-9a-f]+), (?:0x[0-9a-f]+, )?0x([0-9a-f]+)\\)");

  private static final Set<Pool> JVM_OWN = Set.of(Pool.COLLECTOR, Pool.CODE, Pool.JVM);

  Mappings {
    resident = Map.copyOf(resident);
  }

  /// What a mapping is for.
  enum Pool {
    HEAP,
    METASPACE,
    CLASS_DATA,
    CODE,
    COLLECTOR,
    JVM,
    STACKS,
    LIBRARIES,
    FILES,
    /// Anonymous memory: what `malloc` has, what native code mapped itself, and the zeroed
    /// variables of libraries.
    NATIVE
  }

  /// @param smaps the kernel's list of mappings, with what is resident
  /// @param systemMap the JVM's list, with what they are for
  /// @param heapInfo the JVM's report on its heap
  /// @param stackPointers of the process's threads
  static Mappings of(
      List<String> smaps, String systemMap, String heapInfo, Set<Long> stackPointers) {
    var ranges = ranges(smaps);
    var tags = tags(systemMap);
    var programs = new HashSet<String>();
    for (var range : ranges) {
      if (range.executable() && range.path.startsWith("/")) {
        programs.add(range.path);
      }
    }
    var heap = heap(heapInfo);
    var resident = new EnumMap<Pool, Long>(Pool.class);
    long reach = 0;
    long jvmReach = 0;
    for (var range : ranges) {
      var tag = tags.floorEntry(range.start);
      var pool =
          tag != null && range.start < tag.getValue().end
              ? tag.getValue().pool(range)
              : range.pool(programs, heap, stackPointers);
      resident.merge(pool, range.resident, Long::sum);
      if (pool == Pool.NATIVE) {
        reach += range.writable() ? range.end - range.start : range.resident;
      } else if (JVM_OWN.contains(pool) && range.writable()) {
        jvmReach += range.end - range.start;
      }
    }
    return new Mappings(resident, reach, jvmReach, !tags.isEmpty());
  }

  /// The resident bytes of one pool.
  long of(Pool pool) {
    return resident.getOrDefault(pool, 0L);
  }

  /// The resident bytes of all pools.
  long total() {
    return resident.values().stream().mapToLong(Long::longValue).sum();
  }

  private record Tag(long end, Pool pool) {
    // The tables about code heaps lie beside the collector's, and in one mapping with them.
    Pool pool(Range range) {
      return pool == Pool.CODE && !range.executable() ? Pool.COLLECTOR : pool;
    }
  }

  private record Span(long start, long end) {
    boolean holds(long address) {
      return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
    }
  }

  private record Range(long start, long end, String rights, String path, long resident) {
    boolean executable() {
      return rights.contains("x");
    }

    boolean writable() {
      return rights.contains("w");
    }

    Pool pool(Set<String> programs, List<Span> heap, Set<Long> stackPointers) {
      var self = new Span(start, end);
      if (path.contains("java_heap") || heap.stream().anyMatch(span -> span.holds(start))) {
        return Pool.HEAP;
      }
      if (path.endsWith(".jsa")) {
        return Pool.CLASS_DATA;
      }
      if (programs.contains(path) || path.startsWith("[v")) {
        return Pool.LIBRARIES;
      }
      if (path.startsWith("/")) {
        return Pool.FILES;
      }
      if (path.startsWith("[stack") || stackPointers.stream().anyMatch(self::holds)) {
        return Pool.STACKS;
      }
      return executable() ? Pool.CODE : Pool.NATIVE;
    }
  }

  // The format: proc_pid_smaps(5).
  private static List<Range> ranges(List<String> smaps) {
    var ranges = new ArrayList<Range>();
    for (int i = 0; i < smaps.size(); i++) {
      if (HEADER.matcher(smaps.get(i)).matches()) {
        int next = i + 1;
        while (next < smaps.size() && !HEADER.matcher(smaps.get(next)).matches()) {
          next++;
        }
        ranges.add(range(smaps.get(i), smaps.subList(i + 1, next)));
        i = next - 1;
      }
    }
    return ranges;
  }

  private static Range range(String header, List<String> figures) {
    var fields = header.split(" +", 6);
    int dash = fields[0].indexOf('-');
    return new Range(
        Long.parseUnsignedLong(fields[0].substring(0, dash), 16),
        Long.parseUnsignedLong(fields[0].substring(dash + 1), 16),
        fields[1],
        fields.length > 5 ? fields[5].strip() : "",
        ProcFile.number(figures, "Rss:").orElse(0));
  }

  // Rows of "from-to size prot rss hugetlb pgsz notes info file".
  private static TreeMap<Long, Tag> tags(String systemMap) {
    var tags = new TreeMap<Long, Tag>(Long::compareUnsigned);
    for (var line : systemMap.lines().filter(row -> row.startsWith("0x")).toList()) {
      var fields = line.split(" +", 9);
      if (fields.length > 7 && !fields[7].equals("-")) {
        int dash = fields[0].indexOf('-');
        tags.put(
            Long.parseUnsignedLong(fields[0].substring(2, dash), 16),
            new Tag(Long.parseUnsignedLong(fields[0].substring(dash + 3), 16), pool(fields[7])));
      }
    }
    return tags;
  }

  // The names: MemMapPrinter of the JDK, src/hotspot/share/nmt/memMapPrinter.cpp.
  private static Pool pool(String info) {
    return switch (info.split("[,-]", 2)[0]) {
      case "JAVAHEAP" -> Pool.HEAP;
      case "META", "CLASS" -> Pool.METASPACE;
      case "CDS" -> Pool.CLASS_DATA;
      case "CODE" -> Pool.CODE;
      case "GC", "CARDTBL" -> Pool.COLLECTOR;
      case "STACK" -> Pool.STACKS;
      default -> Pool.JVM;
    };
  }

  private static List<Span> heap(String heapInfo) {
    int classes = heapInfo.indexOf("Metaspace");
    return HEAP.matcher(classes < 0 ? heapInfo : heapInfo.substring(0, classes))
        .results()
        .map(
            match ->
                new Span(
                    Long.parseUnsignedLong(match.group(1), 16),
                    Long.parseUnsignedLong(match.group(2), 16)))
        .toList();
  }

  // "running", or a system call and its arguments, the stack pointer, the program counter.
  static Set<Long> stackPointers(Path tasks) {
    var pointers = new HashSet<Long>();
    for (var task : ProcFile.children(tasks).orElse(List.of())) {
      for (var line : ProcFile.lines(task.resolve("syscall"))) {
        var fields = line.split(" ", -1);
        if (fields.length > 2) {
          pointers.add(Long.parseUnsignedLong(fields[fields.length - 2].substring(2), 16));
        }
      }
    }
    return pointers;
  }
}
