package vitruvian.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import vitruvian.server.Metrics.Histogram;

/// The way in: who may come, where to, and what they are told when something is wrong.
final class Gate extends Handler.Abstract {
  private static final System.Logger LOG = System.getLogger("vitruvian.server");
  private static final String JSON = "application/json";

  private final Service service;
  private final Status status;
  private final HolisticEndpoint holistic;
  private final PageFiles page;
  private final Optional<Token> token;
  private final boolean loopbackOnly;
  private final Semaphore streamTurns;
  private final Semaphore groupStreamTurns;
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
    this.groupStreamTurns = new Semaphore(service.plan().sessions() + 1, true);
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
    var id = Refusals.secure(response);
    var exchange = new Exchange(request, response, callback, id);
    var client = Connections.of(request);
    client.ifPresent(connection -> beginAndEnd(connection, request, response));
    try (var _ = service.arrived()) {
      requireDecent(exchange, client);
      route(exchange, Request.getPathInContext(request));
    } catch (Problem.Thrown thrown) {
      refuse(exchange, thrown.problem());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      callback.failed(stopped);
    } catch (Exception | AssertionError failure) {
      if (failure instanceof HttpException wrong && wrong.getCode() < 500) {
        refuse(exchange, Problem.badRequest(String.valueOf(wrong.getReason())));
      } else {
        LOG.log(System.Logger.Level.ERROR, "request " + id + " failed", failure);
        refuse(exchange, Problem.internal());
      }
    } catch (OutOfMemoryError full) {
      LOG.log(System.Logger.Level.ERROR, "request " + id + ": " + full.getMessage());
      refuse(exchange, Problem.memoryPressure());
    }
    return true;
  }

  private static void beginAndEnd(ClientEndPoint client, Request request, Response response) {
    client.begin();
    Request.addCompletionListener(
        request,
        _ -> {
          // A stream goes on.
          if (response.getStatus() != HttpStatus.SWITCHING_PROTOCOLS_101) {
            client.end(request.getLength());
          }
        });
  }

  // What costs more than it looks, whatever is asked for.
  private void requireDecent(Exchange exchange, Optional<ClientEndPoint> client) {
    var headers = exchange.request.getHeaders();
    if (headers.size() > Problem.MOST_HEADERS) {
      throw Problem.tooManyHeaders().thrown();
    }
    for (var coding : headers.getCSV(HttpHeader.TRANSFER_ENCODING, false)) {
      if (!coding.strip().equalsIgnoreCase("chunked")) {
        throw Problem.of(501, "unknown-coding", "bodies are sent plain or chunked").thrown();
      }
    }
    if (client.isPresent()
        && service.connections().hasTooMany(client.get())
        && !Request.getPathInContext(exchange.request).startsWith("/health")) {
      throw Problem.tooManyConnections().thrown();
    }
  }

  private void route(Exchange exchange, String path) throws Exception {
    if (loopbackOnly) {
      Refusals.requireLocalName(exchange.request, service.config().host());
    }
    Refusals.requireOwnOrigin(exchange.request);
    switch (path) {
      case "/v1/holistic" -> {
        requireMethod(exchange, "POST");
        requireToken(exchange);
        holistic(exchange);
      }
      case "/v1/stream" -> {
        requireGet(exchange);
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
        health(exchange, status.notLive());
      }
      case "/health", "/health/ready" -> {
        requireGet(exchange);
        health(exchange, status.notReady());
      }
      case "/openapi" -> {
        requireGet(exchange);
        send(exchange, JSON, ByteBuffer.wrap(openApi), Callback.NOOP);
      }
      default -> {
        requireGet(exchange);
        file(exchange, path);
      }
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
      send(exchange, reply.contentType(), reply.bytes(), Callback.from(() -> close(reply.room())));
    } catch (Problem.Thrown thrown) {
      outcome = thrown.problem().code();
      throw thrown;
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

  private void stream(Exchange exchange) throws InterruptedException {
    var request = exchange.request;
    if (token.isPresent()
        && !token.get().isIn(exchange.header(HttpHeader.AUTHORIZATION))
        && !token.get().isIn(Handshake.offered(request))) {
      throw unauthorized(exchange);
    }
    var choices = Choices.of(Request.extractQueryParameters(request), service.config().maxSide());
    Handshake.require(request, exchange.response);
    var options = choices.options();
    service.requirePossible(options);
    service.admit(options);
    var turns = options.people() == 1 ? streamTurns : groupStreamTurns;
    var stream = StreamEndpoint.open(service, choices, turns);
    Handshake.open(stream, request, exchange.response, exchange.callback);
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
    if (EntityTags.has(exchange.request, file.etag())) {
      Refusals.notModified(exchange.response, exchange.callback, file.bytes().remaining());
      return;
    }
    send(exchange, file.contentType(), file.bytes().slice(), Callback.NOOP);
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
    if (problem.endsConnection()) {
      exchange.response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    if (exchange.request.getLength() == 0 || problem.endsConnection()) {
      Refusals.send(exchange.request, exchange.response, exchange.callback, id, problem);
    } else {
      tellAndListen(exchange, problem);
    }
  }

  // The answer goes out at once; the exchange ends when the client has sent its body.
  private void tellAndListen(Exchange exchange, Problem problem) {
    if (exchange.header(HttpHeader.TRANSFER_ENCODING) != null
        || exchange.request.getLength() > service.config().maxBody()) {
      // It may not be read to its end, and then nothing can follow it.
      exchange.response.getHeaders().put(HttpHeader.CONNECTION, "close");
    }
    try (var sent = Blocker.callback()) {
      Refusals.send(exchange.request, exchange.response, sent, exchange.id, problem);
      sent.block();
      drain(exchange);
      exchange.callback.succeeded();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      exchange.callback.failed(stopped);
    } catch (IOException gone) {
      exchange.callback.failed(gone);
    }
  }

  private void drain(Exchange exchange) throws InterruptedException {
    if (exchange.header(HttpHeader.TRANSFER_ENCODING) == null) {
      Leftover.drain(exchange.request, service.config().maxBody());
      return;
    }
    var room = service.heapAtOnce(Chunks.TRAILER_BYTES);
    if (room.isPresent()) {
      try (var _ = room.get()) {
        Leftover.drain(exchange.request, service.config().maxBody());
      }
    }
  }

  private static void text(Exchange exchange, int status, String type, String text) {
    Refusals.text(exchange.request, exchange.response, exchange.callback, status, type, text);
  }

  /// @param done called when the bytes are sent, or will never be
  private static void send(Exchange exchange, String type, ByteBuffer bytes, Callback done) {
    var sent = Callback.combine(exchange.callback, done);
    Refusals.send(exchange.request, exchange.response, sent, 200, type, bytes);
  }
}
