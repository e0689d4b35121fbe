package vitruvian.web;

import java.io.IOException;
import java.io.InputStream;

/// A file of the page.
///
/// @param path where it is served, relative to the page, with `/` between folders: `index.html`
/// @param contentType the value of the header of that name
/// @param bytes its length
/// @param etag a strong entity tag in its quotes, made from the content
/// @param isImmutable whether another content would have another path, so that a browser may keep
///     the file without asking again
public record StaticFile(
    String path, String contentType, long bytes, String etag, boolean isImmutable) {
  public StaticFile {
    if (path.isEmpty() || path.startsWith("/") || contentType.isEmpty() || bytes < 0) {
      throw new IllegalArgumentException("not a file of the page: " + path);
    }
    if (!etag.matches("\"[0-9a-f]+\"")) {
      throw new IllegalArgumentException("not an entity tag: " + etag);
    }
  }

  /// The content; the caller closes it.
  ///
  /// @throws IOException when the jar cannot be read
  public InputStream open() throws IOException {
    var content = StaticFile.class.getResourceAsStream(path);
    if (content == null) {
      throw new IOException("not in the jar: " + path);
    }
    return content;
  }
}
