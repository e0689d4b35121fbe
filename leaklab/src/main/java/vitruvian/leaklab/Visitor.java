package vitruvian.leaklab;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import vitruvian.soak.Target;
import vitruvian.soak.Wire;

/// A client that sends one picture after the other over one connection and waits for each answer,
/// so that between two of them the service has nothing to do and holds nothing that it does not
/// keep. For one thread at a time.
final class Visitor implements AutoCloseable {
  private static final int OK = 200;

  private final Target target;
  private Optional<Wire> wire = Optional.empty();

  /// Connects with the first picture.
  ///
  /// @param patience how long it waits for an answer
  @MustBeClosed
  Visitor(URI service, Duration patience) {
    this.target = new Target(service, Optional.empty(), patience);
  }

  /// Sends a picture and reads the answer.
  ///
  /// @return whether it is the one it should be
  /// @throws IOException where there is none
  boolean send(byte[] picture) throws IOException {
    var connection = connected();
    connection.post("/v1/holistic", "", picture.length);
    connection.send(picture);
    var reply = connection.reply();
    if (reply.closes()) {
      close();
    }
    return reply.status() == OK;
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  private Wire connected() throws IOException {
    if (wire.isEmpty()) {
      wire = Optional.of(new Wire(target));
    }
    return wire.get();
  }

  @Override
  public void close() throws IOException {
    if (wire.isPresent()) {
      wire.get().close();
      wire = Optional.empty();
    }
  }
}
