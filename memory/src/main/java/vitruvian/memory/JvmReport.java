package vitruvian.memory;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/// What the JVM tells about itself through its management beans.
final class JvmReport {
  private static final String NMT = "Native Memory Tracking:";

  private JvmReport() {}

  /// What the JVM's native memory tracking counts.
  ///
  /// @param malloc the bytes that the JVM has of `malloc`
  /// @param other of these, those of `Unsafe.allocateMemory`: direct buffers and arenas
  /// @param tables the bytes mapped and committed for anything but heap, classes and stacks
  record Tracking(long malloc, long other, long tables) {
    private static final Set<String> POOLS =
        Set.of("Java Heap", "Class", "Thread", "Shared class space", "Metaspace");

    /// What the JVM has allocated for itself.
    long own() {
      return malloc - other;
    }

    static Optional<Tracking> parse(String report) {
      long malloc = 0;
      long other = 0;
      long tables = 0;
      var category = "";
      for (var line : report.lines().map(String::strip).toList()) {
        if (line.startsWith("malloc: ")) {
          malloc = number(line, "malloc: ");
        } else if (line.startsWith("-")) {
          category = line.substring(1, Math.max(1, line.indexOf('('))).strip();
        } else if (category.equals("Other") && line.startsWith("(malloc=")) {
          other = number(line, "(malloc=");
        } else if (line.startsWith("(mmap: ") && !POOLS.contains(category)) {
          int committed = line.indexOf("committed=");
          tables += committed < 0 ? 0 : number(line.substring(committed), "committed=");
        }
      }
      return report.contains(NMT) && malloc > 0
          ? Optional.of(new Tracking(malloc, other, tables))
          : Optional.empty();
    }

    private static long number(String line, String before) {
      int end = before.length();
      while (end < line.length() && Character.isDigit(line.charAt(end))) {
        end++;
      }
      return end == before.length() ? 0 : Long.parseLong(line.substring(before.length(), end));
    }
  }

  /// What glibc's `malloc_info` tells.
  ///
  /// @param inUse the bytes allocated
  /// @param kept the bytes free and not given back
  record Allocated(OptionalLong inUse, OptionalLong kept) {
    private static final Pattern TOTAL =
        Pattern.compile("<total type=\"(\\w+)\" count=\"\\d+\" size=\"(\\d+)\"/>");
    private static final Pattern SYSTEM =
        Pattern.compile("<system type=\"current\" size=\"(\\d+)\"/>");

    /// Reads the sums, which stand behind the last arena; empty for anything else.
    static Allocated parse(String report) {
      var sums = report.substring(Math.max(0, report.lastIndexOf("</heap>")));
      var system = SYSTEM.matcher(sums);
      if (!system.find()) {
        return new Allocated(OptionalLong.empty(), OptionalLong.empty());
      }
      long free = 0;
      long mapped = 0;
      for (var total = TOTAL.matcher(sums); total.find(); ) {
        if (total.group(1).equals("mmap")) {
          mapped += Long.parseLong(total.group(2));
        } else {
          free += Long.parseLong(total.group(2));
        }
      }
      return new Allocated(
          OptionalLong.of(Long.parseLong(system.group(1)) - free + mapped), OptionalLong.of(free));
    }
  }

  /// The sum of a class histogram.
  static OptionalLong liveBytes(String histogram) {
    return histogram
        .lines()
        .filter(line -> line.startsWith("Total "))
        .map(line -> line.strip().split("\\s+"))
        .filter(parts -> parts.length == 3)
        .mapToLong(parts -> Long.parseLong(parts[2]))
        .findFirst();
  }

  /// Empty where the process was started without `-XX:NativeMemoryTracking`.
  static Optional<Tracking> tracking() {
    return Tracking.parse(command("vmNativeMemory", "summary", "scale=b"));
  }

  /// The mappings of the process with what the JVM uses them for; without tracking they have no
  /// use.
  static String systemMap() {
    return command("systemMap");
  }

  /// Tells the addresses of the heap, with most collectors.
  static String heapInfo() {
    return command("gcHeapInfo");
  }

  /// What lived in the Java heap after the last collection of all of it; empty before the first.
  ///
  /// A collection of the young objects alone tells too much: what has died among the old ones since
  /// is still there, and more of it after each, as if it leaked.
  static OptionalLong heapAfterCollection() {
    var pools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .filter(pool -> Optional.ofNullable(pool.getCollectionUsage()).isPresent())
            .toList();
    boolean known = !pools.isEmpty() && pools.stream().allMatch(JvmReport::isCollected);
    return known
        ? OptionalLong.of(
            pools.stream().mapToLong(pool -> pool.getCollectionUsage().getUsed()).sum())
        : OptionalLong.empty();
  }

  private static boolean isCollected(MemoryPoolMXBean pool) {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(collector -> Arrays.asList(collector.getMemoryPoolNames()).contains(pool.getName()))
        .anyMatch(collector -> collector.getCollectionCount() > 0);
  }

  static long heapCommitted() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }

  /// Class space included.
  static long metaspaceCommitted() {
    return committed(pool -> pool.getName().equals("Metaspace"));
  }

  static long codeCommitted() {
    return committed(
        pool ->
            pool.getType() == MemoryType.NON_HEAP
                && (pool.getName().startsWith("Code") || pool.getName().contains("nmethods")));
  }

  /// The bytes of a pool of buffers, `direct` or `mapped`.
  static long buffers(String pool) {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(bean -> bean.getName().equals(pool))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long committed(Predicate<MemoryPoolMXBean> which) {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(which)
        .mapToLong(pool -> pool.getUsage().getCommitted())
        .sum();
  }

  // Nothing where this JVM does not know the command.
  private static String command(String name, String... arguments) {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  name,
                  arguments.length == 0 ? new Object[0] : new Object[] {arguments},
                  arguments.length == 0 ? new String[0] : new String[] {String[].class.getName()});
    } catch (JMException _) {
      return "";
    }
  }
}
