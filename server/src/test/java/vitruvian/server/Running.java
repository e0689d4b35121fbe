package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import vitruvian.memory.Ledger;

/// A server on free ports, and a client of it.
final class Running implements AutoCloseable {
  static final String PICTURES = "/v1/holistic";
  static final long CEILING = 2L << 30;

  private static final String PAGE = "<!doctype html><title>the page</title>";

  /// What the process is said to hold; a test changes it.
  final AtomicLong resident = new AtomicLong();

  private final HolisticServer server;
  private final URI address;
  private final URI adminAddress;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Running() {
    this(config());
  }

  Running(ServerConfig config) {
    this(config, CEILING, Service.Conditions.USUAL);
  }

  Running(ServerConfig config, long ceiling, BodyReader.Pace pace) {
    this(config, ceiling, Service.Conditions.USUAL.with(pace));
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  Running(ServerConfig config, long ceiling, Service.Conditions conditions) {
    server =
        new HolisticServer(config, ceiling, Running::page, "1.2.3", conditions.with(resident::get));
    address = server.address();
    adminAddress = server.adminAddress();
  }

  /// Two sessions, else the defaults.
  static ServerConfig config() {
    return config(OptionalInt.of(2), OptionalInt.of(64), Duration.ofSeconds(20));
  }

  /// A server that waits little and lets little wait.
  static ServerConfig config(OptionalInt sessions, OptionalInt queue, Duration patience) {
    var usual = ServerConfig.DEFAULT;
    return new ServerConfig(
        usual.host(),
        0,
        0,
        sessions,
        OptionalLong.empty(),
        usual.maxBody(),
        usual.maxPixels(),
        usual.maxSide(),
        queue,
        patience,
        6,
        256 << 10,
        Optional.empty(),
        Optional.empty());
  }

  private static Optional<PageFiles.File> page(String path) {
    return path.equals("/")
        ? Optional.of(
            new PageFiles.File(
                "text/html; charset=utf-8",
                "\"v1\"",
                ByteBuffer.wrap(PAGE.getBytes(StandardCharsets.UTF_8))))
        : Optional.empty();
  }

  URI address() {
    return address;
  }

  URI adminAddress() {
    return adminAddress;
  }

  HttpClient client() {
    return client;
  }

  /// The server's name as clients send it.
  String host() {
    return "Host: " + address().getAuthority();
  }

  Wire wire() throws IOException {
    return new Wire(address());
  }

  /// Sends a picture.
  ///
  /// @param headers names and values in turn
  Reply post(String query, byte[] body, String... headers) {
    var request =
        HttpRequest.newBuilder(address().resolve(PICTURES + query))
            .timeout(Await.LIMIT)
            .POST(BodyPublishers.ofByteArray(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  Reply get(String path, String... headers) {
    return get(address(), path, headers);
  }

  Reply get(URI base, String path, String... headers) {
    var request = HttpRequest.newBuilder(base.resolve(path)).timeout(Await.LIMIT);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  Reply send(HttpRequest.Builder request) {
    try {
      return Reply.of(client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException failure) {
      throw new AssertionError("no answer: " + failure, failure);
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  /// A number of the server's status, asked for on the operators' port.
  long status(String name) {
    var text = get(adminAddress(), "/status").text();
    var matcher = Pattern.compile("\"%s\":(\\d+)".formatted(name)).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /// What requests hold at this moment.
  ///
  /// @param freeBytes of the requests' budget
  /// @param ledgerBytes of native memory
  record Held(long freeBytes, long ledgerBytes, long streams, long inFlight) {}

  Held held() {
    return new Held(
        status("freeBytes"), Ledger.process().bytes(), status("streams"), status("inFlight"));
  }

  /// Waits until requests hold what they held before.
  void awaitReleased(Held before) {
    Await.until("all that requests held is released", () -> held().equals(before));
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
    client.close();
  }
}
