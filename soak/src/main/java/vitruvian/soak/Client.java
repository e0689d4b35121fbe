package vitruvian.soak;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/// Sends requests over connections that are kept for the next ones. Any number of threads may send.
final class Client implements AutoCloseable {
  private static final int MOST_IDLE = 64;
  // Shorter than services keep idle connections.
  private static final long LONGEST_IDLE = Duration.ofSeconds(10).toNanos();
  private static final Pattern CODE = Pattern.compile("\"code\"\\s*:\\s*\"([a-z0-9-]{1,40})\"");
  private static final int OK = 200;

  private final Target target;
  private final Pace pace;
  private final ConcurrentLinkedDeque<Idle> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean closed;

  private record Idle(Wire wire, long since) {}

  Client(Target target, Pace pace) {
    this.target = target;
    this.pace = pace;
  }

  /// Sends one request and waits for its answer.
  ///
  /// @return the status, and the problem's code where there is one
  /// @throws IOException where there is no answer
  String send(Request request) throws IOException {
    var kept = request.alone() ? Optional.<Wire>empty() : take();
    if (kept.isPresent()) {
      try {
        return send(request, kept.get());
      } catch (SocketTimeoutException silent) {
        throw silent;
      } catch (IOException failure) {
        // It may have been closed by the service just now; a new one cannot have been. What was
        // answered in part, or given up by us, is no such case.
        if (kept.get().begun() || Thread.currentThread().isInterrupted()) {
          throw failure;
        }
      }
    }
    return send(request, connect());
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by who sends over it
  private Wire connect() throws IOException {
    return new Wire(target);
  }

  private String send(Request request, Wire wire) throws IOException {
    try {
      var reply = request.play().on(wire);
      if (request.alone() || reply.closes()) {
        wire.close();
      } else {
        giveBack(wire);
      }
      return outcome(reply);
    } catch (IOException | RuntimeException failure) {
      wire.close();
      throw failure;
    }
  }

  static String outcome(Wire.Reply reply) {
    var code = CODE.matcher(reply.text());
    return reply.status() != OK && code.find()
        ? reply.status() + " " + code.group(1)
        : Integer.toString(reply.status());
  }

  private Optional<Wire> take() throws IOException {
    for (var one = idle.pollLast(); one != null; one = idle.pollLast()) {
      count.decrementAndGet();
      if (pace.nanos() - one.since < LONGEST_IDLE) {
        return Optional.of(one.wire);
      }
      one.wire.close();
    }
    return Optional.empty();
  }

  private void giveBack(Wire wire) throws IOException {
    if (closed || count.incrementAndGet() > MOST_IDLE) {
      count.decrementAndGet();
      wire.close();
      return;
    }
    idle.addLast(new Idle(wire, pace.nanos()));
    if (closed) {
      close();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    for (var one = idle.pollLast(); one != null; one = idle.pollLast()) {
      one.wire.close();
    }
  }
}
