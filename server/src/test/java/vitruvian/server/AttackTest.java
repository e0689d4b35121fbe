package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/// What got through once, in a short form: each is cut off, others are served meanwhile, and
/// nothing of it is held afterwards. The long form is `benchmarks/attacks.sh`.
class AttackTest {
  private static final BodyReader.Pace QUICK =
      new BodyReader.Pace(Duration.ofMillis(300), Duration.ofSeconds(2), 1 << 20);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(10);

  private static Connections.Limits limits(int most, int perClient, int halves, Duration header) {
    return new Connections.Limits(most, 4, perClient, halves, header, LONG, BodyReader.Pace.USUAL);
  }

  private static Running running(Connections.Limits limits) {
    return new Running(Running.config(), Running.CEILING, Service.Conditions.USUAL.with(limits));
  }

  private static long ended(Running server, String reason) {
    var series = "vitruvian_connections_ended_total{reason=\"%s\"} ".formatted(reason);
    return server
        .get(server.adminAddress(), "/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToLong(line -> Long.parseLong(line.substring(series.length())))
        .sum();
  }

  @Test
  void aPartWithHundredsOfThousandsOfHeaders() {
    var body = new ByteArrayOutputStream();
    body.writeBytes("--b\r\n".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes("X: a\r\n".repeat(300_000).getBytes(StandardCharsets.US_ASCII));
    try (var server = new Running()) {
      var before = server.held();
      for (int i = 0; i < 3; i++) {
        server
            .post("", body.toByteArray(), "Content-Type", "multipart/form-data; boundary=b")
            .requireProblem(400, "bad-multipart");
      }
      server.awaitReleased(before);
    }
  }

  @Test
  void moreHeadersThanAnybodyNeeds() throws IOException {
    try (var server = new Running();
        var wire = server.wire()) {
      var lines = new ArrayList<String>();
      lines.add("GET /health/live HTTP/1.1");
      lines.add(server.host());
      for (int i = 0; i < 120; i++) {
        lines.add("a" + i + ":");
      }
      wire.head(lines.toArray(String[]::new)).reply().requireProblem(431, "too-many-headers");
      assertThat(wire.isEnded()).isTrue();
    }
  }

  @Test
  void extensionsAreNotAccepted() throws IOException {
    try (var server = new Running();
        var wire = server.wire()) {
      var reply =
          upgrade(
              server, wire, "permessage-deflate; client_max_window_bits, fragment; maxLength=1");
      assertThat(reply.headers()).doesNotContainKey("Sec-WebSocket-Extensions");
      // Compressed all the same.
      wire.send("\u00c2\u0081\0\0\0\0x");
      assertThat(closeCode(wire)).isEqualTo(1002);
    }
  }

  private static Reply upgrade(Running server, Wire wire, String extensions) throws IOException {
    var reply =
        wire.head(
                "GET /v1/stream HTTP/1.1",
                server.host(),
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Extensions: " + extensions)
            .reply();
    assertThat(reply.status()).as(reply.text()).isEqualTo(101);
    return reply;
  }

  // The frames before the last one are answers to pings.
  private static int closeCode(Wire wire) throws IOException {
    while (true) {
      var head = wire.bytes(2);
      var payload = wire.bytes(head[1]);
      if (head[0] == (byte) 0x88) {
        return (payload[0] & 255) << 8 | (payload[1] & 255);
      }
    }
  }

  // A ping now and then keeps a connection alive, but not a message that does not arrive.
  @Test
  void aMessageThatIsNeverFinished() throws IOException {
    try (var server = new Running(Running.config(), Running.CEILING, QUICK);
        var wire = server.wire()) {
      var before = server.held();
      upgrade(server, wire, "x");
      wire.send("\u0002\u00fe \0\0\0\0\0").send(new byte[0x2000]);
      Await.until("it is held", () -> server.held().freeBytes() < before.freeBytes());
      var pings = Thread.ofVirtual().start(() -> ping(wire));
      server.awaitReleased(before);
      pings.interrupt();
    }
  }

  @Test
  void aStreamThatIsEndedIsToldWhy() throws IOException {
    try (var server = new Running(Running.config(), Running.CEILING, QUICK);
        var wire = server.wire()) {
      upgrade(server, wire, "x");
      wire.send("\u0002\u0081\0\0\0\0x");
      assertThat(closeCode(wire)).isEqualTo(1008);
    }
  }

  private static void ping(Wire wire) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        wire.send("\u0089\u0080\0\0\0\0");
        Thread.onSpinWait();
      }
    } catch (IOException _) {
      // It was closed.
    }
  }

