package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Details of the protocols, as their RFCs have them.
class ProtocolTest {
  private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private static Running server;

  @BeforeAll
  static void start() {
    server = new Running();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Reply head(String... lines) throws IOException {
    try (var wire = server.wire()) {
      return wire.head(lines).bodiless();
    }
  }

  // RFC 9110, 9.3.2: as GET, without the body.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/metrics",
        "/openapi",
        "/health",
        "/health/live",
        "/health/ready",
        "/v1/status"
      })
  void headIsGetWithoutItsBody(String path) throws IOException {
    var get = server.get(path);
    try (var wire = server.wire()) {
      var reply =
          wire.head("HEAD " + path + " HTTP/1.1", server.host(), "Connection: close").bodiless();
      assertThat(reply.status()).isEqualTo(get.status());
      assertThat(reply.header("Content-Type")).isEqualTo(get.header("Content-Type"));
      assertThat(Integer.parseInt(reply.header("Content-Length"))).isPositive();
      assertThat(wire.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/health", "/health/live", "/status", "/memory"})
  void headAtTheOperatorsPort(String path) throws IOException {
    var admin = server.adminAddress();
    try (var wire = new Wire(admin)) {
      var reply =
          wire.head(
                  "HEAD " + path + " HTTP/1.1",
                  "Host: " + admin.getAuthority(),
                  "Connection: close")
              .bodiless();
      assertThat(reply.status()).isEqualTo(200);
      assertThat(wire.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"POST,/metrics", "PUT,/memory", "GET,/memory/trim", "DELETE,/memory/snapshots"})
  void otherMethodsAtTheOperatorsPort(String method, String path) throws IOException {
    var admin = server.adminAddress();
    try (var wire = new Wire(admin)) {
      var reply =
          wire.head(
                  method + " " + path + " HTTP/1.1",
                  "Host: " + admin.getAuthority(),
                  "Content-Length: 0")
              .reply();
      reply.requireProblem(405, "method-not-allowed");
      assertThat(reply.header("Allow")).isNotEmpty();
    }
  }

  // RFC 9110, 13.1.2 and 15.4.5.
  @ParameterizedTest
  @ValueSource(strings = {"\"v1\"", "W/\"v1\"", "*", "\"v0\", \"v1\"", "\"v0\",W/\"v1\""})
  void whatTheClientHasIsNotSentAgain(String tags) throws IOException {
    try (var wire = server.wire()) {
      var reply =
          wire.head("GET / HTTP/1.1", server.host(), "If-None-Match: " + tags, "Connection: close")
              .bodiless();
      assertThat(reply.status()).isEqualTo(304);
      assertThat(reply.header("ETag")).isEqualTo("\"v1\"");
      assertThat(reply.header("Content-Length")).isNotEqualTo("0");
      assertThat(wire.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"v0\"", "v1", "\"v1", "W/v1", ""})
  void otherTagsAreNotWhatThereIs(String tags) {
    assertThat(server.get("/", "If-None-Match", tags).status()).isEqualTo(200);
  }

  // RFC 9110, 6.6.1.
  @ParameterizedTest
  @ValueSource(strings = {"/", "/health", "/nothing"})
  void everyAnswerHasADate(String path) {
    assertThat(
            ZonedDateTime.parse(
                server.get(path).header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME))
        .isNotNull();
  }

  private static Reply handshake(String... headers) throws IOException {
    var lines = new ArrayList<String>();
    lines.add("GET /v1/stream HTTP/1.1");
    lines.add(server.host());
    lines.addAll(List.of(headers));
    return head(lines.toArray(String[]::new));
  }

  // RFC 6455, 4.4.
  @ParameterizedTest
  @ValueSource(strings = {"8", "14", "13, 13", "", "013"})
  void otherVersionsOfWebSockets(String version) throws IOException {
    var reply =
        handshake(
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: " + version);
    assertThat(reply.status()).isEqualTo(426);
    assertThat(reply.header("Sec-WebSocket-Version")).isEqualTo("13");
  }

  // RFC 6455, 4.2.1: 16 bytes in base64.
  @ParameterizedTest
  @ValueSource(
      strings = {"", "AAAA", "dGhlIHNhbXBsZSBub25jZQ", "####", "dGhlIHNhbXBsZSBub25jZQ==AAAA"})
  void malformedKeys(String key) throws IOException {
    var reply =
        handshake(
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: " + key,
            "Sec-WebSocket-Version: 13");
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void aSecondKey() throws IOException {
    var reply =
        handshake(
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13");
    assertThat(reply.status()).isEqualTo(400);
  }

  // RFC 9112, 6.1.
  @ParameterizedTest
  @ValueSource(strings = {"gzip, chunked", "x-unheard, chunked"})
  void codingsThatAreNotUnderstood(String coding) throws IOException {
    try (var wire = server.wire()) {
      wire.head("POST /v1/holistic HTTP/1.1", server.host(), "Transfer-Encoding: " + coding)
          .send("0\r\n\r\n")
          .reply()
          .requireProblem(501, "unknown-coding");
      assertThat(wire.isEnded()).isTrue();
    }
  }

  // RFC 9110, 12.4.2: of weight 0 is what is not taken.
  @Test
  void whatTheClientDoesNotTakeIsNotSent() {
    var picture = Pictures.small("png");
    assertThat(
            server.post("", picture, "Accept", "application/json;q=0, */*").header("Content-Type"))
        .isEqualTo("image/png");
    server
        .post("", picture, "Accept", "application/json;q=0")
        .requireProblem(406, "not-acceptable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"?complexity=1&complexity=1", "?maxSide=64&complexity=1&maxSide=80", "?x=1", "?="})
  void repeatedAndUnknownParameters(String query) {
    server.post(query, Pictures.small("png")).requireProblem(422, "bad-parameter");
  }

  // RFC 9110, 5.6.6: names of parameters in any case.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; Boundary=b",
        "Multipart/Form-Data;charset=x; BOUNDARY = \"b\"",
        "multipart/form-data;boundary=b; x=y"
      })
  void theBoundaryInAnyForm(String type) {
    assertThat(server.post("", form("image"), "Content-Type", type).status()).isEqualTo(200);
  }

  private static byte[] form(String... names) {
    var body = new java.io.ByteArrayOutputStream();
    for (var name : names) {
      body.writeBytes(
          "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n"
              .formatted(name)
              .getBytes(StandardCharsets.US_ASCII));
      body.writeBytes(name.equals("image") ? Pictures.small("png") : new byte[] {'1'});
      body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    body.writeBytes("--b--\r\n".getBytes(StandardCharsets.US_ASCII));
    return body.toByteArray();
  }

  @Test
  void optionsInAFormAreNotIgnored() {
    var type = "multipart/form-data; boundary=b";
    assertThat(server.post("", form("note", "image"), "Content-Type", type).status())
        .isEqualTo(200);
    server
        .post("", form("complexity", "image"), "Content-Type", type)
        .requireProblem(422, "bad-parameter");
    server
        .post("", form("image", "image"), "Content-Type", type)
        .requireProblem(422, "bad-parameter");
  }

  // Behind a proxy that ends TLS.
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:443, https://127.0.0.1",
    "127.0.0.1, https://127.0.0.1:443",
    "127.0.0.1:80, http://127.0.0.1",
    "127.0.0.1, http://127.0.0.1:80",
    "LocalHost, http://localhost"
  })
  void theUsualPortNeedNotBeSaid(String host, String origin) throws IOException {
    assertThat(
            head("GET / HTTP/1.1", "Host: " + host, "Origin: " + origin, "Connection: close")
                .status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:443, http://127.0.0.1",
    "127.0.0.1:8080, https://127.0.0.1",
    "127.0.0.1, https://127.0.0.2",
    "127.0.0.1, null",
    "127.0.0.1, file://127.0.0.1"
  })
  void otherOriginsAreOthers(String host, String origin) throws IOException {
    assertThat(
            head("GET / HTTP/1.1", "Host: " + host, "Origin: " + origin, "Connection: close")
                .status())
        .isEqualTo(403);
  }

  @Test
  void anAddressOfVersion4IsNotListenedAtByVersion6() throws IOException {
    try (var all = new Running(Running.config().withHost("0.0.0.0"));
        var socket = new java.net.Socket()) {
      var port = all.address().getPort();
      assertThat(all.get(java.net.URI.create("http://127.0.0.1:" + port), "/health").status())
          .isEqualTo(200);
      var six = new InetSocketAddress(InetAddress.getByAddress(LOOPBACK_6), port);
      assertThatThrownBy(() -> socket.connect(six, 2000)).isInstanceOf(IOException.class);
    }
  }
}
