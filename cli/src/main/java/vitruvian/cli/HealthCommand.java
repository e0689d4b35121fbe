package vitruvian.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `vitruvian health`: asks a running service how it is, where there is no other program to do it.
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    usageHelpWidth = 100,
    header = "Asks a running service whether it is well; for containers.",
    footer = {
      "",
      "Examples:",
      "  vitruvian health",
      "  vitruvian health http://127.0.0.1:8080/health/live",
      "",
      "Exit codes: 0 it is well, 1 it is not or does not answer, 2 wrong usage."
    })
final class HealthCommand implements Callable<Integer> {
  private static final String USUAL = "http://127.0.0.1:8080/health";
  private static final int PATIENCE_MILLIS = 3000;
  private static final int MOST_BYTES = 1024;

  private final Streams streams;

  @Parameters(
      paramLabel = "URL",
      arity = "0..1",
      defaultValue = USUAL,
      description = "What to ask (default: ${DEFAULT-VALUE}).")
  private URI url = URI.create(USUAL);

  HealthCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    var connection = connection();
    try {
      int status = connection.getResponseCode();
      var answer = "%s answers %d %s".formatted(url, status, firstLine(connection, status));
      streams.err().println(answer.strip());
      return status == HttpURLConnection.HTTP_OK ? Exit.OK : Exit.FAILED;
    } catch (IOException failure) {
      streams.err().println("%s does not answer: %s".formatted(url, failure.getMessage()));
      return Exit.FAILED;
    } finally {
      connection.disconnect();
    }
  }

  // Of the base module, and enough: a client that could do more would take more to start.
  private HttpURLConnection connection() throws IOException {
    try {
      if (url.toURL().openConnection(Proxy.NO_PROXY) instanceof HttpURLConnection connection) {
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setInstanceFollowRedirects(false);
        return connection;
      }
    } catch (IllegalArgumentException | MalformedURLException _) {
      // Told below, as every wrong address.
    }
    throw new WrongUsage("'%s' is not an address such as %s".formatted(url, USUAL));
  }

  private static String firstLine(HttpURLConnection connection, int status) throws IOException {
    try (@Nullable InputStream body =
        status < HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getInputStream()
            : connection.getErrorStream()) {
      return body == null
          ? ""
          : new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
              .lines()
              .findFirst()
              .orElse("");
    }
  }
}
