package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Mutated pictures over the network: an answer to each, never 500, never a hang, nothing left.
class FuzzTest {
  private static final int THREADS = 4;

  @Test
  void bodies() throws InterruptedException {
    bodies(1_500, 1);
  }

  @Test
  @Tag("soak")
  void hundredThousandBodies() throws InterruptedException {
    bodies(100_000, 2);
  }

  // Each waits for its answer, with a limit, so that a hang fails.
  private static void bodies(int count, long seed) throws InterruptedException {
    try (var server = new Running()) {
      var before = server.held();
      Map<Integer, Integer> statuses = new ConcurrentSkipListMap<>();
      Crowd.of(
          THREADS,
          number -> {
            var mutants = new Mutants(seed * THREADS + number);
            var random = new Random(seed * THREADS + number);
            for (int i = 0; i < count / THREADS; i++) {
              var reply = random.nextInt(4) == 0 ? form(server, mutants) : plain(server, mutants);
              assertThat(reply.status())
                  .as("mutant %d of thread %d: %s", i, number, reply.text())
                  .satisfiesAnyOf(
                      status -> assertThat(status).isBetween(200, 499),
                      status -> assertThat(status).isEqualTo(503));
              statuses.merge(reply.status(), 1, Integer::sum);
            }
          });
      assertThat(statuses).as("all kinds of answers").containsKeys(200, 400, 415, 422);
      server.awaitReleased(before);
    }
  }

  private static Reply plain(Running server, Mutants mutants) {
    return server.post("?maxSide=64", mutants.next());
  }

  private static Reply form(Running server, Mutants mutants) {
    return server.post(
        "?maxSide=64", mutants.nextForm(), "Content-Type", "multipart/form-data; boundary=b");
  }

  @Test
  void frames() throws InterruptedException {
    frames(500, 3);
  }

  @Test
  @Tag("soak")
  void twentyThousandFrames() throws InterruptedException {
    frames(20_000, 4);
  }

  private static void frames(int count, long seed) throws InterruptedException {
    try (var server = new Running()) {
      var before = server.held();
      var tracked = new AtomicInteger();
      Crowd.of(
          THREADS,
          number -> {
            var mutants = new Mutants(seed * THREADS + number);
            try (var client = new StreamClient(server.client(), server.address(), "?maxSide=64")) {
              for (int i = 0; i < count / THREADS; i++) {
                var line = client.answer(mutants.next());
                assertThat(StreamClient.frame(line)).isEqualTo(i);
                assertThat(line).containsAnyOf("\"people\":[", "\"error\":{\"code\":");
                tracked.addAndGet(line.contains("\"people\"") ? 1 : 0);
              }
            }
          });
      assertThat(tracked.get()).isBetween(count / 20, count - count / 20);
      server.awaitReleased(before);
    }
  }

  @Test
  void headers() throws Exception {
    headers(2, 6);
  }

  @Test
  @Tag("soak")
  void headersForLong() throws Exception {
    headers(40, 7);
  }

  // Every header that the library knows, with values that are nothing, wrong, or nearly right.
  private static void headers(int rounds, long seed) throws Exception {
    var random = new Random(seed);
    var picture = Pictures.small("png");
    try (var server = new Running()) {
      var before = server.held();
      for (int round = 0; round < rounds; round++) {
        for (var header : HttpHeader.values()) {
          for (var path : List.of("POST /v1/holistic", "GET /", "GET /v1/stream", "GET /metrics")) {
            var line = header.asString() + ": " + value(random);
            try (var wire = server.wire()) {
              var reply =
                  wire.head(
                          path + " HTTP/1.1",
                          server.host(),
                          line,
                          "Content-Length: " + picture.length)
                      .send(picture)
                      .finish()
                      .bodiless();
              assertThat(reply.status())
                  .as("%s, %s", path, line)
                  .satisfiesAnyOf(
                      status -> assertThat(status).isBetween(100, 499),
                      status -> assertThat(status).isIn(501, 503, 505));
            } catch (EOFException | SocketException _) {
              // Closed without a word.
            }
          }
        }
      }
      server.awaitReleased(before);
    }
  }

  private static String value(Random random) {
    var pieces =
        List.of(
            "\"",
            ",",
            ";",
            "=",
            "q=",
            "*",
            "/",
            "*/*",
            "W/",
            "chunked",
            "gzip",
            "close",
            "bytes=",
            "-1",
            "0",
            "99999999999999999999",
            "%zz",
            "\u009b",
            "\u0085",
            "\u00ff",
            "\t",
            " ",
            "multipart/form-data",
            "boundary",
            "websocket",
            "13",
            "Upgrade",
            "keep-alive",
            "h2c",
            "Bearer",
            "http://",
            "[::1",
            "127.0.0.1",
            ":",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "{}");
    var text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(pieces.get(random.nextInt(pieces.size())));
    }
    return random.nextInt(20) == 0 ? text.toString().repeat(50) : text.toString();
  }

  @Test
  void requestsOfRandomBytes() throws Exception {
    try (var server = new Running()) {
      var before = server.held();
      var random = new Random(5);
      Map<Integer, Integer> statuses = new TreeMap<>();
      var good =
          String.join(
              "\r\n",
              "POST /v1/holistic?complexity=1&maxSide=64 HTTP/1.1",
              server.host(),
              "Accept: image/png",
              "Content-Type: multipart/form-data; boundary=b",
              "Content-Length: 20",
              "Connection: close",
              "",
              "--b",
              "Content-Disposit");
      for (int i = 0; i < 300; i++) {
        var bytes = good.getBytes(StandardCharsets.ISO_8859_1);
        for (int change = random.nextInt(4); change >= 0; change--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        try (var wire = server.wire()) {
          var reply = wire.send(bytes).finish().reply();
          statuses.merge(reply.status(), 1, Integer::sum);
          assertThat(reply.status()).as(reply.text()).isNotEqualTo(500);
        } catch (EOFException _) {
          statuses.merge(0, 1, Integer::sum); // closed without a word
        }
      }
      assertThat(statuses).containsKeys(400);
      server.awaitReleased(before);
    }
  }
}
