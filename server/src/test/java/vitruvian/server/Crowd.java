package vitruvian.server;

import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Threads that do the same and must all come to their end.
final class Crowd {
  private Crowd() {}

  /// What each thread does.
  @FunctionalInterface
  interface Work {
    /// Does it.
    ///
    /// @param number of the thread, from 0
    void run(int number) throws Exception;
  }

  /// Runs the threads; fails where one of them does.
  static void of(int threads, Work work) throws InterruptedException {
    try (var executor = Executors.newFixedThreadPool(threads)) {
      var runs = new ArrayList<Future<?>>();
      for (int i = 0; i < threads; i++) {
        int number = i;
        runs.add(
            executor.submit(
                () -> {
                  work.run(number);
                  return number;
                }));
      }
      for (var run : runs) {
        try {
          run.get();
        } catch (ExecutionException failure) {
          throw new AssertionError("a thread failed", failure.getCause());
        }
      }
    }
  }
}
