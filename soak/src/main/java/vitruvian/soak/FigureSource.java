package vitruvian.soak;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import vitruvian.forensics.AdminClient;

/// Where the figures of the service come from. For one thread at a time.
sealed interface FigureSource {
  /// Long enough for a service under load, short enough to notice the next second.
  Duration PATIENCE = Duration.ofSeconds(5);

  /// Asks for them.
  ///
  /// @throws IOException where there is no answer, or not such a one
  Reading read() throws IOException;

  /// Has the heap collected, where that can be asked for: else its figure moves seldom.
  ///
  /// @throws IOException where there is no answer
  void collect() throws IOException;

  /// Where they come from, for people.
  String describe();

  /// The admin port where it is given, or else is beside the service and answers; else the public
  /// metrics.
  ///
  /// @throws IOException where a given admin port does not answer
  static FigureSource of(Target service, Optional<URI> admin) throws IOException {
    if (admin.isPresent()) {
      var given = new Admin(new AdminClient(admin.get()));
      given.read();
      return given;
    }
    if (isLoopback(service)) {
      var beside =
          new Admin(
              new AdminClient(
                  URI.create(
                      "http://%s:%d".formatted(service.service().getHost(), service.port() + 1))));
      try {
        beside.read();
        return beside;
      } catch (IOException _) {
        // Not there; the metrics are.
      }
    }
    return new Metrics(new Target(service.service(), service.token(), PATIENCE));
  }

  private static boolean isLoopback(Target service) {
    var host = service.host();
    return service.port() < 65_535
        && (host.equals("localhost") || host.startsWith("127.") || host.equals("::1"));
  }

  /// The version that a service tells of itself; empty where it does not.
  static Optional<String> version(Target service) {
    try {
      var status = get(new Target(service.service(), service.token(), PATIENCE), "/v1/status");
      return Optional.of(JsonMapper.shared().readTree(status).path("version").stringValue(""))
          .filter(text -> !text.isEmpty());
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }

  static String get(Target target, String path) throws IOException {
    try (var wire = new Wire(target)) {
      wire.get(path);
      var reply = wire.reply();
      if (reply.status() != 200) {
        throw new IOException("%s%s: status %d".formatted(target.service(), path, reply.status()));
      }
      return reply.text();
    }
  }

  /// The operators' port.
  record Admin(AdminClient client) implements FigureSource {
    @Override
    public Reading read() throws IOException {
      var figures = client.figures();
      return new Reading(OptionalLong.of(figures.pid()), figures.requests(), figures.figures());
    }

    @Override
    public void collect() throws IOException {
      client.collect();
    }

    @Override
    public String describe() {
      return "the operators' port " + client.address();
    }
  }

  /// The public metrics, in the text format of Prometheus.
  record Metrics(Target target) implements FigureSource {
    private static final String PATH = "/metrics";
    private static final Pattern FIGURE =
        Pattern.compile("vitruvian_figure\\{name=\"([^\"]{1,80})\"} (\\S+)");
    private static final Pattern REQUESTS =
        Pattern.compile("vitruvian_requests_served_total(?:\\{\\S*})? (\\S+)");

    @Override
    public Reading read() throws IOException {
      return parse(get(target, PATH).lines().toList());
    }

    static Reading parse(List<String> lines) {
      var figures = new HashMap<String, Double>();
      double requests = 0;
      for (var line : lines) {
        var figure = FIGURE.matcher(line);
        var served = REQUESTS.matcher(line);
        if (figure.matches()) {
          figures.put(figure.group(1), number(figure.group(2)));
        } else if (served.matches()) {
          requests += number(served.group(1));
        }
      }
      figures.values().removeIf(value -> !Double.isFinite(value));
      return new Reading(OptionalLong.empty(), Double.isFinite(requests) ? requests : 0, figures);
    }

    private static double number(String text) {
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException _) {
        return Double.NaN;
      }
    }

    @Override
    public void collect() {
      // Nobody but operators may ask for it.
    }

    @Override
    public String describe() {
      return target.service() + PATH;
    }
  }
}
