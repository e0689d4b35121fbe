package vitruvian.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/// What a client says of the forms of an answer that it takes, RFC 9110, 12.5.1. What is malformed
/// in it counts as not said.
final class Accept {
  // More than anybody has use for; each costs a little.
  private static final int MOST = 64;

  private final List<Range> ranges;

  private Accept(List<Range> ranges) {
    this.ranges = ranges;
  }

  /// @param type such as `image/png`, `image/*` or `*/*`
  /// @param quality 0 where it is not taken, 1 where it is liked best
  private record Range(String type, double quality) {
    /// How exactly it names a type: 0 not at all, 3 by its name.
    int precision(String name) {
      if (type.equals(name)) {
        return 3;
      }
      if (type.endsWith("/*") && name.startsWith(type.substring(0, type.length() - 1))) {
        return 2;
      }
      return type.equals("*/*") ? 1 : 0;
    }
  }

  /// What a request says.
  static Accept of(Request request) {
    var ranges = new ArrayList<Range>();
    for (var field : request.getHeaders().getFields(HttpHeader.ACCEPT)) {
      var text = Optional.ofNullable(field.getValue()).orElse("");
      for (var range : text.split(",", MOST)) {
        if (ranges.size() < MOST) {
          read(range).ifPresent(ranges::add);
        }
      }
    }
    return new Accept(ranges);
  }

  private static Optional<Range> read(String text) {
    var parts = text.split(";", -1);
    var type = parts[0].strip().toLowerCase(Locale.ROOT);
    if (!type.matches("[^\\s\"/]+/[^\\s\"/]+")) {
      return Optional.empty();
    }
    double quality = 1;
    for (int i = 1; i < parts.length; i++) {
      var parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        if (!parameter.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
          return Optional.empty();
        }
        quality = Double.parseDouble(parameter.substring(2));
      }
    }
    return Optional.of(new Range(type, quality));
  }

  /// Of some types the one that the client likes best: of equals the one it names first, then the
  /// one that comes first here. Empty where it takes none of them.
  Optional<String> best(List<String> types) {
    Optional<String> best = Optional.empty();
    double quality = 0;
    int place = Integer.MAX_VALUE;
    for (var type : types) {
      var range = range(type);
      if (range == null) {
        continue;
      }
      int at = ranges.indexOf(range);
      if (range.quality > quality || (range.quality == quality && quality > 0 && at < place)) {
        best = Optional.of(type);
        quality = range.quality;
        place = at;
      }
    }
    return best;
  }

  /// Whether the client says that it does not take a type.
  boolean refuses(String type) {
    var range = range(type);
    return range != null && range.quality == 0;
  }

  // The one that names it most exactly decides.
  private @Nullable Range range(String type) {
    Range found = null;
    for (var range : ranges) {
      if (range.precision(type) > (found == null ? 0 : found.precision(type))) {
        found = range;
      }
    }
    return found;
  }
}
