package vitruvian.leaklab;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Pictures sent to a service at a fixed rate, however it does. The time of an answer counts from
/// the moment at which its request was due. Goes on until it is closed.
final class Load implements AutoCloseable {
  private static final int MOST_WAITING = 512;

  private final URI service;
  private final List<byte[]> pictures;
  private final double perSecond;
  private final Duration patience;
  private final Semaphore room = new Semaphore(MOST_WAITING);
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread clock;
  private final Answers answers = new Answers();
  private volatile boolean ended;

  /// Starts sending.
  ///
  /// @param patience how long a client waits for an answer
  Load(URI service, List<byte[]> pictures, double perSecond, Duration patience) {
    this.service = service;
    this.patience = patience;
    this.pictures = List.copyOf(pictures);
    this.perSecond = perSecond;
    this.clock = Thread.ofPlatform().daemon().name("leaklab-load").start(this::send);
  }

  /// What has come back so far.
  Answers answers() {
    return answers;
  }

  private void send() {
    long start = System.nanoTime();
    for (long i = 0; !ended; i++) {
      long due = start + (long) (i * 1e9 / perSecond);
      for (long left = due - System.nanoTime();
          left > 0 && !ended;
          left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      if (ended) {
        return;
      }
      var picture = pictures.get((int) (i % pictures.size()));
      answers.due();
      if (room.tryAcquire()) {
        senders.execute(() -> send(picture, due));
      }
    }
  }

  private void send(byte[] picture, long due) {
    try (var visitor = new Visitor(service, patience)) {
      if (visitor.send(picture)) {
        answers.add(System.nanoTime() - due);
      }
    } catch (IOException _) {
      // Not answered, as the count of the answers tells.
    } finally {
      room.release();
    }
  }

  /// Sends no more, and waits a moment for what is under way.
  @Override
  public void close() {
    ended = true;
    LockSupport.unpark(clock);
    try {
      clock.join(); // it gives work to the senders
      senders.shutdown();
      if (!senders.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        senders.shutdownNow();
      }
    } catch (InterruptedException _) {
      senders.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
