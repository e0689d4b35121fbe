package vitruvian.soak;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A live stream over a plain socket: RFC 6455 as far as it is needed. One thread may send while
/// another receives.
public final class LiveStream implements AutoCloseable {
  private static final int BINARY = 0x82;
  private static final int OPCODE = 0x0f;
  private static final int CLOSE = 8;
  private static final int MASKED = 0x80;
  private static final int LONGEST = 1 << 20;

  private final Wire wire;
  private final Optional<String> extensions;

  /// Opens a stream over a connection, which it closes.
  ///
  /// @throws Refused where the service does not take it
  @MustBeClosed
  public LiveStream(Wire wire) throws IOException {
    this(wire, "");
  }

  /// As the other, with more in its handshake.
  ///
  /// @param headers further lines, each with its end
  @MustBeClosed
  public LiveStream(Wire wire, String headers) throws IOException {
    this(wire, "", headers);
  }

  /// A stream with choices.
  ///
  /// @param query with its question mark, or empty
  /// @throws Refused where the service does not take it
  @MustBeClosed
  public static LiveStream asking(Wire wire, String query) throws IOException {
    return new LiveStream(wire, query, "");
  }

  @MustBeClosed
  private LiveStream(Wire wire, String query, String headers) throws IOException {
    this.wire = wire;
    wire.send(
        """
        GET /v1/stream%s HTTP/1.1\r
        Host: %s\r
        %s\
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        %s\r
        """
            .formatted(
                query,
                wire.target().service().getAuthority(),
                wire.target().authorization(),
                headers));
    var reply = wire.reply();
    if (reply.status() != 101) {
      wire.close();
      throw new Refused(reply.status());
    }
    this.extensions = Optional.ofNullable(reply.headers().get("sec-websocket-extensions"));
  }

  /// The extensions that the service agreed to; this class knows of none.
  public Optional<String> extensions() {
    return extensions;
  }

  /// An answer other than the opening of the stream.
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refused(int status) {
      super("status " + status);
      this.status = status;
    }

    /// The status of the answer.
    public int status() {
      return status;
    }
  }

  /// A frame.
  ///
  /// @param first its first byte: end of the message (0x80), use of extensions, kind
  public record Frame(int first, ByteBuffer content) {
    /// Whether it ends the stream.
    public boolean isClose() {
      return (first & OPCODE) == CLOSE;
    }
  }

  /// A message as it is sent.
  public static byte[] message(byte[] content) {
    return frame(BINARY, content);
  }

  /// A frame as it is sent. Its mask is zero, which leaves the bytes as they are.
  ///
  /// @param first as in [Frame]
  public static byte[] frame(int first, byte[] content) {
    return ByteBuffer.allocate(14 + content.length)
        .put((byte) first)
        .put((byte) (MASKED | 127))
        .putLong(content.length)
        .putInt(0)
        .put(content)
        .array();
  }

  /// Sends what [#message] or [#frame] has made.
  public void send(byte[] message) throws IOException {
    wire.send(message);
  }

  /// Waits for the next text.
  ///
  /// @throws EOFException where the stream has ended
  /// @throws IOException also where a message is longer than a megabyte
  public String receive() throws IOException {
    while (true) {
      var frame = read();
      if (frame.isClose()) {
        throw new EOFException("the stream has ended");
      }
      if ((frame.first & OPCODE) <= 2) {
        return StandardCharsets.UTF_8.decode(frame.content).toString();
      }
    }
  }

  /// Waits for the next frame of any kind.
  ///
  /// @throws EOFException where the connection has ended
  /// @throws IOException also where a frame is longer than a megabyte
  public Frame read() throws IOException {
    var in = wire.in();
    int first = in.read();
    long length = in.read();
    if (first < 0 || length < 0) {
      throw new EOFException("the stream has ended");
    }
    if (length == 126) {
      length = ByteBuffer.wrap(exactly(in, 2)).getShort() & 0xffff;
    } else if (length == 127) {
      length = ByteBuffer.wrap(exactly(in, 8)).getLong();
    }
    if (length < 0 || length > LONGEST) {
      throw new IOException("a message of %d bytes in a stream".formatted(length));
    }
    return new Frame(first, ByteBuffer.wrap(exactly(in, (int) length)));
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the stream has ended in the middle of a message");
    }
    return bytes;
  }

  /// As [Wire#vanish].
  public void vanish() throws IOException {
    wire.vanish();
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
