package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// An answer as it came over the wire.
///
/// @param headers by their names, in any case
@SuppressWarnings("ArrayRecordComponent") // read only, and never compared
record Reply(int status, Map<String, String> headers, byte[] body) {
  private static final Pattern TIMING = Pattern.compile("\"timing\":\\{[^}]*}");

  static Reply of(HttpResponse<byte[]> response) {
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
    return new Reply(response.statusCode(), headers, response.body());
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /// The text of an answer without what differs from run to run.
  String withoutTiming() {
    assertThat(status).as(text()).isEqualTo(200);
    return withoutTiming(text());
  }

  static String withoutTiming(String json) {
    return TIMING.matcher(json).replaceAll("").strip();
  }

  /// A text of the document, or nothing.
  String value(String name) {
    var matcher = Pattern.compile("\"%s\":\"([^\"]*)\"".formatted(name)).matcher(text());
    return matcher.find() ? matcher.group(1) : "";
  }

  /// Checks that this is a problem document, whole and without anything of the inside.
  Reply requireProblem(int expected, String code) {
    assertThat(status).as(text()).isEqualTo(expected);
    assertThat(header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(value("code")).as(text()).isEqualTo(code);
    assertThat(text()).contains("\"status\":%d,".formatted(expected));
    assertThat(value("title")).isNotEmpty().isNotEqualTo("Error");
    assertThat(value("detail")).isNotEmpty();
    assertThat(header("X-Request-Id")).matches("[0-9a-f]{16}");
    assertThat(value("instance")).isEqualTo("urn:request:" + header("X-Request-Id"));
    assertThat(text()).doesNotContain("Exception", "\tat ", "vitruvian.", "jetty");
    return this;
  }
}