  @Test
  void aMessageInPiecesOfAByte() throws IOException {
    try (var server = new Running();
        var wire = server.wire()) {
      var before = server.held();
      upgrade(server, wire, "x");
      wire.send("\u0002\u0080\0\0\0\0");
      try {
        for (int i = 0; i < 1100; i++) {
          wire.send("\0\u0081\0\0\0\0x");
        }
      } catch (SocketException _) {
        // It was closed already.
      }
      assertThat(closeCode(wire)).isEqualTo(1008);
      server.awaitReleased(before);
    }
  }

  @Test
  void halfHeadersMakeRoomForWhoeverAsks() throws IOException {
    var half = "GET /v1/status HTTP/1.1\r\nHost: 127";
    try (var server = running(limits(8, 100, 100, LONG))) {
      var open = new ArrayList<Wire>();
      for (int i = 0; i < 30; i++) {
        open.add(server.wire().send(half));
        try (var other = server.wire()) {
          assertThat(health(server, other)).isEqualTo(200);
        }
      }
      assertThat(ended(server, "room")).isPositive();
      for (var wire : open) {
        wire.close();
      }
    }
  }

  private static int health(Running server, Wire wire) throws IOException {
    return wire.head("GET /health/live HTTP/1.1", server.host()).reply().status();
  }

  @Test
  void halfHeadersHaveADeadline() throws IOException {
    try (var server = running(limits(100, 100, 100, SHORT));
        var wire = server.wire()) {
      wire.send("GET / HTTP/1.1\r\nX: ");
      // Never idle, and by far not too long when it is closed.
      Await.until("it is ended", () -> sendOneMore(wire) && ended(server, "header") == 1);
    }
  }

  private static boolean sendOneMore(Wire wire) {
    try {
      wire.send("y");
    } catch (IOException _) {
      // It was closed.
    }
    return true;
  }

  // Each line of them is an object.
  @Test
  void onlySoManyHalfHeadersAreInMemory() throws IOException {
    try (var server = running(limits(100, 100, 4, LONG))) {
      var open = new ArrayList<Wire>();
      for (int i = 0; i < 12; i++) {
        open.add(server.wire().send("GET / HTTP/1.1\r\na:\r\nb:\r\n"));
      }
      Await.until("the others are ended", () -> ended(server, "header") == 8);
      for (var wire : open) {
        wire.close();
      }
    }
  }

  // What is sent ahead lies in memory as well.
  @Test
  void aHalfHeaderBehindAWholeOneIsOne() throws IOException {
    try (var server = running(limits(100, 100, 100, SHORT));
        var wire = server.wire()) {
      wire.send("GET /health/live HTTP/1.1\r\n%s\r\n\r\nGET / HT".formatted(server.host()));
      assertThat(wire.reply().status()).isEqualTo(200);
      Await.until("it is ended", () -> ended(server, "header") == 1);
    }
  }

  @Test
  void whoKeepsAConnectionForTheNextRequestIsLeftAlone() throws IOException {
    try (var server = running(limits(100, 100, 1, SHORT));
        var wire = server.wire();
        var other = server.wire()) {
      var picture = Pictures.small("png");
      wire.head("POST /v1/holistic HTTP/1.1", server.host(), "Content-Length: " + picture.length)
          .send(picture);
      assertThat(wire.reply().status()).isEqualTo(200);
      wire.head("POST /v1/holistic HTTP/1.1", server.host(), "Transfer-Encoding: chunked")
          .chunk(picture)
          .send("0\r\n\r\n");
      assertThat(wire.reply().status()).isEqualTo(200);
      other.send("GET / HT");
      Await.until("that one is ended", () -> ended(server, "header") == 1);
      assertThat(health(server, wire)).isEqualTo(200);
    }
  }

