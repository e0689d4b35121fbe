package vitruvian.forensics;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;

/// A folder for temporary files that only this user can look into; deleted when closed, or at the
/// end of this process if that is sooner.
///
/// Its name has the number of this process in it: what a process left that was killed, the next one
/// with a folder of the same prefix deletes.
public final class PrivateFolder implements AutoCloseable {
  private final Path folder;
  private final Thread atExit;

  /// @param prefix of the name, such as `vitruvian-forensics`
  @MustBeClosed
  public PrivateFolder(String prefix) throws IOException {
    // The same permissions as without the attribute, but said where a system has them.
    folder =
        Files.createTempDirectory(
            "%s-%d-".formatted(prefix, ProcessHandle.current().pid()),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    atExit = new Thread(() -> delete(folder), "vitruvian-private-folder");
    try {
      Runtime.getRuntime().addShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // The process is ending: close has to do.
    }
    deleteOrphans(prefix);
  }

  /// Where it is.
  public Path path() {
    return folder;
  }

  /// A file in it, which need not exist.
  public Path file(String name) {
    return folder.resolve(name);
  }

  // What the dead have left. Others' folders, and what only looks like one, stay.
  private void deleteOrphans(String prefix) {
    try (var all = Files.newDirectoryStream(folder.resolveSibling("."), prefix + "-*")) {
      var user = Files.getOwner(folder);
      for (var one : all) {
        if (Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS)
            && Files.getOwner(one, LinkOption.NOFOLLOW_LINKS).equals(user)
            && pid(one, prefix).map(pid -> ProcessHandle.of(pid).isEmpty()).orElse(false)) {
          delete(one);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException _) {
      // Another process tidies up at the same time; the next folder is another chance.
    }
  }

  private static Optional<Long> pid(Path folder, String prefix) {
    var name = folder.getFileName().toString().substring(prefix.length() + 1);
    int end = name.indexOf('-');
    try {
      return end < 0 ? Optional.empty() : Optional.of(Long.parseLong(name.substring(0, end)));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static boolean delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException _) {
      return !Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
    }
    return true;
  }

  /// Deletes what is in it, and itself. What cannot be deleted now is deleted at the end of this
  /// process, or by the next one: no work is lost for it.
  @Override
  public void close() {
    if (delete(folder)) {
      try {
        Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException _) {
        // It runs already, and finds nothing.
      }
    }
  }
}
