package vitruvian.server;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import vitruvian.tracker.Frame;

/// How the service is started.
///
/// @param host the address to listen at
/// @param port the port; 0 takes any that is free
/// @param adminPort the port for operators, on the loopback address only; 0 takes any that is free
/// @param sessions how many pictures are tracked at the same time; as many as fit, at most one per
///     core, where that is empty
/// @param memory the ceiling of the process in bytes; from the container, else from the machine,
///     where that is empty
/// @param maxBody the longest request body in bytes
/// @param maxPixels the largest width x height that is decoded
/// @param maxSide the longer side that pictures are shrunk to before tracking; 0 for no limit
/// @param queue how many requests may wait for a session; 8 for each session where that is empty
/// @param patience how long a request waits for memory and for a session, each
/// @param maxStreams how many live streams may be open
/// @param maxFrame the longest frame of a live stream in bytes
/// @param token what clients must show, where there is one
/// @param models the options of requests whose models are loaded at the start; others are refused.
///     Where that is empty any may be asked for, and are loaded then
public record ServerConfig(
    String host,
    int port,
    int adminPort,
    OptionalInt sessions,
    OptionalLong memory,
    long maxBody,
    long maxPixels,
    int maxSide,
    OptionalInt queue,
    Duration patience,
    int maxStreams,
    long maxFrame,
    Optional<String> token,
    Optional<Set<ModelChoice>> models) {
  private static final int MOST_QUEUE = 1_000_000;

  /// The defaults: loopback only, everything else by the machine.
  public static final ServerConfig DEFAULT =
      new ServerConfig(
          "127.0.0.1",
          8080,
          8081,
          OptionalInt.empty(),
          OptionalLong.empty(),
          20L << 20,
          50_000_000,
          1280,
          OptionalInt.empty(),
          Duration.ofSeconds(1),
          512,
          2L << 20,
          Optional.empty(),
          Optional.empty());

  /// @throws IllegalArgumentException where a value is out of its range
  public ServerConfig {
    require(port >= 0 && port <= 65_535, "port", port);
    require(adminPort >= 0 && adminPort <= 65_535, "admin-port", adminPort);
    require(sessions.orElse(1) >= 1, "sessions", sessions.orElse(1));
    require(memory.orElse(1) >= 1, "memory", memory.orElse(1));
    require(maxBody >= 1 && maxBody <= Integer.MAX_VALUE, "max-body", maxBody);
    require(maxPixels >= 1 && maxPixels <= 500_000_000, "max-pixels", maxPixels);
    require(maxSide >= 0 && maxSide <= Frame.MAX_SIDE, "max-side", maxSide);
    require(queue.orElse(0) >= 0 && queue.orElse(0) <= MOST_QUEUE, "queue", queue.orElse(0));
    require(!patience.isNegative() && patience.toDays() < 1, "patience", patience);
    require(maxStreams >= 0, "max-streams", maxStreams);
    require(maxFrame >= 1 && maxFrame <= Integer.MAX_VALUE, "max-frame", maxFrame);
    require(token.isEmpty() || !token.get().isBlank(), "token", "an empty one");
    models = models.map(Set::copyOf);
  }

  private static void require(boolean holds, String key, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("server.%s is out of its range: %s".formatted(key, value));
    }
  }

  /// The same at another address.
  public ServerConfig withHost(String other) {
    return new ServerConfig(
        other,
        port,
        adminPort,
        sessions,
        memory,
        maxBody,
        maxPixels,
        maxSide,
        queue,
        patience,
        maxStreams,
        maxFrame,
        token,
        models);
  }

  /// The same with so many sessions.
  public ServerConfig withSessions(int other) {
    return with(port, adminPort, OptionalInt.of(other), memory, token);
  }

  /// The same on other ports.
  public ServerConfig withPorts(int other, int otherAdmin) {
    return with(other, otherAdmin, sessions, memory, token);
  }

  /// The same with a token.
  public ServerConfig withToken(String other) {
    return with(port, adminPort, sessions, memory, Optional.of(other));
  }

  /// The same with another ceiling.
  public ServerConfig withMemory(long other) {
    return with(port, adminPort, sessions, OptionalLong.of(other), token);
  }

  /// The same with the models of these options of requests, and no others.
  public ServerConfig withModels(Set<ModelChoice> others) {
    return new ServerConfig(
        host,
        port,
        adminPort,
        sessions,
        memory,
        maxBody,
        maxPixels,
        maxSide,
        queue,
        patience,
        maxStreams,
        maxFrame,
        token,
        Optional.of(others));
  }

  private ServerConfig with(
      int otherPort,
      int otherAdminPort,
      OptionalInt otherSessions,
      OptionalLong otherMemory,
      Optional<String> otherToken) {
    return new ServerConfig(
        host,
        otherPort,
        otherAdminPort,
        otherSessions,
        otherMemory,
        maxBody,
        maxPixels,
        maxSide,
        queue,
        patience,
        maxStreams,
        maxFrame,
        otherToken,
        models);
  }
}
