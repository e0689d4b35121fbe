package vitruvian.memory;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// What the kernel says about this process: its resident memory by kind, and what else it holds.
///
/// Everything but the classes comes from Linux's `/proc` and is empty elsewhere. Shared pages count
/// fully in every process that has them, except in `proportional`. The kernel keeps the first four
/// figures per core and adds them up late: they may be some MB off where there are many cores.
///
/// @param resident the bytes of physical memory, the sum of the next three
/// @param anonymous resident bytes with no file behind them
/// @param file resident bytes of mapped files
/// @param shared resident bytes shared between processes or in `tmpfs`
/// @param proportional resident bytes, shared pages divided by the number of their users
/// @param privateDirty resident bytes that are this process's alone and cannot be dropped
/// @param threads the threads of the system, the JVM's own and those of native libraries too
/// @param files the open file descriptors
/// @param classes the classes loaded at this moment
public record ProcessMemory(
    OptionalLong resident,
    OptionalLong anonymous,
    OptionalLong file,
    OptionalLong shared,
    OptionalLong proportional,
    OptionalLong privateDirty,
    OptionalLong threads,
    OptionalLong files,
    long classes) {
  private static final String RESIDENT = "VmRSS:";

  /// Reads the figures of this moment. Takes milliseconds in a large process, since the kernel
  /// walks all pages for `proportional` and `privateDirty`.
  public static ProcessMemory read() {
    return read(Path.of("/"));
  }

  /// The bytes of physical memory alone, which the kernel tells in microseconds.
  public static OptionalLong residentBytes() {
    return ProcFile.number(ProcFile.lines(Path.of("/proc/self/status")), RESIDENT);
  }

  /// As [#read()], with another folder in place of the root of the file system.
  static ProcessMemory read(Path root) {
    return of(
        root.resolve("proc/self"),
        ProcFile.lines(root.resolve("proc/self/smaps_rollup")),
        ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
  }

  /// As [#read(Path)], without the two figures for which the kernel walks all pages.
  static ProcessMemory readCheaply(Path root) {
    return of(
        root.resolve("proc/self"),
        List.of(),
        ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
  }

  /// Of another process, whose classes are not known: 0.
  static ProcessMemory ofOther(long pid) {
    var self = Path.of("/proc", Long.toString(pid));
    return of(self, ProcFile.lines(self.resolve("smaps_rollup")), 0);
  }

  private static ProcessMemory of(Path self, List<String> rollup, long classes) {
    var status = ProcFile.lines(self.resolve("status"));
    return new ProcessMemory(
        ProcFile.number(status, RESIDENT),
        ProcFile.number(status, "RssAnon:"),
        ProcFile.number(status, "RssFile:"),
        ProcFile.number(status, "RssShmem:"),
        ProcFile.number(rollup, "Pss:"),
        ProcFile.number(rollup, "Private_Dirty:"),
        ProcFile.number(status, "Threads:"),
        entries(self.resolve("fd")),
        classes);
  }

  // Without the one by which the folder is read.
  private static OptionalLong entries(Path folder) {
    return ProcFile.children(folder)
        .map(files -> OptionalLong.of(files.size() - 1))
        .orElse(OptionalLong.empty());
  }
}
