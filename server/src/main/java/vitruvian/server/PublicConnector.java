package vitruvian.server;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/// Where clients connect: their connections are counted and watched by [Connections], and what the
/// system keeps for each of them has a limit.
final class PublicConnector extends ServerConnector {
  private static final System.Logger LOG = System.getLogger("vitruvian.server");

  // Left to themselves they grow to megabytes for each client that does not read. The kernel
  // counts twice what it is told.
  private static final int SEND_BYTES = 32 << 10;
  private static final int RECEIVE_BYTES = 64 << 10;

  private static final long PAUSE_MILLIS = 100;

  private final Connections connections;

  PublicConnector(Server server, HttpConnectionFactory http, Connections connections) {
    super(server, 1, 1, http);
    this.connections = connections;
    setAcceptedSendBufferSize(SEND_BYTES);
    setAcceptedReceiveBufferSize(RECEIVE_BYTES);
  }

  @Override
  protected SocketChannelEndPoint newEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key) {
    var endPoint = new ClientEndPoint(connections, channel, selector, key, getScheduler());
    endPoint.setIdleTimeout(getIdleTimeout());
    return endPoint;
  }

  @Override
  protected void onEndPointOpened(EndPoint endPoint) {
    super.onEndPointOpened(endPoint);
    if (endPoint instanceof ClientEndPoint client) {
      connections.opened(client);
    }
  }

  @Override
  protected void onEndPointClosed(EndPoint endPoint) {
    if (endPoint instanceof ClientEndPoint client) {
      connections.closed(client);
    }
    super.onEndPointClosed(endPoint);
  }

  // An address of version 4 means version 4: the JDK would open a socket of both, and 0.0.0.0 let
  // in more than it says. What is accepted takes its buffers over from here.
  @Override
  protected ServerSocketChannel openAcceptChannel() throws IOException {
    var address = new InetSocketAddress(getHost(), getPort());
    var channel =
        address.getAddress() instanceof Inet4Address
            ? ServerSocketChannel.open(StandardProtocolFamily.INET)
            : ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
      channel.bind(address, getAcceptQueueSize());
      return channel;
    } catch (Throwable failure) {
      channel.close();
      throw new IOException("cannot bind " + address, failure);
    }
  }

  // Whatever happens, say that there are no more files, or no memory: it goes on accepting.
  @Override
  protected boolean handleAcceptFailure(Throwable failure) {
    try {
      if (!isRunning() || failure instanceof java.nio.channels.ClosedByInterruptException) {
        return false;
      }
      LOG.log(System.Logger.Level.WARNING, "a connection could not be accepted: {0}", failure);
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Throwable _) {
      // Nothing can be told now, and the next one may be accepted.
    }
    return isRunning();
  }
}
