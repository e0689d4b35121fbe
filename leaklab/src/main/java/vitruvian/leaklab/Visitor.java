package vitruvian.leaklab;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;

/// A client that sends one picture after the other and waits for each answer, so that between two
/// of them the service has nothing to do and holds nothing that it does not keep.
final class Visitor {
  private static final int OK = 200;

  private final URI service;
  private final int patienceMillis;

  /// @param patience how long it waits for an answer
  Visitor(URI service, Duration patience) {
    this.service = service.resolve("/v1/holistic");
    this.patienceMillis = Math.toIntExact(patience.toMillis());
  }

  /// Sends a picture and reads the answer.
  ///
  /// @return whether it is the one it should be
  /// @throws IOException where there is none
  boolean send(byte[] picture) throws IOException {
    var connection = (HttpURLConnection) service.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(patienceMillis);
    connection.setReadTimeout(patienceMillis);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(picture.length);
    try (var body = connection.getOutputStream()) {
      body.write(picture);
    }
    if (connection.getResponseCode() != OK) {
      connection.disconnect();
      return false;
    }
    try (var answer = connection.getInputStream()) {
      answer.readAllBytes();
    }
    return true;
  }
}
