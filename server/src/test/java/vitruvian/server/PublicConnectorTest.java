package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

final class PublicConnectorTest {
  // As when there are no more files: Jetty's own answer is to accept nothing any more.
  @Test
  void goesOnAcceptingWhateverHappened() throws Exception {
    var connections = new Connections(Connections.Limits.USUAL, System::nanoTime, new Metrics());
    var server = new Server();
    var connector = new PublicConnector(server, new HttpConnectionFactory(), connections);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.start();
    try {
      assertThat(connector.handleAcceptFailure(new IOException("Too many open files"))).isTrue();
      assertThat(connector.handleAcceptFailure(new OutOfMemoryError("planted"))).isTrue();
    } finally {
      server.stop();
    }
    assertThat(connector.handleAcceptFailure(new IOException("closed"))).isFalse();
  }
}
