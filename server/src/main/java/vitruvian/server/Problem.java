package vitruvian.server;

import java.io.StringWriter;
import java.util.OptionalInt;
import org.eclipse.jetty.http.HttpStatus;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import vitruvian.tracker.Refusal;

/// What is wrong with a request, as a client is told: `application/problem+json` of RFC 9457, with
/// a stable code.
///
/// @param status the HTTP status
/// @param code what clients decide on
/// @param detail one sentence for people
/// @param retryAfter in how many seconds it is worth another try, where it is
record Problem(int status, String code, String detail, OptionalInt retryAfter) {
  private static final int SLOW_UPLOAD = 408;
  private static final int TOO_MANY = 429;
  private static final int HEADERS_TOO_LARGE = 431;
  private static final int NOT_IMPLEMENTED = 501;
  /// How many headers a request may have.
  static final int MOST_HEADERS = 100;

  static final String CONTENT_TYPE = "application/problem+json";

  private static final JsonFactory JSON = new JsonFactory();

  static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, OptionalInt.empty());
  }

  static Problem badRequest(String detail) {
    return of(400, "bad-request", detail);
  }

  static Problem internal() {
    return of(500, "internal", "the service failed; see its log");
  }

  static Problem badParameter(String detail) {
    return of(422, "bad-parameter", detail);
  }

  static Problem overloaded(String detail) {
    return new Problem(503, "overloaded", detail, OptionalInt.of(1));
  }

  static Problem memoryPressure() {
    return new Problem(
        503,
        "memory-pressure",
        "the service is near its memory ceiling and takes no new work",
        OptionalInt.of(5));
  }

  static Problem bodyTooLarge(long most) {
    return of(413, "body-too-large", "at most %d bytes are allowed".formatted(most));
  }

  static Problem slowUpload() {
    return of(408, "slow-upload", "the body did not arrive in time");
  }

  static Problem tooManyHeaders() {
    return of(
        431,
        "too-many-headers",
        "at most %d headers of 8 KB in all are read".formatted(MOST_HEADERS));
  }

  static Problem tooManyConnections() {
    return new Problem(
        429, "too-many-connections", "there are too many connections", OptionalInt.of(5));
  }

  /// Whether the client is not listened to any longer, so that its connection has to end.
  boolean endsConnection() {
    return status == SLOW_UPLOAD
        || status == TOO_MANY
        || status == HEADERS_TOO_LARGE
        || status == NOT_IMPLEMENTED;
  }

  /// What the image gate says.
  static Problem of(Refusal reason, String detail) {
    return switch (reason) {
      case EMPTY, TRUNCATED -> of(400, reason.code(), detail);
      case UNSUPPORTED_FORMAT -> of(415, reason.code(), detail);
      case BODY_TOO_LARGE -> of(413, reason.code(), detail);
      case CORRUPT, IMAGE_TOO_LARGE -> of(422, reason.code(), detail);
      case OVERLOADED -> overloaded(detail);
      case UNREADABLE -> throw new IllegalStateException("bytes in memory are readable: " + detail);
    };
  }

  /// The document.
  ///
  /// @param request names the request in the log
  String toJson(String request) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("type", "about:blank");
      json.writeStringProperty("title", HttpStatus.getMessage(status));
      json.writeNumberProperty("status", status);
      json.writeStringProperty("code", code);
      json.writeStringProperty("detail", detail);
      json.writeStringProperty("instance", "urn:request:" + request);
      json.writeEndObject();
    }
    return text.toString();
  }

  /// The problem on its way up to where it is told. No stack: it is no fault of the program.
  static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Thrown(Problem problem) {
      super(problem.detail, null, false, false);
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }

  Thrown thrown() {
    return new Thrown(this);
  }
}
