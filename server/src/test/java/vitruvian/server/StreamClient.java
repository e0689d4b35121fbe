package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The client's side of a live stream.
final class StreamClient implements WebSocket.Listener, AutoCloseable {
  private static final Pattern FRAME = Pattern.compile("\"frame\":(\\d+)");
  private static final Pattern TIMES =
      Pattern.compile("\"frame\":\\d+,|\"timestampMs\":[0-9.]+,?|,?\"timing\":\\{[^}]*}");

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder arriving = new StringBuilder();
  private final boolean reads;
  private final WebSocket socket;

  StreamClient(HttpClient client, URI server, String query, String... headers) {
    this(client, server, query, true, headers);
  }

  /// @param reads whether it ever reads what it is sent
  StreamClient(HttpClient client, URI server, String query, boolean reads, String... headers) {
    this.reads = reads;
    var builder = client.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      if (headers[i].equals("Sec-WebSocket-Protocol")) {
        var protocols = headers[i + 1].split(",", -1);
        builder.subprotocols(protocols[0], protocols[1]);
      } else {
        builder.header(headers[i], headers[i + 1]);
      }
    }
    socket =
        builder
            .buildAsync(
                URI.create("ws://%s/v1/stream%s".formatted(server.getAuthority(), query)), this)
            .join();
  }

  @Override
  public void onOpen(WebSocket opened) {
    if (reads) {
      opened.request(Long.MAX_VALUE);
    }
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
    arriving.append(text);
    if (last) {
      lines.add(arriving.toString());
      arriving.setLength(0);
    }
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
    closed.complete(status);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    closed.complete(-1);
  }

  WebSocket socket() {
    return socket;
  }

  void send(byte[] frame) {
    socket.sendBinary(ByteBuffer.wrap(frame), true).join();
  }

  /// The next line.
  String line() {
    try {
      var line = lines.poll(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(line).as("no line within %s", Await.LIMIT).isNotNull();
      return String.valueOf(line);
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  /// The answer to one frame.
  String answer(byte[] frame) {
    send(frame);
    return line();
  }

  /// The lines up to that of a frame.
  List<String> linesUpTo(long frame) {
    var all = new ArrayList<String>();
    do {
      all.add(line());
    } while (frame(all.getLast()) < frame);
    return all;
  }

  static long frame(String line) {
    var matcher = FRAME.matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /// A line without its number, its time and what differs from run to run.
  static String landmarks(String line) {
    return TIMES.matcher(line).replaceAll("");
  }

  /// The code with which the server closes.
  int closeCode() {
    return closed.orTimeout(Await.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
