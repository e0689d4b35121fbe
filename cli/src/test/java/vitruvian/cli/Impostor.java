package vitruvian.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Something at a port that says the same to every call, or nothing at all.
final class Impostor implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch called = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  Impostor(String says) throws IOException {
    this(200, Optional.of(says));
  }

  Impostor(int status, String says) throws IOException {
    this(status, Optional.of(says));
  }

  private Impostor(int status, Optional<String> says) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          called.countDown();
          if (says.isEmpty()) {
            awaitQuietly(closed);
          }
          var body = says.orElse("").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /// One that takes calls and never answers.
  static Impostor silent() throws IOException {
    return new Impostor(200, Optional.empty());
  }

  URI address() {
    return URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
  }

  /// Returns once it is called.
  void awaitCall() {
    awaitQuietly(called);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
