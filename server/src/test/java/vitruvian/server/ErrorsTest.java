package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every refusal that the contract names, as a client sees it; after each the server goes on, and
/// holds nothing of it.
class ErrorsTest {
  private static Running server;
  private static Running.Held before;

  @BeforeAll
  static void start() {
    server = new Running();
    before = server.held();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void goesOn() {
    server.awaitReleased(before);
    assertThat(server.post("", Pictures.small("png")).status()).isEqualTo(200);
  }

  @Test
  void nothingAtAll() {
    server.post("", new byte[0]).requireProblem(400, "truncated-image");
  }

  @Test
  void aTruncatedPicture() {
    var whole = Pictures.portrait();
    server.post("", Arrays.copyOf(whole, whole.length / 2)).requireProblem(400, "truncated-image");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no part at all",
        "--b\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nnever ended",
        "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--\r\n",
        "--b\r\nContent-Disposition\r\n\r\nx\r\n--b--\r\n",
        "--b\r\n\r\nx\r\n--b--\r\n"
      })
  void aBadMultipartBody(String body) {
    server
        .post(
            "",
            body.getBytes(StandardCharsets.ISO_8859_1),
            "Content-Type",
            "multipart/form-data; boundary=b")
        .requireProblem(400, "bad-multipart");
  }

