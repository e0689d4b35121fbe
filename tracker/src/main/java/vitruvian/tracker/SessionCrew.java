package vitruvian.tracker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vitruvian.tracker.pipeline.Crew;
import vitruvian.tracker.pipeline.Models;

/// The session that was lent for a picture, with the help of those that nobody waits for. Used on
/// the lent session's thread.
final class SessionCrew implements Crew {
  private final SessionPool pool;
  private final Session lent;

  SessionCrew(SessionPool pool, Session lent) {
    this.pool = pool;
    this.lent = lent;
  }

  @Override
  public Models own() {
    return lent;
  }

  @Override
  public <T> List<T> all(List<Function<Models, T>> tasks) {
    var work = new Work<T>(tasks);
    var helpers = new ArrayList<CountDownLatch>();
    while (helpers.size() < tasks.size() - 1) {
      var helper = pool.idle();
      if (helper.isEmpty()) {
        break;
      }
      var done = new CountDownLatch(1);
      helpers.add(done);
      pool.help(helper.get(), session -> work.run(session, pool::isWanted), done::countDown);
    }
    work.run(lent, () -> false);
    helpers.forEach(SessionCrew::await);
    return work.results();
  }

  // Helpers read the caller's frame, so that they cannot be abandoned.
  private static void await(CountDownLatch done) {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// What a task came to.
  private sealed interface Outcome<T> {}

  private record Success<T>(T value) implements Outcome<T> {}

  private record Failure<T>(Throwable why) implements Outcome<T> {}

  /// Tasks, of which each session takes the next one until none is left.
  private static final class Work<T> {
    private final List<Function<Models, T>> tasks;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<@Nullable Outcome<T>> outcomes;

    private Work(List<Function<Models, T>> tasks) {
      this.tasks = tasks;
      this.outcomes = new AtomicReferenceArray<>(tasks.size());
    }

    /// @param wanted whether whoever does this has something better to do after a task
    private void run(Models models, BooleanSupplier wanted) {
      for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
        outcomes.set(i, outcome(tasks.get(i), models));
        if (wanted.getAsBoolean()) {
          break;
        }
      }
    }

    @SuppressWarnings("CatchingUnchecked") // thrown again where the results are asked for
    private static <T> Outcome<T> outcome(Function<Models, T> task, Models models) {
      try {
        return new Success<>(task.apply(models));
      } catch (Throwable failure) {
        return new Failure<>(failure);
      }
    }

    /// All results, or the first task's failure that there is.
    private List<T> results() {
      var results = new ArrayList<T>(tasks.size());
      for (int i = 0; i < tasks.size(); i++) {
        switch (Optional.ofNullable(outcomes.get(i)).orElseThrow()) {
          case Success<T>(var value) -> results.add(value);
          case Failure<T>(Error error) -> throw error;
          case Failure<T>(RuntimeException failure) -> throw failure;
          case Failure<T>(var why) ->
              throw new TrackingException(Fault.ENGINE, "tracking failed: " + why, why);
        }
      }
      return results;
    }
  }
}
