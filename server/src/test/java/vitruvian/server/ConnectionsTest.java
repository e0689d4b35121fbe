package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ConnectionsTest {
  private static final int MOST = 4;

  private final AtomicLong now = new AtomicLong();
  private final Metrics metrics = new Metrics();
  private final Connections connections =
      new Connections(
          new Connections.Limits(
              MOST, 2, 100, 100, Duration.ofHours(1), Duration.ofHours(1), BodyReader.Pace.USUAL),
          now::get,
          metrics);
  private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
  private final List<SocketChannel> channels = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    scheduler.start();
  }

  @AfterEach
  void stop() throws Exception {
    scheduler.stop();
    for (var channel : channels) {
      channel.close();
    }
  }

  @SuppressWarnings("NullAway") // neither selector nor key is needed
  private ClientEndPoint connect() throws IOException {
    try (var listening = ServerSocketChannel.open()) {
      listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channels.add(SocketChannel.open(listening.getLocalAddress()));
      var channel = listening.accept();
      channels.add(channel);
      var end = new ClientEndPoint(connections, channel, null, null, scheduler);
      connections.opened(end);
      return end;
    }
  }

  // Its request may be on the way, or here and not read yet where the service has much to do.
  @Test
  void whoHasJustComeIsNotSentAwayWithoutAnAnswer() throws IOException {
    var first = new ArrayList<ClientEndPoint>();
    for (int i = 0; i < MOST; i++) {
      first.add(connect());
    }
    now.addAndGet(Duration.ofMillis(1900).toNanos());

    assertThat(connect().isSurplus()).isTrue();
    assertThat(connections.size()).isEqualTo(MOST + 1);
    assertThat(first).noneMatch(one -> one.getChannel().socket().isInputShutdown());
    assertThat(metrics.toText()).doesNotContain("reason=\"room\"");
  }

  @Test
  void whoHasSaidNothingForAWhileMakesRoom() throws IOException {
    var first = connect();
    now.addAndGet(Duration.ofSeconds(3).toNanos());
    for (int i = 1; i < MOST; i++) {
      connect();
    }

    assertThat(connect().isSurplus()).isFalse();
    assertThat(connections.size()).isEqualTo(MOST);
    assertThat(first.getChannel().socket().isInputShutdown()).isTrue();
    assertThat(metrics.toText()).contains("reason=\"room\"");
  }
}
