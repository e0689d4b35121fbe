package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is let in, what every answer carries, and what the server leaves in the system.
class SecurityTest {
  private static final String TOKEN = "correct-horse-battery";

  private static Running server;

  @BeforeAll
  static void start() {
    server = new Running(Running.config().withToken(TOKEN));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer correct-horse-batterz",
        "Bearer correct-horse-batter",
        "Bearer correct-horse-battery-",
        "Bearer CORRECT-HORSE-BATTERY",
        "Bearer correct-horse-battery correct-horse-battery",
        "correct-horse-battery",
        "Basic correct-horse-battery"
      })
  void whoHasNoTokenIsNotServed(String shown) {
    for (var path : List.of("/v1/status", "/metrics")) {
      refused(shown.isEmpty() ? server.get(path) : server.get(path, "Authorization", shown));
    }
    var picture = Pictures.small("png");
    refused(
        shown.isEmpty()
            ? server.post("", picture)
            : server.post("", picture, "Authorization", shown));
  }

  private static void refused(Reply reply) {
    reply.requireProblem(401, "unauthorized");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer   "})
  void whoHasTheTokenIsServed(String scheme) {
    var picture = Pictures.small("png");
    assertThat(server.post("", picture, "Authorization", scheme + TOKEN).status()).isEqualTo(200);
    assertThat(server.get("/metrics", "Authorization", scheme + TOKEN).status()).isEqualTo(200);
  }

  @Test
  void pageAndHealthNeedNoToken() {
    assertThat(server.get("/").status()).isEqualTo(200);
    assertThat(server.get("/health").status()).isEqualTo(200);
    assertThat(server.get("/openapi").status()).isEqualTo(200);
  }

  @Test
  void everyAnswerCarriesTheHeaders() throws IOException {
    var bearer = "Bearer " + TOKEN;
    var kept = server.get("/", "If-None-Match", "\"v1\"");
    var trim =
        HttpRequest.newBuilder(server.adminAddress().resolve("/memory/trim"))
            .POST(BodyPublishers.noBody());
    try (var wire = server.wire();
        var other = server.wire()) {
      var all =
          List.of(
              server.post("", Pictures.small("png"), "Authorization", bearer),
              server.post(
                  "", Pictures.small("png"), "Authorization", bearer, "Accept", "image/png"),
              server.post("", new byte[0], "Authorization", bearer),
              server.post("", new byte[0]),
              server.get("/"),
              server.get("/nothing"),
              server.get("/health"),
              server.get("/openapi"),
              server.get("/v1/holistic"),
              server.get("/v1/stream", "Authorization", bearer),
              server.get("/metrics", "Authorization", bearer),
              server.get(server.adminAddress(), "/metrics"),
              server.get(server.adminAddress(), "/nothing"),
              server.send(trim),
              wire.send("nonsense\r\n\r\n").reply(),
              other.head("GET / HTTP/1.1", "Host: elsewhere.example").reply(),
              kept);
      assertThat(kept.status()).isEqualTo(304);
      for (var reply : all) {
        assertThat(reply.header("X-Request-Id")).as(reply.toString()).matches("[0-9a-f]{16}");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(reply.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
        assertThat(reply.header("Content-Security-Policy"))
            .contains("default-src 'self'", "frame-ancestors 'none'")
            .doesNotContain("unsafe");
        assertThat(reply.header("Server")).isEmpty();
        assertThat(reply.header("Access-Control-Allow-Origin")).isEmpty();
      }
      assertThat(all).extracting(it -> it.header("X-Request-Id")).doesNotHaveDuplicates();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void listensWhereItSaysAndNowhereElse() throws IOException {
    var before = listeners();
    try (var another = new Running()) {
      var opened = listeners();
      opened.removeAll(before);
      assertThat(opened)
          .containsExactlyInAnyOrder(
              localPort(another.address().getPort()), localPort(another.adminAddress().getPort()));
    }
    assertThat(listeners()).isEqualTo(before);
  }

  // As the system writes 127.0.0.1, seen as an IPv6 address, too.
  private static String localPort(int port) {
    return "0100007F:%04X".formatted(port);
  }

  // What this process listens at.
  private static Set<String> listeners() throws IOException {
    var own = new HashSet<String>();
    try (var files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (var file : files) {
        try {
          own.add(Files.readSymbolicLink(file).toString());
        } catch (IOException _) {
          // Closed meanwhile.
        }
      }
    }
    var listening = new HashSet<String>();
    for (var table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
      for (var line : Files.readAllLines(Path.of(table))) {
        var fields = line.strip().split("\\s+", -1);
        if (fields[3].equals("0A") && own.contains("socket:[%s]".formatted(fields[9]))) {
          int colon = fields[1].indexOf(':');
          listening.add(fields[1].substring(Math.max(0, colon - 8)));
        }
      }
    }
    return listening;
  }

  @Test
  void fiftyUploadsLeaveNothingOnTheDisk() throws IOException {
    upload(50);
  }

  @Test
  @Tag("soak")
  void aThousandUploadsLeaveNothingOnTheDisk() throws IOException {
    upload(1_000);
  }

  private static void upload(int count) throws IOException {
    var picture = Pictures.cut(0, 200, "png");
    var before = files();
    for (int i = 0; i < count; i++) {
      var reply = server.post("", picture, "Authorization", "Bearer " + TOKEN);
      assertThat(reply.status()).isEqualTo(200);
    }
    // Other programs write there too.
    assertThat(files())
        .filteredOn(file -> !before.contains(file) && holds(file, picture))
        .isEmpty();
  }

  private static Set<Path> files() throws IOException {
    var all = new HashSet<Path>();
    for (var folder : List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of(""))) {
      try (var files = Files.list(folder)) {
        all.addAll(files.collect(Collectors.toSet()));
      }
    }
    return all;
  }

  private static boolean holds(Path file, byte[] picture) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      // Of a form there would be a part's head before it.
      var text = new String(in.readNBytes(1 << 20), StandardCharsets.ISO_8859_1);
      var start = Arrays.copyOf(picture, 1000);
      return text.contains(new String(start, StandardCharsets.ISO_8859_1));
    } catch (IOException _) {
      return false;
    }
  }
}
