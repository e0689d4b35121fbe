package vitruvian.server;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import vitruvian.memory.NativeHeap;

/// The operators' port, on the loopback address only: health, metrics, and what the memory is asked
/// to do.
final class AdminGate extends Handler.Abstract {
  // Reports are pages by themselves, a flame graph with its script.
  private static final String REPORT_POLICY =
      "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src"
          + " 'unsafe-inline'; frame-ancestors 'none'";

  private static final List<String> CALLS =
      List.of(
          "GET /metrics",
          "GET /health",
          "GET /health/live",
          "GET /health/ready",
          "GET /status",
          "GET /memory",
          "GET /memory/figures",
          "GET /memory/history",
          "GET /memory/snapshots",
          "GET /memory/diff",
          "POST /memory/snapshots",
          "POST /memory/profile",
          "POST /memory/collect",
          "POST /memory/trim");

  private final Service service;
  private final Status status;
  private final MemoryEndpoint memory;

  AdminGate(Service service, Status status, MemoryEndpoint memory) {
    this.service = service;
    this.status = status;
    this.memory = memory;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var id = Refusals.secure(response);
    try {
      Refusals.requireLocalName(request, "127.0.0.1");
      Refusals.requireOwnOrigin(request);
      Refusals.requireOwnSite(request);
      answer(request, response, callback);
    } catch (Problem.Thrown thrown) {
      Refusals.send(request, response, callback, id, thrown.problem());
    } catch (HttpException.RuntimeException wrong) {
      var problem = Problem.badRequest(String.valueOf(wrong.getReason()));
      Refusals.send(request, response, callback, id, problem);
    }
    return true;
  }

  private void answer(Request request, Response response, Callback callback) {
    var path = Request.getPathInContext(request);
    var method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    requireMethod(method, path, response);
    var call = method + " " + path;
    switch (call) {
      case "GET /metrics" ->
          Refusals.text(
              request, response, callback, 200, Metrics.CONTENT_TYPE, service.metrics().toText());
      case "GET /health/live" -> health(request, response, callback, status.notLive());
      case "GET /health", "GET /health/ready" ->
          health(request, response, callback, status.notReady());
      case "GET /status" -> json(request, response, callback, 200, status.toJson());
      case "GET /memory/figures" -> json(request, response, callback, 200, status.figures());
      case "POST /memory/collect" -> {
        System.gc(); // who asks wants to know what lives
        json(request, response, callback, 200, status.figures());
      }
      case "POST /memory/trim" -> {
        NativeHeap.trim();
        json(request, response, callback, 200, status.toJson());
      }
      default -> {
        var reply =
            memory
                .answer(call, request)
                .orElseThrow(() -> Problem.of(404, "not-found", "there is nothing here").thrown());
        if (reply.isPage()) {
          response.getHeaders().put("Content-Security-Policy", REPORT_POLICY);
        }
        Refusals.text(request, response, callback, 200, reply.type(), reply.text());
      }
    }
  }

  private static void requireMethod(String method, String path, Response response) {
    for (var known : CALLS) {
      if (known.equals(method + " " + path)) {
        return;
      }
    }
    var allowed =
        CALLS.stream()
            .filter(known -> known.endsWith(" " + path))
            .map(known -> known.startsWith("GET") ? "GET, HEAD" : "POST")
            .collect(Collectors.joining(", "));
    if (allowed.isEmpty()) {
      throw Problem.of(404, "not-found", "there is nothing here").thrown();
    }
    response.getHeaders().put(HttpHeader.ALLOW, allowed);
    throw Problem.of(405, "method-not-allowed", "allowed here: " + allowed).thrown();
  }

  private static void health(
      Request request, Response response, Callback callback, Optional<String> reason) {
    json(request, response, callback, reason.isEmpty() ? 200 : 503, Status.health(reason));
  }

  private static void json(
      Request request, Response response, Callback callback, int code, String text) {
    Refusals.text(request, response, callback, code, "application/json", text);
  }
}
