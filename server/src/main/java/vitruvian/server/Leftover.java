package vitruvian.server;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Takes what a client still sends after it was answered, for a short while. Were the connection
/// closed at once, the system would tell the client so and throw away the answer before it is read.
///
/// Who sends much is listened to slowly, so that taking what nobody needs keeps no core from work.
final class Leftover {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);

  // A usual picture is taken at full speed, what comes after it at some 25 MB a second.
  private static final long AT_ONCE = 1 << 19;
  private static final long PIECE = 1 << 18;
  private static final long PAUSE_MILLIS = 10;

  private Leftover() {}

  /// Reads to the end of the body, up to a number of bytes.
  static void drain(Request request, long most) throws InterruptedException {
    if (!Chunks.mayArrive(request)) {
      return;
    }
    long end = System.nanoTime() + MOST_NANOS;
    var chunks = new Chunks(request);
    long bytes = 0;
    long pause = AT_ONCE;
    while (bytes <= most && System.nanoTime() - end < 0) {
      if (bytes >= pause) {
        Thread.sleep(PAUSE_MILLIS);
        pause = bytes + PIECE;
      }
      var next = chunks.next(end);
      if (next.isEmpty() || Content.Chunk.isFailure(next.get())) {
        return;
      }
      var chunk = next.get();
      bytes += chunk.remaining();
      chunk.release();
      if (chunk.isLast()) {
        return;
      }
    }
  }
}
