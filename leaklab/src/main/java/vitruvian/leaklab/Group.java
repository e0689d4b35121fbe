package vitruvian.leaklab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// A control group with a limit of memory, of either version. Whoever may make one is root, or has
/// been given a part of the tree.
final class Group implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final Path OWN = Path.of("/proc/self/cgroup");
  private static final int MOST_TRIES = 20;
  private static final long PAUSE_NANOS = 50_000_000;

  private final Path folder;

  private Group(Path folder) {
    this.folder = folder;
  }

  /// Makes a group below the own one, where that is allowed.
  ///
  /// @param name unlike all others
  @SuppressWarnings("MustBeClosedChecker") // closed by the caller
  static Optional<Group> make(String name, long limit) {
    try {
      var version1 = own("memory").map(path -> ROOT.resolve("memory" + path));
      if (version1.isPresent()) {
        var parent = Files.isDirectory(version1.get()) ? version1.get() : ROOT.resolve("memory");
        return Optional.of(limited(parent, name, limit, true));
      }
      var parent = version2();
      return parent.isPresent()
          ? Optional.of(limited(parent.get(), name, limit, false))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  // The path of the own group; that of version 2 has no controller's name. A line is
  // "number:controllers:path".
  private static Optional<String> own(String controller) throws IOException {
    return Files.readAllLines(OWN).stream()
        .map(line -> line.split(":", 3))
        .filter(fields -> fields.length == 3)
        .filter(fields -> List.of(fields[1].split(",", -1)).contains(controller))
        .map(fields -> fields[2])
        .findFirst();
  }

  // The nearest group from the own one upwards whose children may have a limit.
  private static Optional<Path> version2() throws IOException {
    if (!Files.exists(ROOT.resolve("cgroup.controllers"))) {
      return Optional.empty();
    }
    var names = Path.of(own("").orElse("/"));
    for (int depth = names.getNameCount(); depth >= 0; depth--) {
      var at = depth == 0 ? ROOT : ROOT.resolve(names.subpath(0, depth));
      var control = at.resolve("cgroup.subtree_control");
      if (Files.exists(control) && Files.readString(control).contains("memory")) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  @SuppressWarnings("MustBeClosedChecker") // given to the caller
  private static Group limited(Path parent, String name, long limit, boolean first)
      throws IOException {
    var group = new Group(Files.createDirectory(parent.resolve(name)));
    try {
      if (first) {
        group.write("memory.limit_in_bytes", limit);
      } else {
        group.write("memory.max", limit);
        if (Files.exists(group.folder.resolve("memory.swap.max"))) {
          group.write("memory.swap.max", 0);
        }
      }
      return group;
    } catch (IOException failure) {
      group.close();
      throw failure;
    }
  }

  private void write(String file, long value) throws IOException {
    // Never makes a file: where there is none, there is no limit either.
    Files.writeString(folder.resolve(file), Long.toString(value), StandardOpenOption.WRITE);
  }

  /// What to put before a command so that it runs in the group.
  List<String> enter() {
    return List.of("/bin/sh", "-c", "echo $$ >\"$0\" && exec \"$@\"", procs());
  }

  private String procs() {
    return folder.resolve("cgroup.procs").toString();
  }

  /// Removes the group, which must be empty.
  @Override
  public void close() {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      try {
        Files.deleteIfExists(folder);
        return;
      } catch (IOException _) {
        // A process that was killed a moment ago may still be listed.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }
}
