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
    return resident(Path.of("/proc/self"));
  }

  /// As [#residentBytes()], of another process; empty where there is none.
  public static OptionalLong residentBytes(long pid) {
    return resident(Path.of("/proc", Long.toString(pid)));
  }

  private static OptionalLong resident(Path process) {
    return ProcFile.number(ProcFile.lines(process.resolve("status")), RESIDENT);
  }

  /// As [#read()], with another folder in place of the root of the file system.
  static ProcessMemory read(Path root) {
    var self = root.resolve("proc/self");
    // Without the file by which the folder of files is read.
    return of(self, ownClasses(), ProcFile.lines(self.resolve("smaps_rollup")), 1);
  }

  /// As [#read(Path)], without the two figures for which the kernel walks all pages.
  static ProcessMemory readCheaply(Path root) {
    return of(root.resolve("proc/self"), ownClasses(), List.of(), 1);
  }

  /// Of another process, whose classes are not known: 0.
  static ProcessMemory ofOther(long pid) {
    var other = Path.of("/proc", Long.toString(pid));
    return of(other, 0, ProcFile.lines(other.resolve("smaps_rollup")), 0);
  }

  private static long ownClasses() {
    return ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
  }

  private static ProcessMemory of(Path self, long classes, List<String> rollup, int reading) {
    var status = ProcFile.lines(self.resolve("status"));
    return new ProcessMemory(
        ProcFile.number(status, RESIDENT),
        ProcFile.number(status, "RssAnon:"),
        ProcFile.number(status, "RssFile:"),
        ProcFile.number(status, "RssShmem:"),
        ProcFile.number(rollup, "Pss:"),
        ProcFile.number(rollup, "Private_Dirty:"),
        ProcFile.number(status, "Threads:"),
        entries(self.resolve("fd"), reading),
        classes);
  }

  private static OptionalLong entries(Path folder, int reading) {
    return ProcFile.children(folder)
        .map(files -> OptionalLong.of(files.size() - reading))
        .orElse(OptionalLong.empty());
  }
}
