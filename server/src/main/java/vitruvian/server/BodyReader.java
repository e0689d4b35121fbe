package vitruvian.server;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import vitruvian.tracker.Refusal;

/// Reads a request's body while it keeps arriving: within a few seconds or at a decent rate, and
/// never longer than a minute. A client that stalls or trickles must not hold a place.
final class BodyReader {
  private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long LEAST_BYTES_PER_SECOND = 16 << 10;

  private final Request request;
  private final Body body;
  private final Semaphore arrived = new Semaphore(0);
  private final long start = System.nanoTime();

  BodyReader(Request request, Body body) {
    this.request = request;
    this.body = body;
  }

  /// Reads up to the end.
  ///
  /// @throws Problem.Thrown where the body is too long, too slow, ends too early, or there is no
  ///     memory for it
  void read() throws InterruptedException {
    while (true) {
      var chunk = request.read();
      if (chunk == null) {
        request.demand(arrived::release);
        if (!arrived.tryAcquire(Math.max(1, remainingNanos()), TimeUnit.NANOSECONDS)) {
          throw Problem.slowUpload().thrown();
        }
        continue;
      }
      if (Content.Chunk.isFailure(chunk)) {
        if (chunk.getFailure() instanceof TimeoutException) {
          throw Problem.slowUpload().thrown();
        }
        // Told in vain where the client is gone; but it may only have stopped sending.
        throw Problem.of(400, Refusal.TRUNCATED.code(), "the body ended too early").thrown();
      }
      try {
        body.append(chunk.getByteBuffer());
      } finally {
        chunk.release();
      }
      if (chunk.isLast()) {
        return;
      }
      if (remainingNanos() <= 0) {
        throw Problem.slowUpload().thrown();
      }
    }
  }

  private long remainingNanos() {
    long earned = GRACE_NANOS + body.size() * TimeUnit.SECONDS.toNanos(1) / LEAST_BYTES_PER_SECOND;
    return start + Math.min(MOST_NANOS, earned) - System.nanoTime();
  }
}
