package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the document of the interface says is what the service does: each answer that it describes
/// is asked for, and comes.
class DescribedAnswersTest {
  private static final String TOKEN = "correct-horse-battery";
  private static final int PER_CLIENT = 8;

  // Those that take a broken machine, a full one, or time: they have tests of their own
  // (OverloadTest, StopTest), and none can be had by asking.
  private static final List<String> OTHERS = List.of("500", "503", "408");

  private static Running server;

  @BeforeAll
  static void start() {
    var limits =
        new Connections.Limits(
            100,
            4,
            PER_CLIENT,
            100,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            BodyReader.Pace.USUAL);
    server =
        new Running(
            Running.config().withToken(TOKEN),
            Running.CEILING,
            Service.Conditions.USUAL.with(limits));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /// A request of raw lines.
  private static int ask(String method, String path, String version, byte[] body, String... more)
      throws IOException {
    var lines = new ArrayList<String>();
    lines.add(method + " " + path + " HTTP/" + version);
    if (Arrays.stream(more).noneMatch(line -> line.startsWith("Host:"))) {
      lines.add(server.host());
    }
    if (Arrays.stream(more).noneMatch(line -> line.startsWith("Authorization:"))) {
      lines.add("Authorization: Bearer " + TOKEN);
    }
    lines.addAll(List.of(more));
    if (Arrays.stream(more).noneMatch(line -> line.startsWith("Transfer-Encoding:"))) {
      lines.add("Content-Length: " + body.length);
    }
    try (var wire = server.wire()) {
      return wire.head(lines.toArray(String[]::new)).send(body).bodiless().status();
    }
  }

  private static int ask(OpenApiDocument.Answer answer) throws IOException {
    var path = answer.path();
    var method = answer.method();
    var none = new byte[0];
    var picture = Pictures.small("png");
    boolean stream = path.equals("/v1/stream");
    boolean pictures = path.equals("/v1/holistic");
    return switch (answer.status()) {
      case "101" -> ask(method, path, "1.1", none, handshake("13"));
      case "200" -> ask(method, path, "1.1", pictures ? picture : none);
      case "400" -> ask(method, path, "1.1", none, server.host(), "Host: other");
      case "401" ->
          ask(method, path, "1.1", pictures ? picture : none, "Authorization: Bearer wrong-token");
      case "403" -> ask(method, path, "1.1", none, "Host: elsewhere.example");
      case "405" -> ask("PATCH", path, "1.1", none);
      case "406" -> ask(method, path, "1.1", picture, "Accept: application/json;q=0");
      case "413" -> {
        try (var wire = server.wire()) {
          yield wire.head(
                  method + " " + path + " HTTP/1.1",
                  server.host(),
                  "Authorization: Bearer " + TOKEN,
                  "Content-Length: 999999999")
              .reply()
              .status();
        }
      }
      case "414" -> ask(method, path + "?x=" + "a".repeat(9000), "1.1", none);
      case "415" ->
          ask(
              method,
              path,
              "1.1",
              "no picture at all, whatever it is".getBytes(StandardCharsets.US_ASCII));
      case "417" -> ask(method, path, "1.1", none, "Expect: more");
      case "422" ->
          ask(
              method,
              path + "?complexity=9",
              "1.1",
              stream ? none : picture,
              stream ? handshake("13") : new String[0]);
      case "426" -> ask(method, path, "1.1", none, handshake("8"));
      case "429" -> tooMany(answer);
      case "431" -> ask(method, path, "1.1", none, "X: " + "a".repeat(9000));
      case "501" -> ask(method, path, "1.1", none, "Transfer-Encoding: gzip, chunked");
      case "505" -> ask(method, path, "3.7", none);
      default -> throw new AssertionError("how is this asked for? " + answer);
    };
  }

  private static String[] handshake(String version) {
    return new String[] {
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version: " + version
    };
  }

  private static int tooMany(OpenApiDocument.Answer answer) throws IOException {
    var open = new ArrayList<Wire>();
    try {
      for (int i = 0; i < PER_CLIENT; i++) {
        var wire = server.wire();
        open.add(wire);
        wire.head("GET /health/live HTTP/1.1", server.host()).reply();
      }
      return ask(answer.method(), answer.path(), "1.1", new byte[0]);
    } finally {
      for (var wire : open) {
        wire.close();
      }
      Await.until("they are gone", () -> server.get("/openapi").status() == 200);
    }
  }

  @Test
  void everyAnswerThatIsDescribedComes() throws IOException {
    var wrong = new TreeSet<String>();
    var answers = OpenApiDocument.answers();
    assertThat(answers).hasSizeGreaterThan(60);
    for (var answer : answers) {
      if (!OTHERS.contains(answer.status())) {
        int status = ask(answer);
        if (status != Integer.parseInt(answer.status())) {
          wrong.add("%s comes as %d".formatted(answer, status));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }
}
