package vitruvian.forensics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A folder for temporary files that only this user can look into; deleted when closed.
final class PrivateFolder implements AutoCloseable {
  private final Path folder;

  PrivateFolder() throws IOException {
    // The same permissions as without the attribute, but said where a system has them.
    folder =
        Files.createTempDirectory(
            "vitruvian-forensics",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /// A file in it, which need not exist.
  Path file(String name) {
    return folder.resolve(name);
  }

  /// Deletes what is in it, and itself.
  @Override
  public void close() throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
