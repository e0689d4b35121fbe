package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCommandTest {
  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private String address() {
    return "http://127.0.0.1:%d/health".formatted(server.getLocalPort());
  }

  /// Answers one request, whatever it is.
  private String answering(int status, String body) {
    Thread.ofVirtual().start(() -> answer(status, body));
    return address();
  }

  private void answer(int status, String body) {
    try (var client = server.accept();
        var request =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
      var line = request.readLine();
      while (line != null && !line.isEmpty()) {
        line = request.readLine();
      }
      client
          .getOutputStream()
          .write(
              "HTTP/1.1 %d Status\r\nLocation: /elsewhere\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(status, body.length(), body)
                  .getBytes(StandardCharsets.US_ASCII));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void wellIsZero() {
    var url = answering(200, "{\"status\":\"ok\"}");
    var run = Cli.run("health", url);
    assertThat(run.code()).isZero();
    assertThat(run.err().lines()).containsExactly(url + " answers 200 {\"status\":\"ok\"}");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void unwellIsOneAndSaysTheReasonInOneLine() {
    var url = answering(503, "{\"reason\":\"memory-pressure\"}\nmore\n");
    var run = Cli.run("health", url);
    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err().lines())
        .containsExactly(url + " answers 503 {\"reason\":\"memory-pressure\"}");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 302, 404, 500})
  void onlyAnAnswerOf200IsWell(int status) {
    var url = answering(status, "");
    var run = Cli.run("health", url);
    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err().lines()).containsExactly(url + " answers " + status);
  }

  @Test
  void nobodyThereIsOne() throws IOException {
    var url = address();
    server.close();
    var run = Cli.run("health", url);
    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err().lines()).singleElement().asString().contains(url, "does not answer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"health", "file:///etc/hostname", "tcp://127.0.0.1:1/"})
  void whatIsNoAddressIsWrongUsage(String url) {
    var run = Cli.run("health", url);
    assertThat(run.code()).isEqualTo(Exit.WRONG_USAGE);
    assertThat(run.err()).contains("is not an address such as http://127.0.0.1:8080/health");
  }
}
