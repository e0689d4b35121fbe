package vitruvian.soak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClientTest {
  private static final Request GOOD = Request.picture(FakeService.PICTURE);

  @Test
  void answersAreToldByStatusAndCode() throws IOException {
    try (var service = new FakeService();
        var client = new Client(new Target(service.address()), Pace.SYSTEM)) {
      assertThat(client.send(GOOD)).isEqualTo("200");
      assertThat(client.send(Request.picture("something else".getBytes(UTF_8))))
          .isEqualTo("422 corrupt-image");
      assertThat(client.send(GOOD)).isEqualTo("200");
    }
  }

  @Test
  void noAnswerIsToldAsThat() throws IOException {
    var vanish =
        new Request(
            "vanish", true, false, wire -> Request.post(wire, "?vanish=1", "", new byte[10]));
    try (var service = new FakeService();
        var client = new Client(new Target(service.address()), Pace.SYSTEM)) {
      assertThatThrownBy(() -> client.send(vanish)).isInstanceOf(IOException.class);
      assertThat(client.send(GOOD)).isEqualTo("200");
    }
  }

  // An idle connection that the service has closed is no failure of the next request.
  @Test
  void aConnectionThatWasClosedIsReplaced() throws IOException {
    try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var client =
            new Client(
                new Target(URI.create("http://127.0.0.1:" + listening.getLocalPort())),
                Pace.SYSTEM)) {
      var service = Thread.ofVirtual().start(() -> oneAnswerEach(listening, 2));
      assertThat(client.send(GOOD)).isEqualTo("200");
      assertThat(client.send(GOOD)).isEqualTo("200");
      assertThat(service.isInterrupted()).isFalse();
    }
  }

  // Promises to keep the connection, and does not.
  private static void oneAnswerEach(ServerSocket listening, int connections) {
    try {
      for (int i = 0; i < connections; i++) {
        try (var socket = listening.accept()) {
          for (int length = 0; length < FakeService.PICTURE.length; ) {
            // The head ends with an empty line; what follows is the body.
            length = bodyLength(socket.getInputStream());
          }
          socket
              .getOutputStream()
              .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
        }
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static int bodyLength(InputStream in) throws IOException {
    var last = new StringBuilder();
    while (!last.toString().endsWith("\r\n\r\n")) {
      last.append((char) in.read());
    }
    return in.readNBytes(FakeService.PICTURE.length).length;
  }

  @Test
  void theHostileSetIsOwedRefusals() {
    assertThat(Hostile.quick(FakeService.PICTURE, 1)).hasSizeGreaterThan(15);
    assertThat(Hostile.quick(FakeService.PICTURE, 1)).noneMatch(Request::good);
  }

  @Test
  void theMixKeepsItsShareAndItsSeed() {
    var mixture = new Mixture(List.of(FakeService.PICTURE), List.of(), 0.25, 0, 1, 7);
    var one = new Mix(mixture, true);
    var other = new Mix(mixture, true);
    int hostile = 0;
    for (int i = 0; i < 4000; i++) {
      var request = one.get();
      assertThat(other.get().name()).isEqualTo(request.name());
      hostile += request.good() ? 0 : 1;
    }
    assertThat(hostile).isBetween(900, 1100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "ftp://127.0.0.1/", "http:///x", "mailto:a@b"})
  void anAddressHasSchemeAndHost(String address) {
    assertThatThrownBy(() -> new Target(URI.create(address)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"http://host/, host, 80", "https://host, host, 443", "http://[::1]:81, ::1, 81"})
  void portsAreThoseOfTheScheme(String address, String host, int port) {
    var target = new Target(URI.create(address));

    assertThat(target.host()).isEqualTo(host);
    assertThat(target.port()).isEqualTo(port);
  }
}
