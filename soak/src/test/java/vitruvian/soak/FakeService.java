package vitruvian.soak;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A service over loopback that answers pictures and tells figures as the real one does.
final class FakeService implements AutoCloseable {
  static final byte[] PICTURE =
      "\u00ff\u00d8 a picture of somebody".getBytes(StandardCharsets.ISO_8859_1);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong requests = new AtomicLong();
  private volatile double leaked;
  private volatile double perRequest;
  private volatile boolean figures = true;
  private volatile boolean hangs;
  private volatile int refusal;

  FakeService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/holistic", this::picture);
    server.createContext("/memory/figures", exchange -> answer(exchange, 200, figures()));
    server.createContext("/memory/collect", exchange -> answer(exchange, 200, figures()));
    server.createContext(
        "/v1/status", exchange -> answer(exchange, 200, "{\"version\":\"9.8.7-fake\"}"));
    server.createContext("/metrics", exchange -> answer(exchange, 200, metrics()));
    server.start();
  }

  /// Keeps so much of every request from now on.
  FakeService leaking(double bytes) {
    perRequest = bytes;
    return this;
  }

  /// Tells nothing of its memory.
  FakeService silent() {
    figures = false;
    return this;
  }

  /// Refuses good pictures from now on.
  FakeService refusing(int status) {
    refusal = status;
    return this;
  }

  /// Takes pictures, and never answers.
  FakeService hanging() {
    hangs = true;
    return this;
  }

  /// How many pictures came.
  long requests() {
    return requests.get();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void picture(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    requests.incrementAndGet();
    synchronized (this) {
      leaked += perRequest;
    }
    var query = String.valueOf(exchange.getRequestURI().getQuery());
    if (hangs) {
      LockSupport.park();
    } else if (query.contains("vanish")) {
      exchange.close();
    } else if (refusal > 0) {
      answer(exchange, refusal, "{\"code\":\"refused\"}");
    } else if (body.length > 2 && body[0] == PICTURE[0] && body[2] == ' ') {
      answer(exchange, 200, "{\"people\":[]}");
    } else {
      answer(exchange, 422, "{\"code\":\"corrupt-image\",\"status\":422}");
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String figures() {
    return figures
        ? "{\"pid\":1,\"at\":0,\"requests\":%d,\"figures\":{\"heap\":%.1f,\"threads\":12}}"
            .formatted(requests.get(), 4e7 + leaked)
        : "{\"pid\":1,\"at\":0,\"requests\":%d,\"figures\":{}}".formatted(requests.get());
  }

  private String metrics() {
    return """
    # TYPE vitruvian_figure gauge
    vitruvian_figure{name="heap"} %.1f
    vitruvian_figure{name="ledger.request body"} 7.5
    vitruvian_requests_served_total %d
    """
        .formatted(4e7 + leaked, requests.get());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
