package vitruvian.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// A connection on which anything can be sent, well-formed or not.
final class Wire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  Wire(URI address) throws IOException {
    socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout((int) Await.LIMIT.toMillis());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /// Sends lines as the head of a request, and an empty one.
  Wire head(String... lines) throws IOException {
    return send(String.join("\r\n", lines) + "\r\n\r\n");
  }

  Wire send(String latin1) throws IOException {
    return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  Wire send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /// Sends one piece of a chunked body.
  Wire chunk(byte[] bytes) throws IOException {
    return send(Integer.toHexString(bytes.length) + "\r\n").send(bytes).send("\r\n");
  }

  /// Sends no more, but still reads.
  Wire finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /// Reads an answer.
  Reply reply() throws IOException {
    return reply(true);
  }

  /// Reads an answer that has no body, whatever its length says.
  Reply bodiless() throws IOException {
    return reply(false);
  }

  private Reply reply(boolean withBody) throws IOException {
    var first = line();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    int status = Integer.parseInt(first.split(" ", 3)[1]);
    var length = headers.get("Content-Length");
    var body = new byte[0];
    if (withBody && status != 101 && status != 100) {
      body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
    }
    return new Reply(status, headers, body);
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    if (next < 0) {
      throw new EOFException("the server closed the connection: " + line);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /// Reads so many bytes.
  byte[] bytes(int count) throws IOException {
    var bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException(
          "the server closed the connection after %d bytes".formatted(bytes.length));
    }
    return bytes;
  }

  /// Whether the server closes the connection, without a further answer.
  boolean isEnded() throws IOException {
    return in.read() < 0;
  }

  /// Vanishes as a process does that is killed.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
