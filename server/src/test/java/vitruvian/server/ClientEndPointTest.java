package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ClientEndPointTest {
  private static final int AT_ONCE = 64 << 10;

  // Memory outside of the heap has a small limit in the service, and for every piece that a client
  // takes the JDK copies there whatever is given to it.
  @Test
  @SuppressWarnings("NullAway") // neither selector, key nor scheduler is needed
  void aLargeAnswerGoesOutInPiecesAndWhole() throws IOException {
    var bytes = new byte[3 << 20];
    new Random(1).nextBytes(bytes);
    try (var listening = ServerSocketChannel.open()) {
      listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (var channel = SocketChannel.open(listening.getLocalAddress());
          var peer = listening.accept()) {
        channel.configureBlocking(false);
        var connections =
            new Connections(Connections.Limits.USUAL, System::nanoTime, new Metrics());
        var end = new ClientEndPoint(connections, channel, null, null, null);
        var header = ByteBuffer.wrap(bytes, 0, 100);
        var body = ByteBuffer.wrap(bytes, 100, bytes.length - 100);

        assertThat(end.flush(header, body)).isFalse();
        assertThat(header.remaining()).isZero();
        assertThat(body.position()).isEqualTo(AT_ONCE);

        InputStream in = peer.socket().getInputStream();
        var arrived = new byte[bytes.length];
        int read = in.readNBytes(arrived, 0, AT_ONCE);
        boolean all = false;
        while (!all) {
          int before = body.position();
          all = end.flush(header, body);
          assertThat(body.position() - before).isBetween(0, AT_ONCE);
          read += in.readNBytes(arrived, read, body.position() - before);
        }
        assertThat(read).isEqualTo(bytes.length);
        assertThat(arrived).isEqualTo(bytes);
      }
    }
  }
}
