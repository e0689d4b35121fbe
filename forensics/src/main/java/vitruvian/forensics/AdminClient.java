package vitruvian.forensics;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Asks the operators' port of a service about its memory. Safe for use by several threads.
///
/// Every method throws an [IOException] in one line where nothing answers, or where what answers is
/// no operators' port.
public final class AdminClient {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int CONNECT_MILLIS = 3_000;
  private static final int MOST_BYTES = 8 << 20;
  // A flame graph.
  private static final int MOST_PAGE_BYTES = 64 << 20;

  private final URI admin;

  /// The form of an answer.
  public enum Form {
    /// For programs.
    JSON("application/json"),
    /// For terminals.
    TEXT("text/plain"),
    /// For browsers.
    HTML("text/html");

    private final String type;

    Form(String type) {
      this.type = type;
    }

    String type() {
      return type;
    }
  }

  /// The port answers, and refuses.
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }

    /// The HTTP status.
    public int status() {
      return status;
    }
  }

  /// @param admin the operators' port, such as `http://127.0.0.1:8081/`
  /// @throws IllegalArgumentException where it is no address of HTTP
  public AdminClient(URI admin) {
    if (!"http".equals(admin.getScheme()) || admin.getHost() == null) {
      throw new IllegalArgumentException(
          "'%s' is not an address such as http://127.0.0.1:8081/".formatted(admin));
    }
    this.admin = admin;
  }

  /// The address that was given.
  public URI address() {
    return admin;
  }

  /// The figures of this moment; cheap enough for every second.
  public ProcessFigures figures() throws IOException {
    return read("/memory/figures", ProcessFigures::parse);
  }

  /// The whole account.
  public MemoryReport memory() throws IOException {
    return read("/memory", MemoryReport::parse);
  }

  /// The whole account in one form, as it is to be shown.
  public String memory(Form form) throws IOException {
    return call("GET", "/memory", form, PATIENCE_MILLIS);
  }

  /// The figures of now and of what came before, a table for people.
  public String history() throws IOException {
    return call("GET", "/memory/history", Form.TEXT, PATIENCE_MILLIS);
  }

  /// Has a snapshot taken and kept.
  public Snapshot.Head takeSnapshot() throws IOException {
    return SnapshotForms.head(
        parsed(Json::parse, call("POST", "/memory/snapshots", Form.JSON, PATIENCE_MILLIS)));
  }

  /// The snapshots that are kept, the oldest first.
  public List<Snapshot.Head> snapshots() throws IOException {
    return read("/memory/snapshots", Json::parse)
        .path("snapshots")
        .valueStream()
        .map(SnapshotForms::head)
        .toList();
  }

  /// What has changed from one snapshot to another.
  ///
  /// @param to empty for this moment
  public SnapshotDiff diff(long from, OptionalLong to) throws IOException {
    return read(diffPath(from, to), SnapshotDiff::parse);
  }

  /// As [#diff(long, OptionalLong)], as it is to be shown.
  public String diff(long from, OptionalLong to, Form form) throws IOException {
    return call("GET", diffPath(from, to), form, PATIENCE_MILLIS);
  }

  private static String diffPath(long from, OptionalLong to) {
    return "/memory/diff?from=" + from + (to.isPresent() ? "&to=" + to.getAsLong() : "");
  }

  /// What native code allocates in some seconds and does not free; returns after them, or sooner
  /// where there is too much to record.
  ///
  /// @param length 1 second to 5 minutes
  public NativeProfile profile(Duration length) throws IOException {
    return parsed(NativeProfile::parse, profile(length, Form.JSON));
  }

  /// As [#profile(Duration)], as it is to be shown; in HTML it is the flame graph.
  public String profile(Duration length, Form form) throws IOException {
    return call(
        "POST",
        "/memory/profile?seconds=" + length.toSeconds(),
        form,
        PATIENCE_MILLIS + Math.toIntExact(length.toMillis()));
  }

  /// Has the Java heap collected, all of it, so that what lives in it is known.
  public void collect() throws IOException {
    call("POST", "/memory/collect", Form.JSON, PATIENCE_MILLIS);
  }

  /// Has the allocator give back what it keeps.
  public void trim() throws IOException {
    call("POST", "/memory/trim", Form.JSON, PATIENCE_MILLIS);
  }

  private interface Reader<T> {
    T read(String json);
  }

  private <T> T read(String path, Reader<T> reader) throws IOException {
    return parsed(reader, call("GET", path, Form.JSON, PATIENCE_MILLIS));
  }

  private <T> T parsed(Reader<T> reader, String json) throws IOException {
    try {
      return reader.read(json);
    } catch (IllegalArgumentException broken) {
      throw new IOException(
          "%s is no operators' port: its answer is %s".formatted(admin, broken.getMessage()),
          broken);
    }
  }

  // Of the base module, and enough: a client that could do more would take more to start.
  private String call(String method, String path, Form form, int patience) throws IOException {
    var connection = (HttpURLConnection) admin.resolve(path).toURL().openConnection(Proxy.NO_PROXY);
    try {
      connection.setRequestMethod(method);
      connection.setRequestProperty("Accept", form.type());
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(patience);
      connection.setInstanceFollowRedirects(false);
      int status = connection.getResponseCode();
      var body = body(connection, status, form == Form.HTML ? MOST_PAGE_BYTES : MOST_BYTES);
      if (status == HttpURLConnection.HTTP_OK) {
        return body;
      }
      throw new RefusedException(status, refusal(path, status, body));
    } catch (RefusedException refused) {
      throw refused;
    } catch (IOException failure) {
      throw new IOException(
          "%s does not answer: %s".formatted(admin, failure.getMessage()), failure);
    } finally {
      connection.disconnect();
    }
  }

  private String refusal(String path, int status, String body) {
    if (status == HttpURLConnection.HTTP_NOT_FOUND && !path.contains("?")) {
      return "%s is not the operators' port of a service: it knows no %s".formatted(admin, path);
    }
    try {
      return "%s refuses: %s".formatted(admin, Json.text(Json.parse(body), "detail"));
    } catch (IllegalArgumentException _) {
      return "%s refuses: %d".formatted(admin, status);
    }
  }

  private static String body(HttpURLConnection connection, int status, int most)
      throws IOException {
    try (@Nullable InputStream body =
        status < HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      var bytes = body == null ? new byte[0] : body.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException("what it sends is more than %d MB".formatted(most >> 20));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
