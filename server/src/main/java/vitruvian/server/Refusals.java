package vitruvian.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// What every answer carries, and how problems are told: also those that the HTTP library finds
/// before a request comes to us.
final class Refusals implements Request.Handler {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
  private static final String REQUEST_ID = "X-Request-Id";
  private static final String PAGE_POLICY =
      "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self';"
          + " script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  /// Gives an answer its security headers and its id.
  ///
  /// @return the id
  static String secure(Response response) {
    var id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    var headers = response.getHeaders();
    headers.put(REQUEST_ID, id);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
    headers.put("Content-Security-Policy", PAGE_POLICY);
    return id;
  }

  /// Refuses requests to a name that is not local: a page elsewhere that has its own name point
  /// here must not be taken for us.
  ///
  /// @param host the address that is listened at
  static void requireLocalName(Request request, String host) {
    var name = request.getHttpURI().getHost();
    if (name != null
        && !LOOPBACK.contains(name.toLowerCase(Locale.ROOT))
        && !name.equalsIgnoreCase(host)) {
      throw Problem.of(403, "forbidden-host", "this service is known by its local names only")
          .thrown();
    }
  }

  /// Refuses requests that a browser sends for the page of another site.
  static void requireOwnOrigin(Request request) {
    var origin = request.getHeaders().get(HttpHeader.ORIGIN);
    var host = request.getHeaders().get(HttpHeader.HOST);
    if (origin != null && !isOf(origin, host)) {
      throw Problem.of(403, "forbidden-origin", "requests of other sites are not served").thrown();
    }
  }

  /// Refuses whatever a browser asks for on behalf of another site's page, pictures too.
  static void requireOwnSite(Request request) {
    var site = request.getHeaders().get("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      throw Problem.of(403, "forbidden-origin", "requests of other sites are not served").thrown();
    }
  }

  // A port that is not said is the usual one: "https://h" and "h:443" are the same.
  private static boolean isOf(String origin, @Nullable String host) {
    if (host == null) {
      return false;
    }
    for (var scheme : List.of("http", "https")) {
      var usual = scheme.equals("http") ? ":80" : ":443";
      if (withPort(origin, usual).equalsIgnoreCase(withPort(scheme + "://" + host, usual))) {
        return true;
      }
    }
    return false;
  }

  private static String withPort(String address, String usual) {
    return address.matches(".*:\\d+") ? address : address + usual;
  }

  /// Tells a problem.
  static void send(
      Request request, Response response, Callback callback, String id, Problem problem) {
    var headers = response.getHeaders();
    problem
        .retryAfter()
        .ifPresent(seconds -> headers.put(HttpHeader.RETRY_AFTER, Integer.toString(seconds)));
    text(request, response, callback, problem.status(), Problem.CONTENT_TYPE, problem.toJson(id));
  }

  /// Sends a text that is of this moment.
  static void text(
      Request request, Response response, Callback callback, int status, String type, String text) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    send(
        request,
        response,
        callback,
        status,
        type,
        ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Tells a client that what it has is what there is.
  ///
  /// @param length of what it has
  static void notModified(Response response, Callback callback, long length) {
    response.setStatus(HttpStatus.NOT_MODIFIED_304);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    response.write(true, null, callback);
  }

  /// Sends bytes.
  static void send(
      Request request,
      Response response,
      Callback callback,
      int status,
      String type,
      ByteBuffer bytes) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.remaining());
    boolean head = "HEAD".equals(request.getMethod());
    response.write(true, head ? ByteBuffer.allocate(0) : bytes, callback);
  }

  /// Tells what the library has found.
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    var reason = Optional.ofNullable(HttpStatus.getMessage(status)).orElse("the request failed");
    var problem =
        switch (status) {
          case 408 -> Problem.slowUpload();
          case 503 -> Problem.overloaded("the service is stopping");
          case 500 -> Problem.internal();
          case 414 -> Problem.of(414, "uri-too-long", "the path and query are too long");
          case 417 -> Problem.of(417, "expectation-failed", "only 100-continue can be expected");
          case 431 -> Problem.tooManyHeaders();
          case 505 -> Problem.of(505, "unknown-version", "HTTP/1.1 is spoken here");
          default -> Problem.of(status, "bad-request", reason);
        };
    send(request, response, callback, secure(response), problem);
    return true;
  }
}