  @Test
  void oneAddressHasSoManyAndIsStillToldHowItIs() throws IOException {
    try (var server = running(limits(100, 2, 100, LONG));
        var first = server.wire();
        var second = server.wire();
        var third = server.wire()) {
      assertThat(health(server, first)).isEqualTo(200);
      assertThat(health(server, second)).isEqualTo(200);
      assertThat(health(server, third)).isEqualTo(200);
      third
          .head("GET /openapi HTTP/1.1", server.host())
          .reply()
          .requireProblem(429, "too-many-connections");
      assertThat(third.isEnded()).isTrue();
    }
  }

  // More than the system keeps for a connection, so that the service has to wait for its reader.
  @Test
  void anAnswerThatIsNotRead() throws IOException {
    var reading = new Connections.Limits(100, 4, 100, 100, LONG, LONG, QUICK);
    var picture = noise(1200);
    try (var server = running(reading);
        var wire = server.wire()) {
      var before = server.held();
      wire.head(
              "POST /v1/holistic HTTP/1.1",
              server.host(),
              "Accept: image/png",
              "Content-Length: " + picture.length)
          .send(picture);
      Await.until("it is given up", () -> ended(server, "reading") == 1);
      server.awaitReleased(before);
    }
  }

  private static byte[] noise(int side) throws IOException {
    var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, i * 0x9E3779B1 ^ i >>> 7);
    }
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void anIdleConnectionEndsWithWhatWasNotRead() throws IOException {
    var idle = new Connections.Limits(100, 4, 100, 100, LONG, SHORT, BodyReader.Pace.USUAL);
    try (var server = running(idle);
        var wire = server.wire()) {
      assertThat(health(server, wire)).isEqualTo(200);
      Await.until("it is left", () -> ended(server, "idle") == 1);
    }
  }

  // One picture with other options, and what was answered before was refused until a restart.
  @Test
  void optionsTakeNothingFromOthersForGood() throws IOException {
    long ceiling = OverloadTest.leastCeiling() + (120 << 20);
    var large = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(5200, 4600, BufferedImage.TYPE_BYTE_GRAY), "png", large);
    try (var server =
        new Running(Running.config().withSessions(1), ceiling, Service.Conditions.USUAL)) {
      assertThat(server.post("", large.toByteArray()).status()).isEqualTo(200);
      assertThat(server.post("?refineFace=1", Pictures.small("png")).status()).isEqualTo(200);
      assertThat(server.post("?complexity=0&segmentation=1", Pictures.small("png")).status())
          .isEqualTo(200);
      assertThat(server.post("", large.toByteArray()).status()).isEqualTo(200);
      assertThat(server.post("?refineFace=1", Pictures.small("png")).status()).isEqualTo(200);
    }
  }

  @Test
  void optionsThatTheOperatorDoesNotOffer() {
    try (var server = new Running(Running.config().withModels(Set.of(ModelChoice.REFINE_FACE)))) {
      assertThat(server.post("?refineFace=1", Pictures.small("png")).status()).isEqualTo(200);
      server.post("?complexity=2", Pictures.small("png")).requireProblem(422, "bad-parameter");
    }
  }

  @Test
  void acceptOfEveryKind() {
    try (var server = new Running()) {
      for (var accept : List.of("\"", "\"\"", ",", ";", "a", "*/*;q=x", "image/png;q=\"", "/")) {
        assertThat(server.post("", Pictures.small("png"), "Accept", accept).status())
            .as(accept)
            .isEqualTo(200);
        assertThat(server.get(server.adminAddress(), "/memory", "Accept", accept).status())
            .as(accept)
            .isEqualTo(200);
      }
    }
  }

  @Test
  void aClientThatVanishesAmidItsHeader() throws IOException {
    try (var server = running(limits(100, 100, 100, LONG))) {
      for (int i = 0; i < 20; i++) {
        server.wire().send("GET / HTTP/1.1\r\n").reset();
      }
      Await.until(
          "none is left",
          () -> {
            try (var wire = server.wire()) {
              return wire.head("GET /metrics HTTP/1.1", server.host())
                  .reply()
                  .text()
                  .contains("vitruvian_connections_open 1\n");
            } catch (EOFException _) {
              return false;
            } catch (IOException failure) {
              throw new AssertionError(failure);
            }
          });
    }
  }
}
