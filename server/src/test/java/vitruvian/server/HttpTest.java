package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.ResultJson;

/// Answers, in all the ways in which HTTP lets a client ask; after each test nothing of it is left.
class HttpTest {
  private static final byte[] PORTRAIT = Pictures.portrait();
  private static final byte[] SMALL = Pictures.small("png");

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
  void nothingIsLeft() {
    server.awaitReleased(before);
  }

  @Test
  void answersWithLandmarks() throws IOException {
    var reply = server.post("", PORTRAIT);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    var result = ResultJson.read(reply.body());
    assertThat(result.image()).isEqualTo(new ImageSize(512, 512));
    assertThat(result.people()).hasSize(1);
    assertThat(result.timing().decode()).isPositive();
    assertThat(result.timing().total()).isGreaterThan(result.timing().decode());
  }

  @Test
  void takesItsChoicesFromTheQuery() throws IOException {
    var result = ResultJson.read(server.post("?maxSide=200&segmentation=false", PORTRAIT).body());
    assertThat(result.image()).isEqualTo(new ImageSize(512, 512));
    assertThat(result.tracked()).isEqualTo(new ImageSize(200, 200));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name=\"image\"; filename=\"../../etc/passwd\"\r\nContent-Type: text/html",
        "name=\"image\"",
        "name=image"
      })
  void takesAPictureInAForm(String disposition) throws IOException {
    var body = new ByteArrayOutputStream();
    body.writeBytes(latin1("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n"));
    body.writeBytes(latin1("--x\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n"));
    body.writeBytes(PORTRAIT);
    body.writeBytes(latin1("\r\n--x--\r\n"));
    assertThat(
            server
                .post("", body.toByteArray(), "Content-Type", "multipart/form-data; boundary=x")
                .withoutTiming())
        .isEqualTo(server.post("", PORTRAIT).withoutTiming());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image/png                                    | image/png",
        "image/jpeg                                   | image/jpeg",
        "IMAGE/JPEG                                   | image/jpeg",
        "image/*                                      | image/png",
        "*/*                                          | application/json",
        "application/json                             | application/json",
        "image/png;q=0.5, image/jpeg                  | image/jpeg",
        "image/png;q=0.5, image/jpeg;q=0.4            | image/png",
        "image/png;q=0, image/jpeg;q=0.1              | image/jpeg",
        "text/html, image/jpeg;q=0.9, */*;q=0.1       | image/jpeg",
        "application/json;q=0.1, image/png;q=0.2      | image/png",
        "text/html                                    | application/json",
        "nonsense ;;; , q=                            | application/json"
      })
  void answersInTheFormThatIsLikedBest(String accept, String type) throws IOException {
    var reply = server.post("", PORTRAIT, "Accept", accept);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo(type);
    if (type.startsWith("image/")) {
      var overlay = ImageIO.read(new ByteArrayInputStream(reply.body()));
      assertThat(overlay.getWidth()).isEqualTo(512);
      assertThat(reply.body()).isNotEqualTo(PORTRAIT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/openapi", "/v1/status"})
  void saysHowItIs(String path) throws IOException {
    var reply = server.get(path);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    try (var wire = server.wire()) {
      var head = wire.head("HEAD " + path + " HTTP/1.1", server.host()).bodiless();
      assertThat(head.status()).isEqualTo(200);
      assertThat(Integer.parseInt(head.header("Content-Length"))).isPositive();
      // Nothing but a head has come, so that the next answer is where it should be.
      assertThat(wire.head("GET /health HTTP/1.1", server.host()).reply().text())
          .isEqualTo("{\"status\":\"ok\"}");
    }
  }

  @Test
  void hasAPageThatBrowsersKeep() {
    for (int i = 0; i < 3; i++) {
      var page = server.get("/");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.text()).contains("the page");
      assertThat(page.header("ETag")).isEqualTo("\"v1\"");
      assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
    }
    var kept = server.get("/", "If-None-Match", "\"v1\"");
    assertThat(kept.status()).isEqualTo(304);
    assertThat(kept.body()).isEmpty();
  }

  @Test
  void speaksTheOldVersion() throws IOException {
    try (var wire = server.wire()) {
      var reply =
          wire.head("POST /v1/holistic HTTP/1.0", "Content-Length: " + SMALL.length)
              .send(SMALL)
              .reply();
      assertThat(reply.text()).contains("\"people\":[]");
      assertThat(wire.isEnded()).isTrue();
    }
  }

  @Test
  void keepsTheConnectionAfterARefusal() throws IOException {
    try (var wire = server.wire()) {
      for (int i = 0; i < 3; i++) {
        post(wire, latin1("no picture")).reply().requireProblem(415, "unsupported-format");
        wire.head("GET /nothing HTTP/1.1", server.host()).reply().requireProblem(404, "not-found");
        // At once: what a refused body still sends later ends the connection.
        wire.head("POST /v1/holistic?x=1 HTTP/1.1", server.host(), "Content-Length: 7", "", "abc")
            .reply()
            .requireProblem(422, "bad-parameter");
        assertThat(post(wire, SMALL).reply().text()).contains("\"people\":[]");
      }
    }
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws IOException {
    try (var wire = server.wire()) {
      post(wire, PORTRAIT);
      wire.head("GET /health HTTP/1.1", server.host());
      post(wire, latin1("no picture"));
      post(wire, SMALL);
      assertThat(wire.reply().text()).contains("\"poseLandmarks\":[{");
      assertThat(wire.reply().text()).isEqualTo("{\"status\":\"ok\"}");
      wire.reply().requireProblem(415, "unsupported-format");
      assertThat(wire.reply().text()).contains("\"people\":[]");
    }
  }

  private static Wire post(Wire wire, byte[] body) throws IOException {
    return wire.head("POST /v1/holistic HTTP/1.1", server.host(), "Content-Length: " + body.length)
        .send(body);
  }

  @Test
  void saysThatABodyIsWelcomeBeforeItIsSent() throws IOException {
    try (var wire = server.wire()) {
      wire.head(
          "POST /v1/holistic HTTP/1.1",
          server.host(),
          "Content-Length: " + SMALL.length,
          "Expect: 100-continue");
      assertThat(wire.bodiless().status()).isEqualTo(100);
      assertThat(wire.send(SMALL).reply().text()).contains("\"people\":[]");
    }
    try (var wire = server.wire()) {
      wire.head(
              "POST /v1/holistic?x=1 HTTP/1.1",
              server.host(),
              "Content-Length: 1000000",
              "Expect: 100-continue")
          .reply()
          .requireProblem(422, "bad-parameter");
    }
  }

  @Test
  void takesABodyInPieces() throws IOException {
    try (var wire = server.wire()) {
      wire.head("POST /v1/holistic HTTP/1.1", server.host(), "Transfer-Encoding: chunked");
      for (var one : SMALL) {
        wire.chunk(new byte[] {one});
      }
      assertThat(wire.send("0\r\n\r\n").reply().text()).contains("\"people\":[]");
    }
  }

  @Test
  void clientsThatVanishLeaveNothing() throws IOException {
    var head =
        List.of("POST /v1/holistic HTTP/1.1", server.host(), "Content-Length: " + PORTRAIT.length)
            .toArray(String[]::new);
    for (int i = 0; i < 20; i++) {
      try (var uploading = server.wire();
          var waiting = server.wire();
          var closing = server.wire()) {
        uploading.head(head).send(new byte[100_000]).reset();
        waiting.head(head).send(PORTRAIT).reset();
        closing.head(head).send(PORTRAIT);
      }
    }
  }

  @Test
  void countsWhatItDoes() {
    long answered = server.status("answered");
    long refused = server.status("refused");
    server.post("", SMALL);
    server.post("", new byte[0]);
    Await.until("both are counted", () -> server.status("refused") == refused + 1);
    assertThat(server.status("answered")).isEqualTo(answered + 1);
    assertThat(server.get("/metrics").text())
        .contains("vitruvian_requests_total{outcome=\"answered\"} ");
  }

  @Test
  void operatorsHaveTheirOwnPort() {
    var admin = server.adminAddress();
    assertThat(server.get(admin, "/health").text()).isEqualTo("{\"status\":\"ok\"}");
    assertThat(server.get(admin, "/metrics").text()).startsWith("# HELP ");
    assertThat(
            server
                .send(
                    HttpRequest.newBuilder(admin.resolve("/memory/trim"))
                        .POST(BodyPublishers.noBody()))
                .text())
        .contains("\"residentBytes\":");
    server.get(admin, "/v1/holistic").requireProblem(404, "not-found");
    server
        .get(admin, "/status", "Origin", "http://x.example")
        .requireProblem(403, "forbidden-origin");
    // Not on the port that everybody sees.
    server.get("/status").requireProblem(404, "not-found");
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
