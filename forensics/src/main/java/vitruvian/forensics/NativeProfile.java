package vitruvian.forensics;

import java.time.Duration;
import java.util.List;

/// What native code allocated within some seconds and had not freed at their end, by stack.
///
/// A `malloc` that Java calls directly, without native code between, is not seen; what was
/// allocated before is not either, and what is in use for a moment at the end is.
///
/// @param sites the largest first
/// @param html the flame graph, a page that needs nothing else
public record NativeProfile(Duration length, long bytes, List<Site> sites, String html) {
  /// One stack.
  ///
  /// @param stack the allocating function first
  /// @param bytes allocated there and not freed
  public record Site(List<String> stack, long bytes) {
    public Site {
      stack = List.copyOf(stack);
    }
  }

  public NativeProfile {
    sites = List.copyOf(sites);
  }

  /// `seconds`, `bytes`, `sites` of `bytes` and `stack`.
  public String toJson() {
    return Json.write(
        json -> {
          json.writeNumberProperty("seconds", length.toMillis() / 1e3);
          json.writeNumberProperty("bytes", bytes);
          json.writeArrayPropertyStart("sites");
          for (var site : sites) {
            json.writeStartObject();
            json.writeNumberProperty("bytes", site.bytes);
            json.writeArrayPropertyStart("stack");
            site.stack.forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /// What [#toJson] has written; without the flame graph.
  ///
  /// @throws IllegalArgumentException where the text is something else
  public static NativeProfile parse(String json) {
    var object = Json.parse(json);
    return new NativeProfile(
        Duration.ofMillis((long) (1e3 * object.numbers().getOrDefault("seconds", 0.0))),
        object.number("bytes"),
        object.objects("sites").stream()
            .map(site -> new Site(site.texts("stack"), site.number("bytes")))
            .toList(),
        "");
  }
}
