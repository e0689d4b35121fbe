package vitruvian.soak;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One HTTP/1.1 connection over a plain socket, which lets send what no client library would, and
/// takes little of the machine that it may share with the service. For one thread at a time.
public final class Wire implements AutoCloseable {
  private static final int MOST_KEPT = 1 << 20;
  private static final int LONGEST_LINE = 1 << 16;
  private static final int MOST_HEADERS = 1000;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final Target target;
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private boolean begun;

  /// Connects.
  @MustBeClosed
  public Wire(Target target) throws IOException {
    this(target, new Socket());
  }

  /// Connects from an address of this machine, as another client than the usual one.
  @MustBeClosed
  public Wire(Target target, InetAddress from) throws IOException {
    this(target, bound(new Socket(), from));
  }

  @MustBeClosed
  private Wire(Target target, Socket plain) throws IOException {
    this.target = target;
    try {
      int patience = Math.toIntExact(target.patience().toMillis());
      plain.connect(new InetSocketAddress(target.host(), target.port()), patience);
      plain.setTcpNoDelay(true);
      plain.setSoTimeout(patience);
      this.socket = target.secure() ? secured(target, plain) : plain;
      this.in = new BufferedInputStream(socket.getInputStream(), 1 << 13);
      this.out = socket.getOutputStream();
    } catch (IOException | RuntimeException failure) {
      plain.close();
      throw failure;
    }
  }

  private static Socket secured(Target target, Socket plain) throws IOException {
    if (SSLSocketFactory.getDefault() instanceof SSLSocketFactory factory
        && factory.createSocket(plain, target.host(), target.port(), true)
            instanceof SSLSocket socket) {
      // Sockets do not look at the name in the certificate unless they are told to.
      var parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket;
    }
    throw new IOException("no TLS here");
  }

  private static Socket bound(Socket socket, InetAddress from) throws IOException {
    try {
      socket.bind(new InetSocketAddress(from, 0));
      return socket;
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  /// A connection that takes little at a time: for clients that do not read.
  ///
  /// @param from an address of this machine
  @MustBeClosed
  public static Wire narrow(Target target, InetAddress from) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(1 << 12);
    return new Wire(target, bound(socket, from));
  }

  Target target() {
    return target;
  }

  /// An answer.
  ///
  /// @param headers by their names in small letters; of several with one name the last
  /// @param text the beginning of its body, a megabyte at most
  public record Reply(int status, Map<String, String> headers, String text) {
    /// Whether the connection ends with it.
    public boolean closes() {
      return headers.getOrDefault("connection", "").equalsIgnoreCase("close");
    }
  }

  /// Sends a part of these bytes.
  public void send(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
  }

  /// Sends these bytes.
  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /// Sends these characters, a byte each.
  public void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// The head of a request that posts a picture.
  ///
  /// @param path with the query
  /// @param headers further lines, each with its end
  public void post(String path, String headers, long length) throws IOException {
    send(
        "POST %s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: %d\r\n%s\r\n"
            .formatted(
                path, target.service().getAuthority(), target.authorization(), length, headers));
  }

  /// A request without a body.
  ///
  /// @param path with the query
  public void get(String path) throws IOException {
    send(
        "GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
            .formatted(path, target.service().getAuthority(), target.authorization()));
  }

  /// Whether an answer, or the end, has begun to arrive.
  public boolean hasReply() throws IOException {
    return in.available() > 0;
  }

  /// Whether anything came of the last answer that was waited for.
  boolean begun() {
    return begun;
  }

  /// What arrives, for who reads it in another way than as an answer.
  public InputStream in() {
    return in;
  }

  /// Reads an answer to its end.
  ///
  /// @throws IOException where it does not come whole
  public Reply reply() throws IOException {
    return reply(true);
  }

  /// Reads the answer to a request with the method HEAD, which has no body whatever its headers
  /// say.
  public Reply replyToHead() throws IOException {
    return reply(false);
  }

  private Reply reply(boolean mayHaveBody) throws IOException {
    begun = false;
    var status = line().split(" ", 3);
    if (status.length < 2) {
      throw new EOFException("no status line");
    }
    int code = number(status[1], 10);
    var headers = headers();
    boolean hasBody = mayHaveBody && code >= OK && code != NO_CONTENT && code != NOT_MODIFIED;
    return new Reply(code, Map.copyOf(headers), hasBody ? body(headers) : "");
  }

  private static int number(String text, int radix) throws IOException {
    try {
      return Integer.parseInt(text.strip(), radix);
    } catch (NumberFormatException _) {
      throw new IOException("not a number in an answer: " + text);
    }
  }

  private Map<String, String> headers() throws IOException {
    var headers = new HashMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip());
      if (headers.size() > MOST_HEADERS) {
        throw new IOException("too many headers in an answer");
      }
    }
    return headers;
  }

  private String body(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      var text = new StringBuilder();
      for (int length = chunk(); length != 0; length = chunk()) {
        text.append(piece(length, MOST_KEPT - text.length()));
        line();
      }
      line();
      return text.toString();
    }
    return piece(number(headers.getOrDefault("content-length", "0"), 10), MOST_KEPT);
  }

  private int chunk() throws IOException {
    return number(line().split(";", 2)[0], 16);
  }

  private String piece(long length, int most) throws IOException {
    if (length < 0) {
      throw new IOException("a length below 0 in an answer: " + length);
    }
    var kept = in.readNBytes((int) Math.min(most, length));
    in.skipNBytes(length - kept.length);
    return new String(kept, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended before the answer");
      }
      begun = true;
      if (line.length() > LONGEST_LINE) {
        throw new IOException("too long a line in an answer");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  /// Says that nothing more is sent.
  public void finish() throws IOException {
    socket.shutdownOutput();
  }

  /// Ends the connection without a good-bye, as a client does that loses its network or its life.
  public void vanish() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
