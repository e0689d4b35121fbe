package vitruvian.benchmarks.load;

import com.google.errorprone.annotations.FormatMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/// Looks at a process and its control group once a second, from outside, and remembers the most.
final class Watch implements AutoCloseable {
  private static final int PRINT_EVERY = 10;
  private static final long MB = 1 << 20;

  private final ProcessHandle process;
  private final Path group;
  private final Thread thread;
  private final long start = System.nanoTime();
  private volatile long peak;

  /// @param group the folder of the control group, of version 1 or 2
  Watch(ProcessHandle process, Path group) {
    this.process = process;
    this.group = group;
    this.thread = Thread.ofPlatform().daemon().name("watch").start(this::run);
  }

  private void run() {
    try {
      for (int second = 0; ; second++) {
        long now = resident();
        peak = Math.max(peak, now);
        if (second % PRINT_EVERY == 0) {
          print(
              "%5d s: RSS %d MB (most %d), group %d MB, at its limit %d times, kills %d%n",
              Duration.ofNanos(System.nanoTime() - start).toSeconds(),
              now / MB,
              highest() / MB,
              groupUsage() / MB,
              atLimit(),
              kills());
        }
        Thread.sleep(1000);
      }
    } catch (InterruptedException _) {
      // The end.
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// What the process holds at this moment.
  long resident() {
    return status("VmRSS:");
  }

  /// The most that the process has held: the kernel's own figure, which misses no moment.
  long highest() {
    return Math.max(peak, status("VmHWM:"));
  }

  private long status(String key) {
    return 1024 * field(Path.of("/proc/%d/status".formatted(process.pid())), key).orElse(0);
  }

  long limit() {
    return first("memory.limit_in_bytes", "memory.max");
  }

  long groupUsage() {
    return first("memory.usage_in_bytes", "memory.current");
  }

  long groupPeak() {
    return first("memory.max_usage_in_bytes", "memory.peak");
  }

  /// How often the group was at its limit, so that the kernel had to take back pages of files.
  long atLimit() {
    return field(group.resolve("memory.events"), "max ")
        .orElseGet(() -> number(group.resolve("memory.failcnt")));
  }

  /// How many processes the kernel has killed.
  long kills() {
    return field(group.resolve("memory.events"), "oom_kill ")
        .orElseGet(() -> field(group.resolve("memory.oom_control"), "oom_kill ").orElse(0));
  }

  private long first(String ofVersion1, String ofVersion2) {
    var file = group.resolve(ofVersion1);
    return number(Files.exists(file) ? file : group.resolve(ofVersion2));
  }

  private static long number(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException | NumberFormatException _) {
      return 0;
    }
  }

  private static OptionalLong field(Path file, String key) {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  @FormatMethod
  static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
