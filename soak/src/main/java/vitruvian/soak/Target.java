package vitruvian.soak;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// Whom requests are sent to.
///
/// @param service with scheme `http` or `https` and a host
/// @param token the bearer token that it asks for
/// @param patience how long it may take for a connection, and be silent in the middle of an answer
public record Target(URI service, Optional<String> token, Duration patience) {
  /// Longer than any answer takes.
  public static final Duration USUAL_PATIENCE = Duration.ofSeconds(90);

  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  public Target {
    var scheme = String.valueOf(service.getScheme());
    if (service.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException(
          "not an address such as http://127.0.0.1:8080: " + service);
    }
    if (patience.compareTo(Duration.ofMillis(1)) < 0
        || patience.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("patience is a millisecond to an hour: " + patience);
    }
    if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException("a token is of visible characters");
    }
  }

  /// Without a token.
  public Target(URI service) {
    this(service, Optional.empty(), USUAL_PATIENCE);
  }

  boolean secure() {
    return service.getScheme().equals("https");
  }

  String host() {
    // An IPv6 address has brackets in a URI only.
    return service.getHost().replaceAll("[\\[\\]]", "");
  }

  int port() {
    if (service.getPort() >= 0) {
      return service.getPort();
    }
    return secure() ? HTTPS : HTTP;
  }

  /// The header with the token, with its end; empty where there is none.
  String authorization() {
    return token.map("Authorization: Bearer %s\r\n"::formatted).orElse("");
  }
}
