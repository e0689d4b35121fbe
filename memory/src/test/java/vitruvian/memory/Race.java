package vitruvian.memory;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Threads that start at the same moment and are all waited for, with a limit.
final class Race {
  private Race() {}

  /// What one thread does.
  @FunctionalInterface
  interface Runner {
    /// Does it.
    ///
    /// @param number of the thread, from 0
    void run(int number) throws Exception;
  }

  /// A race of platform threads.
  static void run(int threads, Runner runner) throws InterruptedException {
    run(threads, Thread.ofPlatform().daemon().factory(), runner);
  }

  /// A race; fails with the first thread's failure, if any fails.
  static void run(int threads, ThreadFactory factory, Runner runner) throws InterruptedException {
    var start = new CyclicBarrier(threads);
    try (var executor = Executors.newThreadPerTaskExecutor(factory)) {
      var runs =
          executor.invokeAll(
              IntStream.range(0, threads)
                  .mapToObj(number -> Executors.callable(() -> runOne(start, runner, number)))
                  .toList(),
              Await.LIMIT.toSeconds(),
              TimeUnit.SECONDS);
      requireSuccess(runs);
    }
  }

  private static void runOne(CyclicBarrier start, Runner runner, int number) {
    try {
      start.await();
      runner.run(number);
    } catch (Exception failure) {
      throw new AssertionError("thread " + number, failure);
    }
  }

  private static void requireSuccess(List<Future<Object>> runs) throws InterruptedException {
    for (var run : runs) {
      try {
        run.get();
      } catch (ExecutionException failure) {
        throw new AssertionError("a thread of the race failed", failure.getCause());
      } catch (CancellationException late) {
        throw new AssertionError("a thread of the race did not end in time", late);
      }
    }
  }
}
