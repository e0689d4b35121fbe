package vitruvian.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Many inputs, several at a time, each by one of a few workers.
final class Batch {
  private final List<Input> inputs;
  private final Progress progress;
  private final StopSignal stop;

  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger pictures = new AtomicInteger();
  private final AtomicInteger videos = new AtomicInteger();
  private final AtomicLong frames = new AtomicLong();
  private final AtomicLong withPerson = new AtomicLong();
  private final AtomicInteger before = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicBoolean abandoned = new AtomicBoolean();

  Batch(List<Input> inputs, Progress progress, StopSignal stop) {
    this.inputs = inputs;
    this.progress = progress;
    this.stop = stop;
  }

  /// How it went.
  ///
  /// @param pictures whose results are written
  /// @param videos whose results are all written
  /// @param frames of videos whose results are written
  /// @param withPerson pictures and frames that show a person
  /// @param before inputs whose results were there already
  /// @param failed inputs without results, or not with all
  record Summary(
      int pictures,
      int videos,
      long frames,
      long withPerson,
      int before,
      int failed,
      Duration time) {
    int ended() {
      return pictures + videos + before + failed;
    }
  }

  /// Does all inputs, or fewer when a stop is requested.
  ///
  /// @param worker makes one worker for each thread
  Summary run(int threads, Supplier<Worker> worker) throws InterruptedException {
    long start = System.nanoTime();
    try (var pool =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().name("vitruvian-worker-", 0).factory())) {
      var shifts =
          Stream.generate(worker)
              .limit(threads)
              .map(one -> (Callable<Void>) () -> shift(one))
              .toList();
      for (var done : pool.invokeAll(shifts)) {
        done.get();
      }
    } catch (ExecutionException failure) {
      throw unwrapped(failure);
    }
    return new Summary(
        pictures.get(),
        videos.get(),
        frames.get(),
        withPerson.get(),
        before.get(),
        failed.get(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private Void shift(Worker worker) throws InterruptedException {
    try {
      while (!stop.requested() && !abandoned.get()) {
        int index = next.getAndIncrement();
        if (index >= inputs.size()) {
          break;
        }
        count(inputs.get(index), worker.work(inputs.get(index)));
      }
      return null;
    } catch (Throwable failure) {
      abandoned.set(true);
      throw failure;
    }
  }

  private void count(Input input, Outcome outcome) {
    switch (outcome) {
      case Outcome.Picture(boolean person) -> {
        pictures.incrementAndGet();
        withPerson.addAndGet(person ? 1 : 0);
      }
      case Outcome.Video(long all, long people) -> {
        videos.incrementAndGet();
        frames.addAndGet(all);
        withPerson.addAndGet(people);
      }
      case Outcome.Stopped(long all, long people) -> {
        frames.addAndGet(all);
        withPerson.addAndGet(people);
        progress.say(
            "vitruvian: %s: stopped after frame %d; go on with --resume"
                .formatted(input.name(), all));
      }
      case Outcome.Done() -> before.incrementAndGet();
      case Outcome.Failed(String why) -> {
        failed.incrementAndGet();
        progress.say("vitruvian: %s: %s".formatted(input.name(), why));
      }
    }
    progress.step();
  }

  private static RuntimeException unwrapped(ExecutionException failure)
      throws InterruptedException {
    return switch (failure.getCause()) {
      case Error error -> throw error;
      case InterruptedException interrupted -> throw interrupted;
      case RuntimeException unchecked -> unchecked;
      case null, default -> new IllegalStateException(failure);
    };
  }
}
