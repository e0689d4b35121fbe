package vitruvian.server;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.eclipse.jetty.server.Request;

/// The connections of all clients, and how long each may take for what: who keeps others waiting
/// makes room.
///
/// When there are as many as may be, a newcomer takes the place of one that is not being served: of
/// the client that has most, the one that has waited longest. Where all are being served, or have
/// come just now and may have sent what was not read yet, it is one of a few surplus ones, which
/// are told so, and told how the service is.
///
/// Any number of threads may use it; one at a time looks.
final class Connections {
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final Limits limits;
  private final LongSupplier clock;
  private final Metrics metrics;
  private final Set<ClientEndPoint> open = ConcurrentHashMap.newKeySet();
  private final Set<ClientEndPoint> halves = ConcurrentHashMap.newKeySet();
  private final Map<ClientEndPoint, Long> leaving = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> byClient = new ConcurrentHashMap<>();

  /// What clients may take.
  ///
  /// @param most how many connections there are
  /// @param surplus how many beyond that are told that there are too many
  /// @param perClient how many of them one address may have
  /// @param halves how many of them may have half a header: each line of it is an object
  /// @param header how long a header may take from its first byte
  /// @param idle how long the next request is waited for
  /// @param reading how fast an answer must be taken
  record Limits(
      int most,
      int surplus,
      int perClient,
      int halves,
      Duration header,
      Duration idle,
      BodyReader.Pace reading) {
    static final Limits USUAL =
        new Limits(
            1024,
            64,
            768,
            64,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            BodyReader.Pace.USUAL);
  }

  /// @param clock as [System#nanoTime]
  Connections(Limits limits, LongSupplier clock, Metrics metrics) {
    this.limits = limits;
    this.clock = clock;
    this.metrics = metrics;
    metrics.describe(
        "vitruvian_connections_ended_total", "Connections ended for their clients' sake or fault");
    metrics.gauge("vitruvian_connections_open", "", "Connections of clients", open::size);
  }

  long now() {
    return clock.getAsLong();
  }

  /// The connection of a request, where it is one of these.
  static Optional<ClientEndPoint> of(Request request) {
    return request.getConnectionMetaData().getConnection().getEndPoint()
            instanceof ClientEndPoint client
        ? Optional.of(client)
        : Optional.empty();
  }

  /// A new connection.
  void opened(ClientEndPoint newcomer) {
    open.add(newcomer);
    byClient.computeIfAbsent(newcomer.client(), _ -> new AtomicInteger()).incrementAndGet();
    if (open.size() > limits.most && !makeRoom(newcomer)) {
      newcomer.markSurplus();
      if (open.size() > limits.most + limits.surplus) {
        end(newcomer, "surplus");
      }
    }
  }

  /// A connection has ended, by whomever.
  void closed(ClientEndPoint gone) {
    halves.remove(gone);
    leaving.remove(gone);
    if (open.remove(gone)) {
      byClient.computeIfPresent(
          gone.client(), (_, count) -> count.decrementAndGet() == 0 ? null : count);
    }
  }

  private boolean makeRoom(ClientEndPoint newcomer) {
    long now = now();
    var victim =
        open.stream()
            .filter(one -> one != newcomer && !one.isServing() && !one.isFresh(now))
            .max(
                Comparator.<ClientEndPoint>comparingInt(one -> count(one.client()))
                    .thenComparingLong(one -> now - one.since()));
    victim.ifPresent(one -> end(one, "room"));
    return victim.isPresent();
  }

  private int count(String client) {
    var count = byClient.get(client);
    return count == null ? 0 : count.get();
  }

  /// Whether a client has more connections than it may.
  boolean hasTooMany(ClientEndPoint client) {
    return client.isSurplus() || count(client.client()) > limits.perClient;
  }

  /// Half a header of a connection is in memory.
  void halfHeader(ClientEndPoint client) {
    halves.add(client);
    if (halves.size() > limits.halves) {
      halves.removeIf(one -> !one.isInHeader());
      if (halves.size() > limits.halves) {
        long now = now();
        halves.stream()
            .max(Comparator.comparingLong(one -> now - one.since()))
            .ifPresent(one -> end(one, "header"));
      }
    }
  }

  /// Ends what takes too long.
  void look() {
    long now = now();
    for (var client : open) {
      if (client.tooSlowBy(now, limits.reading) > 0) {
        end(client, "reading");
      } else if (!client.isServing()) {
        long waited = now - client.since();
        if (client.isInHeader()) {
          if (waited > limits.header.toNanos()) {
            end(client, "header");
          }
        } else if (waited > limits.idle.toNanos()) {
          leave(client, now);
        }
      } else {
        leaving.remove(client);
      }
    }
  }

  // Who reads sees the end and goes; who does not must not keep unread answers in the system.
  private void leave(ClientEndPoint client, long now) {
    var since = leaving.putIfAbsent(client, now);
    if (since == null) {
      client.shutdownOutput();
    } else if (now - since > FAREWELL.toNanos()) {
      end(client, "idle");
    }
  }

  private void end(ClientEndPoint client, String reason) {
    metrics.count("vitruvian_connections_ended_total", "reason=\"%s\"".formatted(reason));
    closed(client);
    client.reset(reason);
  }

  /// How many there are.
  int size() {
    return open.size();
  }
}
