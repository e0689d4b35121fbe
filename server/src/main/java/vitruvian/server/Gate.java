package vitruvian.server;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;
import vitruvian.server.Metrics.Histogram;

/// The way in: who may come, where to, and what they are told when something is wrong.
final class Gate extends Handler.Abstract {
  private static final System.Logger LOG = System.getLogger("vitruvian.server");
  private static final String JSON = "application/json";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String PAGE_POLICY =
      "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self';"
          + " script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private final Service service;
  private final Status status;
  private final HolisticEndpoint holistic;
  private final PageFiles page;
  private final Optional<Token> token;
  private final boolean loopbackOnly;
  private final Semaphore streamTurns;
  private final Histogram seconds;
  private final byte[] openApi;

  Gate(Service service, Status status, PageFiles page, boolean loopbackOnly, byte[] openApi) {
    this.service = service;
    this.status = status;
    this.page = page;
    this.loopbackOnly = loopbackOnly;
    this.openApi = openApi;
    this.holistic = new HolisticEndpoint(service);
    this.token = service.config().token().map(Token::new);
    this.streamTurns = new Semaphore(service.plan().sessions() + 1, true);
    this.seconds =
        service
            .metrics()
            .histogram("vitruvian_request_seconds", "Time of a picture", "path=\"holistic\"");
  }

  /// One request on its way.
  private record Exchange(Request request, Response response, Callback callback, String id) {
    String method() {
      return request.getMethod();
    }

    @Nullable String header(HttpHeader header) {
      return request.getHeaders().get(header);
    }
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    var exchange = new Exchange(request, response, callback, id);
    secure(response, id);
    try (var _ = service.arrived()) {
      route(exchange, Request.getPathInContext(request));
    } catch (Problem.Thrown thrown) {
      refuse(exchange, thrown.problem());
    } catch (IOException gone) {
      LOG.log(System.Logger.Level.DEBUG, () -> "%s: %s".formatted(id, gone.getMessage()));
      callback.failed(gone);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      callback.failed(stopped);
    } catch (Exception | AssertionError failure) {
      LOG.log(System.Logger.Level.ERROR, "request " + id + " failed", failure);
      refuse(exchange, Problem.of(500, "internal", "the service failed; see its log"));
    } catch (OutOfMemoryError full) {
      LOG.log(System.Logger.Level.ERROR, "request " + id + ": " + full.getMessage());
      refuse(exchange, Problem.memoryPressure());
    }
    return true;
  }

  private static void secure(Response response, String id) {
    var headers = response.getHeaders();
    headers.put("X-Request-Id", id);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
    headers.put("Content-Security-Policy", PAGE_POLICY);
  }

  private void route(Exchange exchange, String path) throws Exception {
    requireKnownHost(exchange);
    requireOwnOrigin(exchange);
    switch (path) {
      case "/v1/holistic" -> {
        requireMethod(exchange, "POST");
        requireToken(exchange);
        holistic(exchange);
      }
      case "/v1/stream" -> {
        requireMethod(exchange, "GET");
        stream(exchange);
      }
      case "/v1/status" -> {
        requireGet(exchange);
        requireToken(exchange);
        text(exchange, 200, JSON, status.toJson());
      }
      case "/metrics" -> {
        requireGet(exchange);
        requireToken(exchange);
        text(exchange, 200, Metrics.CONTENT_TYPE, service.metrics().toText());
      }
      case "/health/live" -> {
        requireGet(exchange);
        health(exchange, Optional.empty());
      }
      case "/health", "/health/ready" -> {
        requireGet(exchange);
        health(exchange, status.notReady());
      }
      case "/openapi" -> {
        requireGet(exchange);
        send(exchange, 200, JSON, ByteBuffer.wrap(openApi), Callback.NOOP);
      }
      default -> {
        requireGet(exchange);
        file(exchange, path);
      }
    }
  }

  // A page elsewhere that has its own name point here must not be taken for us.
  private void requireKnownHost(Exchange exchange) {
    if (!loopbackOnly) {
      return;
    }
    var authority = exchange.request.getHttpURI().getHost();
    if (authority != null && !LOOPBACK.contains(authority) && !authority.equals("::1")) {
      throw Problem.of(403, "forbidden-host", "this service is known by its local names only")
          .thrown();
    }
  }

  private static void requireOwnOrigin(Exchange exchange) {
    var origin = exchange.header(HttpHeader.ORIGIN);
    var host = exchange.header(HttpHeader.HOST);
    if (origin != null && !isOf(origin, host)) {
      throw Problem.of(403, "forbidden-origin", "requests of other sites are not served").thrown();
    }
  }

  private static boolean isOf(String origin, @Nullable String host) {
    try {
      return host != null && host.equalsIgnoreCase(new URI(origin).getAuthority());
    } catch (URISyntaxException _) {
      return false;
    }
  }

  private static void requireGet(Exchange exchange) {
    requireMethod(exchange, "GET", "HEAD");
  }

  private static void requireMethod(Exchange exchange, String... allowed) {
    if (!List.of(allowed).contains(exchange.method())) {
      exchange.response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", allowed));
      throw Problem.of(405, "method-not-allowed", "allowed here: " + String.join(", ", allowed))
          .thrown();
    }
  }

  private void requireToken(Exchange exchange) {
    if (token.isPresent() && !token.get().isIn(exchange.header(HttpHeader.AUTHORIZATION))) {
      throw unauthorized(exchange);
    }
  }

