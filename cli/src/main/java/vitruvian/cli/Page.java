package vitruvian.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import vitruvian.server.PageFiles;
import vitruvian.web.StaticFile;
import vitruvian.web.StaticFiles;

/// The page as the service gives it out.
final class Page {
  private Page() {}

  static Optional<PageFiles.File> find(String path) {
    return StaticFiles.find(path).map(Page::read);
  }

  private static PageFiles.File read(StaticFile file) {
    try (var content = file.open()) {
      return new PageFiles.File(
          file.contentType(), file.etag(), ByteBuffer.wrap(content.readAllBytes()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
