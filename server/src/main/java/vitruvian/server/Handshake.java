package vitruvian.server;

import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/// The opening handshake of a WebSocket, RFC 6455, 4.2, without any extension: what inflates costs
/// a client nothing and the service everything.
final class Handshake {
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;
  private static final int KEY_LENGTH = 24;

  private Handshake() {}

  /// Refuses what is no opening of a WebSocket.
  ///
  /// @throws Problem.Thrown where it is none
  static void require(Request request, Response response) {
    var headers = request.getHeaders();
    if (!request.getMethod().equals("GET")
        || !lists(headers.getCSV(HttpHeader.UPGRADE, false), "websocket")) {
      response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
      throw Problem.of(426, "upgrade-required", "this is a WebSocket").thrown();
    }
    if (!headers.getValuesList(HttpHeader.SEC_WEBSOCKET_VERSION).equals(List.of(VERSION))) {
      response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
      response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_VERSION, VERSION);
      throw Problem.of(426, "upgrade-required", "version 13 of WebSockets is spoken here").thrown();
    }
    var keys = headers.getValuesList(HttpHeader.SEC_WEBSOCKET_KEY);
    if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_1
        || !lists(headers.getCSV(HttpHeader.CONNECTION, false), "upgrade")
        || keys.size() != 1
        || !isKey(keys.getFirst())) {
      throw malformed();
    }
  }

  private static boolean lists(List<String> values, String wanted) {
    return values.stream().anyMatch(value -> value.strip().toLowerCase(Locale.ROOT).equals(wanted));
  }

  private static boolean isKey(String text) {
    try {
      // The decoder would do without the padding.
      return text.length() == KEY_LENGTH && Base64.getDecoder().decode(text).length == KEY_BYTES;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static Problem.Thrown malformed() {
    return Problem.of(400, "bad-handshake", "the WebSocket handshake is malformed").thrown();
  }

  /// Opens a stream, which ends where it cannot be opened.
  ///
  /// @throws Problem.Thrown where the handshake is malformed after all
  static void open(StreamEndpoint stream, Request request, Response response, Callback callback) {
    // A stream that never opens has no end of its own.
    var answered =
        new Callback.Nested(callback) {
          @Override
          public void completed() {
            if (response.getStatus() != HttpStatus.SWITCHING_PROTOCOLS_101) {
              stream.end();
            }
          }

          @Override
          public void failed(Throwable gone) {
            stream.end();
            super.failed(gone);
          }
        };
    boolean upgraded = false;
    try {
      upgraded =
          ServerWebSocketContainer.get(request.getContext())
              .upgrade(
                  (_, upgrade, _) -> {
                    upgrade.setExtensions(List.of());
                    protocol(request).ifPresent(upgrade::setAcceptedSubProtocol);
                    return stream;
                  },
                  request,
                  response,
                  answered);
    } finally {
      if (!upgraded) {
        stream.end();
      }
    }
    if (!upgraded) {
      throw malformed();
    }
  }

  private static Optional<String> protocol(Request request) {
    return offered(request).contains(StreamEndpoint.PROTOCOL)
        ? Optional.of(StreamEndpoint.PROTOCOL)
        : Optional.empty();
  }

  /// The sub-protocols that a client offers.
  static List<String> offered(Request request) {
    return request.getHeaders().getCSV(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, false);
  }
}
