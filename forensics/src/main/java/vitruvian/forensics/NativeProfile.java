package vitruvian.forensics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What native code allocated within some seconds and had not freed at their end, by stack.
///
/// A `malloc` that Java calls directly, without native code between, is not seen; what was
/// allocated before is not either, and what is in use for a moment at the end is.
///
/// @param length that was recorded
/// @param stoppedEarly whether that is less than was asked for, since there was too much to record
/// @param sites the largest first
public record NativeProfile(Duration length, boolean stoppedEarly, long bytes, List<Site> sites) {
  private static final int MOST_SHOWN = 10;
  private static final double MB = 1 << 20;

  /// One stack.
  ///
  /// @param stack the allocating function first
  /// @param bytes allocated there and not freed
  public record Site(List<String> stack, long bytes) {
    public Site {
      stack = List.copyOf(stack);
    }

    private String toText() {
      return String.format(Locale.ROOT, "%n%.3f MB%n", bytes / MB)
          + stack.stream().limit(MOST_SHOWN).map("    %s%n"::formatted).reduce("", String::concat);
    }
  }

  public NativeProfile {
    sites = List.copyOf(sites);
  }

  /// The largest sites with the innermost frames of their stacks, for terminals.
  public String toText() {
    var text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "Allocated within %.0f s and not freed: %.2f MB%n",
                length.toMillis() / 1e3,
                bytes / MB));
    if (stoppedEarly) {
      text.append("Stopped early: there was too much to record.\n");
    }
    sites.stream().limit(MOST_SHOWN).forEach(site -> text.append(site.toText()));
    return text.toString();
  }

  /// `seconds`, `stoppedEarly`, `bytes`, `sites` of `bytes` and `stack`.
  public String toJson() {
    return Json.write(
        json -> {
          json.writeNumberProperty("seconds", length.toMillis() / 1e3);
          json.writeBooleanProperty("stoppedEarly", stoppedEarly);
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

  /// What [#toJson] has written.
  ///
  /// @throws IllegalArgumentException where the text is something else
  public static NativeProfile parse(String json) {
    var object = Json.parse(json);
    return new NativeProfile(
        Duration.ofMillis((long) (1e3 * object.path("seconds").doubleValue(0))),
        object.path("stoppedEarly").booleanValue(false),
        Json.number(object, "bytes"),
        object.path("sites").valueStream().map(NativeProfile::site).toList());
  }

  private static Site site(JsonNode json) {
    return new Site(
        json.path("stack").valueStream().map(frame -> frame.stringValue("")).toList(),
        Json.number(json, "bytes"));
  }
}
