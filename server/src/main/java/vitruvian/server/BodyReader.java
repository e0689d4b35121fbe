package vitruvian.server;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Reads a request's body while it keeps arriving at a decent pace: who stalls or trickles must not
/// hold a place.
final class BodyReader {
  private final Chunks chunks;
  private final Body body;
  private final Pace pace;
  private final long start = System.nanoTime();

  BodyReader(Request request, Body body, Pace pace) {
    this.chunks = new Chunks(request);
    this.body = body;
    this.pace = pace;
  }

  /// How fast a body has to arrive, or an answer to be read.
  ///
  /// @param grace how long every body may take
  /// @param most how long no body may take longer
  /// @param leastBytesPerSecond the rate at which more time is earned
  record Pace(Duration grace, Duration most, long leastBytesPerSecond) {
    static final Pace USUAL = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(60), 16 << 10);

    /// How long so many bytes may take, in nanoseconds: they earn time for more.
    long allowed(long bytes) {
      var earned = Duration.ofSeconds(1).multipliedBy(bytes).dividedBy(leastBytesPerSecond);
      return Math.min(most.toNanos(), grace.plus(earned).toNanos());
    }
  }

  /// Reads up to the end.
  ///
  /// @throws Problem.Thrown where the body is too long, too slow or broken, or there is no memory
  ///     for it
  @SuppressWarnings("ThreadPriorityCheck") // fairness only; nothing relies on it
  void read() throws InterruptedException {
    while (true) {
      var chunk = chunks.next(end()).orElseThrow(() -> Problem.slowUpload().thrown());
      if (Content.Chunk.isFailure(chunk)) {
        if (chunk.getFailure() instanceof TimeoutException) {
          throw Problem.slowUpload().thrown();
        }
        // Told in vain where the client is gone; but it may only have stopped sending.
        throw Problem.badRequest("the body ends early or is malformed").thrown();
      }
      try {
        body.append(chunk.getByteBuffer());
      } finally {
        chunk.release();
      }
      if (chunk.isLast()) {
        return;
      }
      if (end() - System.nanoTime() <= 0) {
        throw Problem.slowUpload().thrown();
      }
      // A long body that arrives at full speed would keep the others' threads from running.
      Thread.yield();
    }
  }

  private long end() {
    return start + pace.allowed(body.size());
  }
}
