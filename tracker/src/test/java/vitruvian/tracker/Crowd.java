package vitruvian.tracker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Threads that do the same and must all come to their end.
final class Crowd implements AutoCloseable {
  /// What each thread does.
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /// Starts threads, half of them virtual.
  static Crowd of(int count, Work work) {
    var crowd = new Crowd();
    for (int i = 0; i < count; i++) {
      var builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
      crowd.threads.add(builder.start(() -> crowd.run(work)));
    }
    return crowd;
  }

  private void run(Work work) {
    try {
      work.run();
    } catch (Throwable failure) {
      failures.add(failure);
    }
  }

  List<Thread> threads() {
    return threads;
  }

  /// Waits for the end of all; fails where one failed or hangs.
  @Override
  public void close() {
    threads.forEach(this::await);
    if (!failures.isEmpty()) {
      var failure = new AssertionError(failures.size() + " of the threads failed");
      failures.forEach(failure::addSuppressed);
      throw failure;
    }
  }

  private void await(Thread thread) {
    try {
      if (!thread.join(PATIENCE)) {
        var hanging = new AssertionError("a thread hangs");
        hanging.setStackTrace(thread.getStackTrace());
        failures.add(hanging);
      }
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }
}
