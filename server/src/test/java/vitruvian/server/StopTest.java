package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Ledger;
import vitruvian.tracker.TrackingException;

/// The end of a server: what is in flight is answered, and nothing is left.
class StopTest {
  private static final byte[] PICTURE = Pictures.portrait();

  @Test
  void answersWhatIsInFlight() throws Exception {
    var server = new Running();
    try (var wire = server.wire()) {
      wire.head("POST /v1/holistic HTTP/1.1", server.host(), "Content-Length: " + PICTURE.length)
          .send(Arrays.copyOf(PICTURE, 1000));
      // This one is asked for, too.
      Await.until("the request has arrived", () -> server.status("inFlight") == 1);
      var closing = Thread.ofPlatform().start(server::close);
      Await.until("no connection is taken", () -> !accepts(server));
      wire.send(Arrays.copyOfRange(PICTURE, 1000, PICTURE.length));
      assertThat(wire.reply().text()).contains("\"poseLandmarks\":[{");
      assertThat(closing.join(Await.LIMIT)).isTrue();
    }
    assertThat(Ledger.process().bytes()).isZero();
  }

  private static boolean accepts(Running server) {
    try (var _ = server.wire()) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void doesNotWaitForTheStalledForever() throws IOException {
    var server = new Running();
    try (var body = server.wire();
        var head = server.wire();
        var stream = new StreamClient(server.client(), server.address(), "")) {
      body.head("POST /v1/holistic HTTP/1.1", server.host(), "Content-Length: 100000")
          .send(new byte[50_000]);
      head.send("GET / HT");
      stream.send(PICTURE);
      Await.until("the request has arrived", () -> server.status("inFlight") == 1);
      server.close();
    }
    Await.until("nothing is held", () -> Ledger.process().bytes() == 0);
  }

  @Test
  void theSecondCloseDoesNothing() {
    var server = new Running();
    server.close();
    server.close();
    assertThat(Ledger.process().bytes()).isZero();
  }

  @Test
  void aPortThatIsTakenIsToldAndLeavesNothing() {
    try (var server = new Running()) {
      int port = server.address().getPort();
      for (var config :
          new ServerConfig[] {
            Running.config().withPorts(port, 0), Running.config().withPorts(0, port)
          }) {
        long held = Ledger.process().bytes();
        assertThatThrownBy(() -> start(config))
            .isInstanceOf(TrackingException.class)
            .hasMessageContaining("cannot listen at 127.0.0.1, port " + port)
            .hasMessageContaining("in use");
        assertThat(Ledger.process().bytes()).isEqualTo(held);
      }
    }
  }

  private static void start(ServerConfig config) {
    try (var server = new HolisticServer(config, Running.CEILING, _ -> Optional.empty(), "1")) {
      throw new AssertionError("it has started: " + server.describe());
    }
  }
}
