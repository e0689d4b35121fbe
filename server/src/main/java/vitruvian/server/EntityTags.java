package vitruvian.server;

import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/// What a client says that it has already, RFC 9110, 13.1.2.
final class EntityTags {
  private EntityTags() {}

  /// Whether a request has what a tag names, by the weak comparison.
  ///
  /// @param tag in its quotes
  static boolean has(Request request, String tag) {
    List<String> lines = request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH);
    return lines.stream()
        .flatMap(line -> List.of(line.split(",", -1)).stream())
        .map(String::strip)
        .map(one -> one.startsWith("W/") ? one.substring(2) : one)
        .anyMatch(one -> one.equals("*") || one.equals(tag));
  }
}
