package vitruvian.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The page: its files, and the headers without which it should not be served.
///
/// Only what the build has entered in the index can be found, so no path leads out of the page.
public final class StaticFiles {
  /// The header `Content-Security-Policy`: nothing inline, nothing from elsewhere. Pictures and the
  /// webcam's frames are objects of the browser (`blob:`).
  public static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self';"
          + " object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /// The header `Permissions-Policy`: the page may ask for the webcam, and for nothing else that
  /// it does not use.
  public static final String PERMISSIONS_POLICY =
      "camera=(self), microphone=(), geolocation=(), display-capture=()";

  private static final String START = "index.html";
  private static final String INDEX = "files.txt";

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png");

  private StaticFiles() {}

  /// All files, by path.
  public static List<StaticFile> all() {
    return Index.SORTED;
  }

  /// The file for the path of a request, with or without its leading `/`; `/` is the page itself.
  public static Optional<StaticFile> find(String path) {
    var name = path.startsWith("/") ? path.substring(1) : path;
    return Optional.ofNullable(Index.BY_PATH.get(name.isEmpty() ? START : name));
  }

  /// Read when first asked for.
  private static final class Index {
    private static final List<StaticFile> SORTED = read();
    private static final Map<String, StaticFile> BY_PATH =
        SORTED.stream().collect(Collectors.toMap(StaticFile::path, Function.identity()));

    private static List<StaticFile> read() {
      try (var index = StaticFiles.class.getResourceAsStream(INDEX)) {
        if (index == null) {
          throw new IllegalStateException("not in the jar: " + INDEX);
        }
        var files = new ArrayList<StaticFile>();
        new String(index.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .forEach(line -> files.add(entry(line)));
        files.sort(Comparator.comparing(StaticFile::path));
        return List.copyOf(files);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    /// A line: bytes, hash and path with a space between.
    private static StaticFile entry(String line) {
      var parts = line.split(" ", 3);
      var path = parts[2];
      var contentType = CONTENT_TYPES.get(path.substring(path.lastIndexOf('.') + 1));
      if (contentType == null) {
        throw new IllegalStateException("a file of unknown type in the page: " + path);
      }
      return new StaticFile(
          path,
          contentType,
          Long.parseLong(parts[0]),
          '"' + parts[1] + '"',
          // The page's build writes the hash of the content into the names in this folder.
          path.startsWith("assets/"));
    }
  }
}
