package vitruvian.server;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.Person;
import vitruvian.motion.Expression;
import vitruvian.motion.MotionFrame;
import vitruvian.motion.VmcSender;

/// Plays one live stream to a receiver of the VMC protocol. The stream that began first plays until
/// it has been silent for two seconds; then the next one that has a frame. Owns a socket until
/// [#close].
final class VmcOutput implements Closeable {
  private static final System.Logger LOG = System.getLogger("vitruvian.server");
  private static final long SILENT_NANOS = 2_000_000_000;

  private final VmcSender sender;
  private final AtomicBoolean complained = new AtomicBoolean();
  // Guarded by this.
  private @Nullable MotionFeed playing;
  private long last;
  private boolean closed;

  VmcOutput(InetSocketAddress receiver) throws IOException {
    this.sender = new VmcSender(receiver);
  }

  /// Whether a stream is the one that plays, which it may become by being asked about.
  synchronized boolean isFor(MotionFeed feed) {
    long now = System.nanoTime();
    if (playing != feed && playing != null && now - last < SILENT_NANOS) {
      return false;
    }
    playing = feed;
    last = now;
    return !closed;
  }

  /// Sends a frame of the stream that plays. A failure of the machine to send is told once.
  ///
  /// @param person absent where nobody was found
  /// @param image the size of the picture
  synchronized void send(MotionFrame motion, Optional<Person> person, ImageSize image) {
    if (closed) {
      return;
    }
    Map<Expression, Double> expressions =
        person.flatMap(Person::face).map(face -> Expression.of(face, image)).orElse(Map.of());
    try {
      sender.send(motion, expressions);
    } catch (IOException failure) {
      if (complained.compareAndSet(false, true)) {
        LOG.log(System.Logger.Level.WARNING, "VMC frames cannot be sent", failure);
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    sender.close();
  }
}