  @Test
  void aMultipartBodyOfTooManyParts() {
    var part = "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n";
    server
        .post(
            "",
            (part.repeat(1000) + "--b--\r\n").getBytes(StandardCharsets.ISO_8859_1),
            "Content-Type",
            "multipart/form-data; boundary=b")
        .requireProblem(400, "bad-multipart");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"",
        "multipart/form-data; boundary"
      })
  void aMultipartBodyWithoutBoundary(String type) {
    server.post("", new byte[] {1}, "Content-Type", type).requireProblem(400, "bad-multipart");
  }

  @Test
  void anEmptyPartIsAnEmptyPicture() {
    server
        .post(
            "",
            "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n\r\n--b--\r\n"
                .getBytes(StandardCharsets.ISO_8859_1),
            "Content-Type",
            "multipart/form-data; boundary=b")
        .requireProblem(400, "truncated-image");
  }

  @Test
  void anotherHost() throws IOException {
    try (var wire = server.wire()) {
      wire.head("GET /health HTTP/1.1", "Host: elsewhere.example")
          .reply()
          .requireProblem(403, "forbidden-host");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://elsewhere.example", "null", "http://127.0.0.1:1", "no origin"})
  void anotherOrigin(String origin) {
    server.get("/v1/status", "Origin", origin).requireProblem(403, "forbidden-origin");
    server.post("", new byte[] {1}, "Origin", origin).requireProblem(403, "forbidden-origin");
  }

  @Test
  void nothingThere() {
    server.get("/nothing").requireProblem(404, "not-found");
    server.get("/v1").requireProblem(404, "not-found");
    server.get("/%2e%2e/%2e%2e/etc/passwd").requireProblem(400, "bad-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/health", "/health/live", "/metrics", "/openapi", "/v1/status", "/", "/nothing"})
  void anotherMethod(String path) {
    var request =
        HttpRequest.newBuilder(server.address().resolve(path)).POST(BodyPublishers.noBody());
    var reply = server.send(request).requireProblem(405, "method-not-allowed");
    assertThat(reply.header("Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void aPictureIsPosted() {
    var reply = server.get(Running.PICTURES).requireProblem(405, "method-not-allowed");
    assertThat(reply.header("Allow")).isEqualTo("POST");
  }

  @Test
  void tooLongByItsLength() throws IOException {
    try (var wire = server.wire()) {
      wire.head("POST /v1/holistic HTTP/1.1", server.host(), "Content-Length: 99000000000")
          .reply()
          .requireProblem(413, "body-too-large");
    }
  }

  @Test
  void tooLongPieceByPiece() throws IOException {
    var piece = new byte[1 << 20];
    try (var wire = server.wire()) {
      wire.head("POST /v1/holistic HTTP/1.1", server.host(), "Transfer-Encoding: chunked");
      for (int i = 0; i < 20; i++) {
        wire.chunk(piece);
      }
      wire.chunk(new byte[1]).reply().requireProblem(413, "body-too-large");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"II*\0 and more", "BM and more to come", "%PDF-1.7 and more", "text"})
  void anotherFormatWhateverItsName(String body) {
    server
        .post("", body.getBytes(StandardCharsets.ISO_8859_1), "Content-Type", "image/jpeg")
        .requireProblem(415, "unsupported-format");
  }

  @Test
  void morePixelsThanAllowed() {
    server.post("", Pictures.bomb()).requireProblem(422, "image-too-large");
  }

  @Test
  void aCorruptPicture() {
    server.post("", Pictures.corrupt()).requireProblem(422, "corrupt-image");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?complexity=3",
        "?complexity=-1",
        "?complexity=",
        "?complexity=99999999999",
        "?refineFace=maybe",
        "?segmentation=2",
        "?faceGeometry=yes",
        "?sampling=tpu",
        "?maxSide=0",
        "?maxSide=1281",
        "?maxSide=x",
        "?unknown=1",
        "?Complexity=1",
        "?="
      })
  void aBadParameter(String query) {
    server.post(query, Pictures.small("png")).requireProblem(422, "bad-parameter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"complexity=%zz", "complexity=%", "%ff%fe=1", "complexity=%c3%28"})
  void aQueryThatIsNoText(String query) throws IOException {
    try (var wire = server.wire()) {
      var reply =
          wire.head("POST /v1/holistic?" + query + " HTTP/1.1", server.host(), "Content-Length: 0")
              .reply();
      assertThat(reply.status()).as(reply.text()).isIn(400, 422);
      reply.requireProblem(reply.status(), reply.value("code"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1||",
        "nonsense||",
        "GET||",
        "GET / HTTP/9.9||",
        "GET /%zz HTTP/1.1|Host: localhost||",
        "GET /a/../../b HTTP/1.1|Host: localhost||",
        "GET / HTTP/1.1|Host: localhost|Host: localhost||",
        "GET / HTTP/1.1|Host: local host||",
        "GET / HTTP/1.1|Host: localhost|Content-Length: x||",
        "GET / HTTP/1.1|Host: localhost|Content-Length: -1||",
        "GET / HTTP/1.1|Host: localhost|Transfer-Encoding: gzip||",
        "GET / HTTP/1.1|Host: localhost| broken: header||",
        "POST /v1/holistic HTTP/1.1|Host: localhost|Content-Length: 5|"
            + "Transfer-Encoding: chunked||0||",
        "POST /v1/holistic HTTP/1.1|Host: localhost|Transfer-Encoding: chunked||zz|",
        "POST /v1/holistic HTTP/1.1|Host: localhost|Transfer-Encoding: chunked||" + "3|abcdef|"
      })
  void whatIsNoRequest(String lines) throws IOException {
    try (var wire = server.wire()) {
      var reply = wire.send(lines.replace("|", "\r\n")).reply();
      assertThat(reply.status()).as(reply.text()).isBetween(400, 505).isNotEqualTo(500);
      reply.requireProblem(
          reply.status(), reply.status() == 505 ? "unknown-version" : "bad-request");
      assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
  }

  @Test
  void aHeadThatIsTooLong() throws IOException {
    try (var wire = server.wire()) {
      wire.head("GET / HTTP/1.1", server.host(), "X: " + "x".repeat(9000))
          .reply()
          .requireProblem(431, "too-many-headers");
    }
    try (var wire = server.wire()) {
      wire.head("GET /" + "x".repeat(9000) + " HTTP/1.1", server.host())
          .reply()
          .requireProblem(414, "uri-too-long");
    }
  }

  @Test
  void aBodyThatEndsEarly() throws IOException {
    try (var wire = server.wire()) {
      wire.head("POST /v1/holistic HTTP/1.1", server.host(), "Content-Length: 100")
          .send("half")
          .finish();
      wire.reply().requireProblem(400, "bad-request");
    }
  }

  @Test
  void noWebSocket() {
    var reply = server.get("/v1/stream").requireProblem(426, "upgrade-required");
    assertThat(reply.header("Upgrade")).isEqualTo("websocket");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: websocket",
        "Upgrade: websocket\r\nConnection: Upgrade",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 12\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: x\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
      })
  void aBadHandshake(String headers) throws IOException {
    try (var wire = server.wire()) {
      var reply = wire.head("GET /v1/stream HTTP/1.1", server.host(), headers).reply();
      assertThat(reply.status()).as(reply.text()).isIn(400, 426);
      reply.requireProblem(reply.status(), reply.value("code"));
    }
  }

  @Test
  void aStreamWithABadParameter() {
    server.get("/v1/stream?complexity=9").requireProblem(422, "bad-parameter");
  }
}
