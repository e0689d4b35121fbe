package vitruvian.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A service over loopback that says what it is told to, a text for each connection after its
/// request's head, and ends it; the last text again where there are more.
final class RawService implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final AtomicInteger connections = new AtomicInteger();
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final List<String> texts;

  RawService(String... texts) throws IOException {
    this.texts = List.of(texts);
    Thread.ofVirtual().start(this::serve);
  }

  URI address(String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + listening.getLocalPort());
  }

  /// How many there were.
  int connections() {
    return connections.get();
  }

  private void serve() {
    try {
      while (true) {
        var socket = listening.accept();
        open.add(socket);
        int number = connections.getAndIncrement();
        Thread.ofVirtual().start(() -> answer(socket, number));
      }
    } catch (IOException _) {
      // The end.
    }
  }

  // A text "A|B" is A for the first request and B for the second; a "^" at its end leaves the
  // connection open.
  private void answer(Socket socket, int number) {
    try {
      var text = texts.get(Math.min(number, texts.size() - 1));
      for (var part : text.replace("^", "").split("\\|", -1)) {
        if (!head(socket.getInputStream())) {
          break;
        }
        socket.getOutputStream().write(part.getBytes(ISO_8859_1));
      }
      if (!text.endsWith("^")) {
        socket.close();
      }
    } catch (IOException _) {
      // The client is gone.
    }
  }

  private static boolean head(InputStream in) throws IOException {
    var last = new StringBuilder();
    while (!last.toString().endsWith("\r\n\r\n")) {
      int c = in.read();
      if (c < 0) {
        return false;
      }
      last.append((char) c);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (var socket : open) {
      socket.close();
    }
  }
}
