package vitruvian.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client must show to be served. Compared in constant time.
final class Token {
  private static final String BEARER = "bearer ";
  private static final String PROTOCOL_PREFIX = "bearer.";

  private final byte[] digest;

  Token(String token) {
    this.digest = digest(token);
  }

  /// Whether a header `Authorization` shows it.
  boolean isIn(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && matches(authorization.substring(BEARER.length()).strip());
  }

  /// Whether the sub-protocols that a WebSocket offers show it: pages cannot set a header there.
  boolean isIn(List<String> protocols) {
    for (var protocol : protocols) {
      if (protocol.startsWith(PROTOCOL_PREFIX)) {
        try {
          var token = Base64.getUrlDecoder().decode(protocol.substring(PROTOCOL_PREFIX.length()));
          if (matches(new String(token, StandardCharsets.UTF_8))) {
            return true;
          }
        } catch (IllegalArgumentException _) {
          // Not base64, so not the token.
        }
      }
    }
    return false;
  }

  // Digests have the same length, whatever was sent.
  private boolean matches(String shown) {
    return MessageDigest.isEqual(digest, digest(shown));
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every JVM has SHA-256", impossible);
    }
  }
}
