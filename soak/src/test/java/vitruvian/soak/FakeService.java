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
  private volatile String grows = "heap";
  private volatile int forgotten;
  private volatile long whileProfiled;
  private volatile boolean figures = true;
  private volatile boolean hangs;
  private volatile int refusal;

  FakeService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/holistic", this::picture);
    server.createContext("/memory/figures", exchange -> answer(exchange, 200, figures()));
    server.createContext("/memory/collect", exchange -> answer(exchange, 200, figures()));
    server.createContext("/memory/snapshots", exchange -> answer(exchange, 200, snapshot(0)));
    server.createContext("/memory/diff", exchange -> answer(exchange, 200, diff()));
    server.createContext("/memory/profile", this::profile);
    server.createContext("/memory", exchange -> answer(exchange, 200, memory()));
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

  /// Keeps so much of every request from now on, beyond the heap and in no books.
  FakeService leakingNatively(double bytes) {
    grows = "native";
    return leaking(bytes);
  }

  /// Has never closed some things, and has freed them since the first snapshot.
  FakeService forgetting(int things) {
    forgotten = things;
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

  /// How many of them came during profiles.
  long whileProfiled() {
    return whileProfiled;
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

  private void profile(HttpExchange exchange) throws IOException {
    long before = requests.get();
    for (int i = 0; i < 100 && requests.get() < before + 3; i++) {
      LockSupport.parkNanos(20_000_000);
    }
    whileProfiled = requests.get() - before;
    answer(
        exchange,
        200,
        "{\"seconds\":10,\"bytes\":9000,\"sites\":[{\"bytes\":9000,\"stack\":[\"malloc\",\"tf_open\"]}]}");
  }

  private static String snapshot(int leaks) {
    return "{\"id\":1,\"at\":0,\"figures\":{\"leaks\":%d}}".formatted(leaks);
  }

  private String diff() {
    return "{\"from\":%s,\"to\":%s,\"account\":[{\"name\":\"native\",\"bytesBefore\":0,\"bytes\":9000}]}"
        .formatted(snapshot(0), snapshot(forgotten));
  }

  private String memory() {
    return "{\"pid\":1,\"at\":0,\"lines\":[],\"leaks\":{\"count\":%d,\"recent\":[%s]}}"
        .formatted(
            forgotten,
            forgotten > 0 ? "{\"owner\":\"frame\",\"bytes\":7,\"site\":\"a.B.c(B.java:1)\"}" : "");
  }

  private String figures() {
    return figures
        ? "{\"pid\":1,\"at\":0,\"requests\":%d,\"figures\":{\"%s\":%.1f,\"threads\":12}}"
            .formatted(requests.get(), grows, 4e7 + leaked)
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
