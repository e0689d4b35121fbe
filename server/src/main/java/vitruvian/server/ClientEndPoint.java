package vitruvian.server;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/// One connection of a client, which knows how far its client has come: whether it waits for a
/// request, has half a header, or is being served, and how fast it takes what it is sent.
///
/// Bytes come and go on one thread each at a time; [Connections] looks from another.
final class ClientEndPoint extends SocketChannelEndPoint {
  private static final byte[] HEADER_END = {'\r', '\n', '\r', '\n'};

  // Not less than the system takes at once.
  private static final int AT_ONCE = 64 << 10;

  private static final int GRACE_SECONDS = 2;
  private static final long FRESH_NANOS = 2_000_000_000;

  private final Connections connections;
  private final String client;

  // Guarded by this.
  private boolean serving;
  private boolean heard;
  private boolean inHeader;
  private boolean blankLine = true;
  private boolean anyLine;
  private long since;
  private long received;
  private final byte[] last = new byte[HEADER_END.length];

  private final AtomicLong sent = new AtomicLong();
  private volatile boolean surplus;

  // Touched by whoever looks, one at a time.
  private boolean blocked;
  private long blockedSince;
  private long sentThen;

  ClientEndPoint(
      Connections connections,
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler) {
    super(channel, selector, key, scheduler);
    this.connections = connections;
    this.client = client(channel);
    this.since = connections.now();
  }

  // Whoever has one address of IPv6 has 2^64 of them.
  private static String client(SocketChannel channel) {
    try {
      if (channel.getRemoteAddress() instanceof InetSocketAddress peer) {
        InetAddress address = peer.getAddress();
        return address instanceof Inet6Address six
            ? Arrays.toString(Arrays.copyOf(six.getAddress(), 8))
            : address.getHostAddress();
      }
    } catch (IOException _) {
      // Gone already.
    }
    return "";
  }

  /// The client's address, or for IPv6 its network of 64 bits.
  String client() {
    return client;
  }

  /// Whether this is one more than may be.
  boolean isSurplus() {
    return surplus;
  }

  void markSurplus() {
    surplus = true;
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    int filled = super.fill(buffer);
    if (filled > 0) {
      boolean half;
      synchronized (this) {
        half = arrived(buffer, filled);
      }
      if (half) {
        connections.halfHeader(this);
      }
    }
    return filled;
  }

  // Whether what has arrived leaves half a header.
  private boolean arrived(ByteBuffer buffer, int count) {
    heard = true;
    int kept = Math.min(count, last.length);
    System.arraycopy(last, kept, last, 0, last.length - kept);
    buffer.get(buffer.limit() - kept, last, last.length - kept, kept);
    if (serving) {
      received += count;
      return false;
    }
    for (int at = buffer.limit() - count; at < buffer.limit(); at++) {
      byte next = buffer.get(at);
      if (next == '\n') {
        if (blankLine && anyLine) {
          // The body, or a part of it, or what is sent ahead of its turn.
          received = buffer.limit() - at - 1L;
          inHeader = false;
          return false;
        }
        blankLine = true;
      } else if (next != '\r') {
        blankLine = false;
        anyLine = true;
      }
    }
    if (!inHeader) {
      inHeader = true;
      since = connections.now();
    }
    return true;
  }

  /// A request is here, and is being answered from now on.
  synchronized void begin() {
    serving = true;
    inHeader = false;
  }

  /// The request is answered; the next one is waited for.
  ///
  /// @param length of the request's body, -1 where it was not announced, 0 where there was none
  void end(long length) {
    boolean half;
    synchronized (this) {
      serving = false;
      // What came beyond the body is the beginning of another header, and is in memory.
      half = length < 0 ? !Arrays.equals(last, HEADER_END) : received > length;
      inHeader = half;
      blankLine = true;
      anyLine = half;
      received = 0;
      since = connections.now();
    }
    if (half) {
      connections.halfHeader(this);
    }
  }

  /// Whether half a header is here.
  synchronized boolean isInHeader() {
    return inHeader;
  }

  /// Whether it was opened just now, and nothing of it was read yet: its request may be here
  /// already.
  synchronized boolean isFresh(long now) {
    return !heard && now - since < FRESH_NANOS;
  }

  /// Whether a request is being answered, or a stream is open.
  synchronized boolean isServing() {
    return serving;
  }

  /// Since when its header, or its next request, is waited for.
  synchronized long since() {
    return since;
  }

  @Override
  public boolean flush(ByteBuffer... buffers) throws IOException {
    long before = remaining(buffers);
    if (before <= AT_ONCE) {
      super.flush(buffers);
    } else {
      flushSome(buffers);
    }
    long left = remaining(buffers);
    sent.addAndGet(before - left);
    return left == 0;
  }

  // The JDK copies all that it is given of the heap before it sends what there is room for.
  private void flushSome(ByteBuffer... buffers) throws IOException {
    int room = AT_ONCE;
    var some = new ByteBuffer[buffers.length];
    for (int i = 0; i < buffers.length; i++) {
      int length = Math.min(room, buffers[i].remaining());
      some[i] = buffers[i].slice(buffers[i].position(), length);
      room -= length;
    }
    super.flush(some);
    for (int i = 0; i < buffers.length; i++) {
      buffers[i].position(buffers[i].position() + some[i].position());
    }
  }

  private static long remaining(ByteBuffer... buffers) {
    long bytes = 0;
    for (var buffer : buffers) {
      bytes += buffer.remaining();
    }
    return bytes;
  }

  /// How long the client has been reading too slowly what it is sent, beyond what is allowed, in
  /// nanoseconds; negative or zero where it is not.
  long tooSlowBy(long now, BodyReader.Pace pace) {
    if (!getWriteFlusher().isPending()) {
      blocked = false;
      return 0;
    }
    if (!blocked) {
      blocked = true;
      blockedSince = now;
      sentThen = sent.get();
    }
    return now - blockedSince - pace.allowed(sent.get() - sentThen);
  }

  /// Ends the connection without waiting for the client: what it has not read is thrown away, by
  /// the system, too.
  ///
  /// Where nothing is being answered its own thread is to end it, which sees the end of what comes:
  /// that thread may be reading just now, and both would give the same buffer back. Where that does
  /// not happen, it is closed a little later.
  void reset(String reason) {
    try {
      getChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
      if (!isServing()) {
        getChannel().shutdownInput();
        getScheduler()
            .schedule(() -> close(new IOException(reason)), GRACE_SECONDS, TimeUnit.SECONDS);
        return;
      }
    } catch (IOException _) {
      // Gone already.
    }
    close(new IOException(reason));
  }
}
