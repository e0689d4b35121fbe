package vitruvian.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import vitruvian.memory.NativeHeap;

/// The operators' port, on the loopback address only: health, metrics, and what the memory is asked
/// to do.
final class AdminGate extends Handler.Abstract {
  private final Service service;
  private final Status status;

  AdminGate(Service service, Status status) {
    this.service = service;
    this.status = status;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var call = request.getMethod() + " " + Request.getPathInContext(request);
    switch (call) {
      case "GET /metrics" ->
          send(response, callback, 200, Metrics.CONTENT_TYPE, service.metrics().toText());
      case "GET /health/live" -> health(response, callback, Optional.empty());
      case "GET /health", "GET /health/ready" -> health(response, callback, status.notReady());
      case "GET /status" -> json(response, callback, 200, status.toJson());
      case "POST /memory/trim" -> {
        NativeHeap.trim();
        json(response, callback, 200, status.toJson());
      }
      default -> {
        var problem = Problem.of(404, "not-found", "there is nothing here");
        send(response, callback, 404, Problem.CONTENT_TYPE, problem.toJson("admin"));
      }
    }
    return true;
  }

  private static void health(Response response, Callback callback, Optional<String> reason) {
    json(response, callback, reason.isEmpty() ? 200 : 503, Status.health(reason));
  }

  private static void json(Response response, Callback callback, int code, String text) {
    send(response, callback, code, "application/json", text);
  }

  private static void send(
      Response response, Callback callback, int code, String type, String text) {
    response.setStatus(code);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
  }
}
