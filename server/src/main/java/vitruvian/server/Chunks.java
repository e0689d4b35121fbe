package vitruvian.server;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// The pieces of a request's body, waited for one after the other. For one thread at a time.
final class Chunks {
  // Set on a request whose client has been told to send, where it waited to be told.
  private static final String ASKED = Chunks.class.getName();

  /// What a trailer of the longest kind takes in the heap.
  static final long TRAILER_BYTES = 200 << 10;

  private final Request request;
  private final Semaphore arrived = new Semaphore(0);

  Chunks(Request request) {
    this.request = request;
  }

  /// Whether the client of a request has begun to send its body, or may have.
  static boolean mayArrive(Request request) {
    return !request.getHeaders().contains(HttpHeader.EXPECT) || request.getAttribute(ASKED) != null;
  }

  /// The next piece, to be released by the caller, or a failure; empty where none comes in time.
  ///
  /// @param end until when, by [System#nanoTime]
  Optional<Content.Chunk> next(long end) throws InterruptedException {
    var chunk = request.read();
    while (chunk == null) {
      request.setAttribute(ASKED, true);
      request.demand(arrived::release);
      if (!arrived.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return Optional.empty();
      }
      chunk = request.read();
    }
    return Optional.of(chunk);
  }
}
