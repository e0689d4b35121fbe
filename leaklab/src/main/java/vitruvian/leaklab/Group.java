package vitruvian.leaklab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A control group with a limit of memory, of either version. Whoever may make one is root, or has
/// been given a part of the tree.
final class Group implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final Path OWN = Path.of("/proc/self/cgroup");

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
      var version1 = own(":memory:");
      return version1.isPresent()
          ? Optional.of(limited(ROOT.resolve("memory" + version1.get()), name, limit, true))
          : Optional.of(limited(ROOT, name, limit, false));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> own(String controller) throws IOException {
    return Files.readAllLines(OWN).stream()
        .filter(line -> line.contains(controller))
        .map(line -> line.substring(line.indexOf(controller) + controller.length()))
        .findFirst();
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
        group.write("memory.swap.max", 0);
      }
      return group;
    } catch (IOException failure) {
      group.close();
      throw failure;
    }
  }

  private void write(String file, long value) throws IOException {
    Files.writeString(folder.resolve(file), Long.toString(value));
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
    try {
      Files.deleteIfExists(folder);
    } catch (IOException _) {
      // A process that was killed a moment ago may still be listed; an empty group costs nothing.
    }
  }
}