  private static Problem.Thrown unauthorized(Exchange exchange) {
    exchange.response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    return Problem.of(401, "unauthorized", "a bearer token is needed").thrown();
  }

  private void holistic(Exchange exchange) throws Exception {
    long start = System.nanoTime();
    var outcome = "failed";
    try {
      var reply = holistic.answer(exchange.request);
      outcome = "answered";
      service.metrics().count("vitruvian_pictures_answered_total", "");
      send(
          exchange,
          200,
          reply.contentType(),
          reply.bytes(),
          Callback.from(() -> close(reply.room())));
    } catch (Problem.Thrown thrown) {
      outcome = thrown.problem().code();
      throw thrown;
    } catch (IOException gone) {
      outcome = "client-gone";
      throw gone;
    } finally {
      service.metrics().count("vitruvian_requests_total", "outcome=\"%s\"".formatted(outcome));
      seconds.add(Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private static void close(AutoCloseable room) {
    try {
      room.close();
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void stream(Exchange exchange) throws Exception {
    var request = exchange.request;
    var protocols = request.getHeaders().getCSV(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, false);
    if (token.isPresent()
        && !token.get().isIn(exchange.header(HttpHeader.AUTHORIZATION))
        && !token.get().isIn(protocols)) {
      throw unauthorized(exchange);
    }
    var choices = Choices.of(Request.extractQueryParameters(request), service.config().maxSide());
    if (!"websocket".equalsIgnoreCase(exchange.header(HttpHeader.UPGRADE))) {
      exchange.response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
      throw Problem.of(426, "upgrade-required", "this is a WebSocket").thrown();
    }
    service.admit();
    var tracker = service.video(choices.options());
    var counted =
        service.stream()
            .orElseThrow(() -> Problem.overloaded("there are as many streams as may be").thrown());
    var endpoint = new StreamEndpoint(service, choices, tracker, streamTurns, counted);
    boolean upgraded = false;
    try {
      var container = ServerWebSocketContainer.get(request.getContext());
      upgraded =
          container.upgrade(
              (_, upgrade, _) -> {
                if (protocols.contains(StreamEndpoint.PROTOCOL)) {
                  upgrade.setAcceptedSubProtocol(StreamEndpoint.PROTOCOL);
                }
                return endpoint;
              },
              request,
              exchange.response,
              exchange.callback);
    } finally {
      if (!upgraded) {
        counted.close();
      }
    }
    if (!upgraded) {
      throw Problem.of(400, "bad-handshake", "the WebSocket handshake is malformed").thrown();
    }
  }

  private static void health(Exchange exchange, Optional<String> reason) {
    text(exchange, reason.isEmpty() ? 200 : 503, JSON, Status.health(reason));
  }

  private void file(Exchange exchange, String path) {
    var file =
        page.find(path)
            .orElseThrow(() -> Problem.of(404, "not-found", "there is nothing here").thrown());
    var headers = exchange.response.getHeaders();
    headers.put(HttpHeader.ETAG, file.etag());
    headers.put(
        HttpHeader.CACHE_CONTROL,
        path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache");
    if (file.etag().equals(exchange.header(HttpHeader.IF_NONE_MATCH))) {
      exchange.response.setStatus(304);
      exchange.callback.succeeded();
      return;
    }
    send(exchange, 200, file.contentType(), file.bytes(), Callback.NOOP);
  }

  private void refuse(Exchange exchange, Problem problem) {
    var id = exchange.id;
    // What a stranger can cause at will must not fill the log; the metrics count it.
    LOG.log(
        System.Logger.Level.DEBUG,
        () -> "%s: %d %s, %s".formatted(id, problem.status(), problem.code(), problem.detail()));
    if ("/v1/holistic".equals(Request.getPathInContext(exchange.request))) {
      service.metrics().count("vitruvian_pictures_refused_total", "");
    }
    if (exchange.response.isCommitted()) {
      exchange.callback.failed(new IllegalStateException(problem.code()));
      return;
    }
    problem
        .retryAfter()
        .ifPresent(
            seconds ->
                exchange
                    .response
                    .getHeaders()
                    .put(HttpHeader.RETRY_AFTER, Integer.toString(seconds)));
    if (exchange.request.getLength() == 0 || problem.status() == Problem.SLOW_UPLOAD) {
      tell(exchange, problem);
    } else {
      tellAndListen(exchange, problem);
    }
  }

  private static void tell(Exchange exchange, Problem problem) {
    text(exchange, problem.status(), Problem.CONTENT_TYPE, problem.toJson(exchange.id));
  }

  // The answer goes out at once; the exchange ends when the client has sent its body.
  private void tellAndListen(Exchange exchange, Problem problem) {
    try (var sent = Blocker.callback()) {
      tell(new Exchange(exchange.request, exchange.response, sent, exchange.id), problem);
      sent.block();
      Leftover.drain(exchange.request, service.config().maxBody());
      exchange.callback.succeeded();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      exchange.callback.failed(stopped);
    } catch (IOException gone) {
      exchange.callback.failed(gone);
    }
  }

  private static void text(Exchange exchange, int status, String type, String text) {
    exchange.response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    send(
        exchange,
        status,
        type,
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
        Callback.NOOP);
  }

  /// @param done called when the bytes are sent, or will never be
  private static void send(
      Exchange exchange, int status, String type, ByteBuffer bytes, Callback done) {
    var response = exchange.response;
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.remaining());
    boolean head = "HEAD".equals(exchange.method());
    response.write(
        true, head ? ByteBuffer.allocate(0) : bytes, Callback.combine(exchange.callback, done));
  }
}
