package vitruvian.benchmarks.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// One HTTP/1.1 connection over a plain socket, which lets send what no client library would. For
/// one thread at a time.
final class Wire implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int READ_MILLIS = 90_000;
  private static final int MOST_KEPT = 1 << 16;

  private final URI service;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /// @param service with host and port
  Wire(URI service) throws IOException {
    this(service, new Socket());
  }

  private Wire(URI service, Socket socket) throws IOException {
    this.service = service;
    this.socket = socket;
    try {
      socket.connect(new InetSocketAddress(service.getHost(), service.getPort()), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(READ_MILLIS);
      this.in = new BufferedInputStream(socket.getInputStream(), 1 << 13);
      this.out = socket.getOutputStream();
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  /// A connection that takes little at a time: for clients that do not read.
  static Wire narrow(URI service) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(1 << 12);
    return new Wire(service, socket);
  }

  /// An answer.
  ///
  /// @param text the beginning of its body
  /// @param closes whether the connection ends with it
  record Reply(int status, String text, boolean closes) {}

  void send(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// The head of a request that posts a picture.
  ///
  /// @param path with the query
  /// @param headers further lines, each with its end
  void post(String path, String headers, long length) throws IOException {
    send(
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(path, service.getAuthority(), length, headers));
  }

  /// Whether an answer, or the end, has begun to arrive.
  boolean hasReply() throws IOException {
    return in.available() > 0;
  }

  InputStream in() {
    return in;
  }

  /// Reads an answer to its end.
  ///
  /// @throws IOException where it does not come whole
  Reply reply() throws IOException {
    var status = line().split(" ", 3);
    if (status.length < 2) {
      throw new EOFException("no status line");
    }
    var headers = headers();
    var body =
        headers.containsKey("content-length")
            ? body(Long.parseLong(headers.getOrDefault("content-length", "0")))
            : "";
    return new Reply(
        Integer.parseInt(status[1]),
        body,
        headers.getOrDefault("connection", "").equalsIgnoreCase("close"));
  }

  private Map<String, String> headers() throws IOException {
    var headers = new HashMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
    }
    return headers;
  }

  private String body(long length) throws IOException {
    var kept = in.readNBytes((int) Math.min(MOST_KEPT, length));
    in.skipNBytes(length - kept.length);
    return new String(kept, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended before the answer");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  /// Says that nothing more is sent.
  void finish() throws IOException {
    socket.shutdownOutput();
  }

  /// Ends the connection without a good-bye, as a client does that loses its network or its life.
  void vanish() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
