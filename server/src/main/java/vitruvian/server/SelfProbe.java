package vitruvian.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.server.ServerConnector;

/// Asks the service itself, as a client does, whether it is alive: whatever of accepting, reading
/// or
/// answering has stopped, it is seen.
final class SelfProbe implements Runnable {
  /// How often it asks.
  static final Duration EVERY = Duration.ofSeconds(2);

  private static final int PATIENCE_MILLIS = 3000;

  private final ServerConnector connector;

  SelfProbe(ServerConnector connector) {
    this.connector = connector;
  }

  @Override
  public void run() {
    try (var socket = new Socket()) {
      var host = InetAddress.getByName(connector.getHost());
      var address = host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host;
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(address, connector.getLocalPort()), PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /health/live HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                  .formatted(connector.getHost())
                  .getBytes(StandardCharsets.ISO_8859_1));
      if (socket.getInputStream().read() < 0) {
        throw new IOException("the connection was closed without an answer");
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("the public port does not answer", failure);
    }
  }
}
