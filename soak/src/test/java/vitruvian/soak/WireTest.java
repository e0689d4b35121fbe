package vitruvian.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers that no good service gives.
final class WireTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String OPEN = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
  private static final Request GET =
      new Request(
          "get",
          true,
          false,
          wire -> {
            wire.get("/");
            return wire.reply();
          });

  private static String reply(RawService service) throws IOException {
    try (var wire = new Wire(new Target(service.address("http")))) {
      wire.get("/");
      return wire.reply().text();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 99999999999\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-5\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nab"
      })
  void brokenLengthsAreNoAnswer(String rest) throws IOException {
    try (var service = new RawService("HTTP/1.1 200 OK\r\n" + rest)) {
      assertThatThrownBy(() -> reply(service)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void ofManyPiecesAMegabyteIsKept() throws IOException {
    var piece = "80000\r\n" + "x".repeat(0x80000) + "\r\n";
    try (var service =
        new RawService(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + piece.repeat(5)
                + "0\r\n\r\n")) {
      assertThat(reply(service)).hasSize(1 << 20);
    }
  }

  // Or else a token would be sent to whoever listens.
  @Test
  void whoCannotProveItsNameIsSentNothing() throws IOException {
    try (var service = new RawService("no TLS at all")) {
      assertThatThrownBy(
              () -> {
                try (var wire =
                    new Wire(
                        new Target(
                            service.address("https"), Optional.empty(), Duration.ofSeconds(1)))) {
                  assertThat(wire).isNull();
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aRequestIsRepeatedWhereItsConnectionWasClosed() throws IOException {
    try (var service = new RawService(OK, OK);
        var client = new Client(new Target(service.address("http")), Pace.SYSTEM)) {
      client.send(GET);
      assertThat(client.send(GET)).isEqualTo("200");
      assertThat(service.connections()).isEqualTo(2);
    }
  }

  @Test
  void aRequestThatWasAnsweredInPartIsNotRepeated() throws IOException {
    try (var service = new RawService(OK + "|HTTP/1.1 2");
        var client = new Client(new Target(service.address("http")), Pace.SYSTEM)) {
      client.send(GET);
      assertThatThrownBy(() -> client.send(GET)).isInstanceOf(IOException.class);
      assertThat(service.connections()).isEqualTo(1);
    }
  }

  @Test
  void aRequestThatIsNotAnsweredInTimeIsNotRepeated() throws IOException {
    var target = Duration.ofMillis(100);
    try (var service = new RawService(OK + "^");
        var client =
            new Client(
                new Target(service.address("http"), Optional.empty(), target), Pace.SYSTEM)) {
      client.send(GET);
      assertThatThrownBy(() -> client.send(GET)).isInstanceOf(IOException.class);
      assertThat(service.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0081\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
        "\u0081\u007f\0\0\0\u0001\0\0\0\0",
        "\u0081\u007f\0\0\0\0\0\u0010\0\u0001",
        "\u0081~\0",
        "\u0081\u0005abc"
      })
  void brokenMessagesEndAStream(String message) throws IOException {
    try (var service = new RawService(OPEN + message);
        var wire = new Wire(new Target(service.address("http")));
        var stream = new LiveStream(wire)) {
      assertThatThrownBy(stream::receive).isInstanceOf(IOException.class);
    }
  }

  // It takes every frame, and says nothing.
  @Test
  void aStreamThatFallsSilentIsBrokenAndOpenedAgain() throws IOException, InterruptedException {
    var tally = new Tally();
    var frame = List.of(FakeService.PICTURE);
    try (var service = new RawService(OPEN + "^");
        var _ =
            new Streams(
                new Target(service.address("http"), Optional.empty(), Duration.ofMillis(50)),
                Pace.SYSTEM,
                new Mixture(frame, frame, 0, 1, 100, 1),
                _ -> tally)) {
      while (service.connections() < 2) {
        Pace.SYSTEM.await(Pace.SYSTEM.nanos() + 10_000_000);
      }
      assertThat(tally.brokenStreams()).isPositive();
      assertThat(tally.failed()).isPositive();
    }
  }
}
