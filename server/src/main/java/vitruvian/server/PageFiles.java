package vitruvian.server;

import java.nio.ByteBuffer;
import java.util.Optional;

/// The files of the page.
@FunctionalInterface
public interface PageFiles {
  /// A file with what a browser wants to know of it.
  ///
  /// @param etag in its quotes
  record File(String contentType, String etag, ByteBuffer bytes) {}

  /// The file at a path of the service; that of `/` is the page itself.
  Optional<File> find(String path);
}
