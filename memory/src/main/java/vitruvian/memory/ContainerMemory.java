package vitruvian.memory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The memory that the kernel allows this process together with whatever shares its control group,
/// and how much of that is used: what decides whether the process is killed.
///
/// Where groups are nested, the smallest limit on the way up counts, and the figures are those of
/// the group that has it; without any limit they are those of the process's own group. Inside a
/// container only what the container shows can be seen. Both versions of Linux control groups are
/// read; elsewhere, and where there is no right to read, everything is empty.
///
/// The kernel takes back clean pages of files before it kills, so that `anonymous` is the figure to
/// hold against the limit, and `usage` is not. What a process keeps in `tmpfs` is counted as file.
///
/// @param limit the limit in bytes; empty where there is none
/// @param usage the bytes in use, with page cache and what the kernel itself holds for the group
/// @param peak the most that `usage` has been; empty before Linux 5.19 under version 2
/// @param anonymous the bytes that no file stands behind: heaps, stacks, native memory
/// @param file the bytes of page cache
public record ContainerMemory(
    OptionalLong limit,
    OptionalLong usage,
    OptionalLong peak,
    OptionalLong anonymous,
    OptionalLong file) {
  static final ContainerMemory UNKNOWN =
      new ContainerMemory(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty());
  // Version 1 says "no limit" by the largest number of whole pages, which depends on their size.
  private static final long NO_LIMIT = 1L << 62;

  private static final Names V1 =
      new Names(
          "memory.limit_in_bytes",
          "memory.usage_in_bytes",
          "memory.max_usage_in_bytes",
          "total_rss",
          "total_cache");
  private static final Names V2 =
      new Names("memory.max", "memory.current", "memory.peak", "anon", "file");

  // What the two versions call the same things. See cgroup-v1/memory.rst and cgroup-v2.rst of the
  // kernel's documentation.
  private record Names(String limit, String usage, String peak, String anonymous, String file) {}

  /// Reads the figures of this moment; some small files of the kernel's, not for a hot path.
  public static ContainerMemory read() {
    return read(Path.of("/"));
  }

  /// As [#read()], with another folder in place of the root of the file system.
  static ContainerMemory read(Path root) {
    var groups = ProcFile.lines(root.resolve("proc/self/cgroup"));
    // In a hybrid system version 1 has the memory wherever it lists it.
    for (var line : groups) {
      var parts = line.split(":", 3);
      if (parts.length == 3 && Arrays.asList(parts[1].split(",", -1)).contains("memory")) {
        return Mount.find(root, "cgroup", "memory")
            .map(mount -> figures(mount.levels(parts[2]), V1))
            .orElse(UNKNOWN);
      }
    }
    for (var line : groups) {
      if (line.startsWith("0::")) {
        return Mount.find(root, "cgroup2", "")
            .map(mount -> figures(mount.levels(line.substring(3)), V2))
            .orElse(UNKNOWN);
      }
    }
    return UNKNOWN;
  }

  private static ContainerMemory figures(List<Path> levels, Names names) {
    var least = OptionalLong.empty();
    var holder = levels.getFirst();
    for (var level : levels) {
      var limit = limit(level, names);
      if (limit.isPresent() && limit.getAsLong() < least.orElse(Long.MAX_VALUE)) {
        least = limit;
        holder = level;
      }
    }
    var statistics = ProcFile.lines(holder.resolve("memory.stat"));
    // Version 1 names here a limit from above what a container can see.
    var above = limited(ProcFile.number(statistics, "hierarchical_memory_limit"));
    if (above.isPresent() && above.getAsLong() < least.orElse(Long.MAX_VALUE)) {
      least = above;
    }
    return new ContainerMemory(
        least,
        ProcFile.number(holder.resolve(names.usage)),
        ProcFile.number(holder.resolve(names.peak)),
        ProcFile.number(statistics, names.anonymous),
        ProcFile.number(statistics, names.file));
  }

  // Version 2 says "max", which is no number, where there is no limit.
  private static OptionalLong limit(Path level, Names names) {
    return limited(ProcFile.number(level.resolve(names.limit)));
  }

  private static OptionalLong limited(OptionalLong limit) {
    return limit.isPresent() && limit.getAsLong() < NO_LIMIT ? limit : OptionalLong.empty();
  }

  /// Where a hierarchy of groups is seen.
  ///
  /// @param point its folder
  /// @param top the group that this folder shows: `/`, or the container's own where a runtime binds
  ///     only that one
  private record Mount(Path point, String top) {
    // The fields of a line: proc_pid_mountinfo(5).
    static Optional<Mount> find(Path root, String type, String option) {
      for (var line : ProcFile.lines(root.resolve("proc/self/mountinfo"))) {
        var halves = line.split(" - ", 2);
        var before = halves[0].split(" ", -1);
        var after = halves[halves.length - 1].split(" ", -1);
        if (before.length > 4
            && after.length > 2
            && after[0].equals(type)
            && (option.isEmpty() || Arrays.asList(after[2].split(",", -1)).contains(option))) {
          var point = before[4].replace("\\040", " ").substring(1);
          return Optional.of(new Mount(root.resolve(point), before[3]));
        }
      }
      return Optional.empty();
    }

    /// The folders of a group and of all above it, as far as they are seen. A path that does not
    /// lie below the mount is one from outside the container, whose own group is then the mount.
    List<Path> levels(String group) {
      var folder = point.resolve(relative(group)).normalize();
      if (!folder.startsWith(point) || !Files.isDirectory(folder)) {
        folder = point;
      }
      var levels = new ArrayList<Path>();
      for (var level = folder; !level.equals(point); level = level.resolve("..").normalize()) {
        levels.add(level);
      }
      levels.add(point);
      return levels;
    }

    private String relative(String group) {
      var below = top.equals("/") ? "" : top;
      return (group + "/").startsWith(below + "/")
          ? (group + "/").substring(below.length() + 1)
          : group.substring(1);
    }
  }
}
