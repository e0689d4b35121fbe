package vitruvian.benchmarks.attacks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import vitruvian.soak.Target;
import vitruvian.soak.Wire;

/// A polite client, at the usual address, while an attack runs: whether the service lives, a small
/// picture, and whether it says that it is ready, each over a connection of its own and at its
/// time, whatever became of the ones before. Also looks at the memory.
final class Probe implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final long LOOK_MILLIS = 200;

  private final byte[] picture;
  private final ConcurrentLinkedQueue<Sample> samples = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Thread> asking = new ConcurrentLinkedQueue<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicLong highest = new AtomicLong();
  private final long start = System.nanoTime();
  private volatile long stopped;

  /// What is asked for.
  enum Kind {
    LIVE,
    PICTURE,
    READY
  }

  /// One answer.
  ///
  /// @param at when it was asked for, after the start
  /// @param status 0 where there was none
  record Sample(Kind kind, Duration at, Duration took, int status, String text) {
    boolean isOf(Kind other) {
      return kind == other;
    }
  }

  /// @param picture a small one
  Probe(Victim victim, byte[] picture) {
    this.picture = picture;
    var service = victim.target().service();
    every(EVERY.dividedBy(2), () -> ask(Kind.LIVE, service, "/health/live"));
    every(EVERY, () -> ask(Kind.PICTURE, service, Victim.PATH));
    victim.admin().ifPresent(admin -> every(EVERY, () -> ask(Kind.READY, admin, "/health/ready")));
    every(
        Duration.ofMillis(LOOK_MILLIS),
        () -> highest.accumulateAndGet(victim.resident().orElse(0), Math::max));
  }

  private void every(Duration time, Runnable work) {
    asking.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    do {
                      asking.add(Thread.ofVirtual().start(work));
                    } while (!end.await(time.toMillis(), TimeUnit.MILLISECONDS));
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  private void ask(Kind kind, URI service, String path) {
    long before = System.nanoTime();
    int status = 0;
    var text = "";
    try (var wire = new Wire(new Target(service, Optional.empty(), PATIENCE))) {
      if (kind == Kind.PICTURE) {
        wire.post(path, "", picture.length);
        wire.send(picture);
      } else {
        wire.get(path);
      }
      var reply = wire.reply();
      status = reply.status();
      text = reply.text();
    } catch (IOException failure) {
      text = failure.toString();
    }
    var took = Duration.ofNanos(System.nanoTime() - before);
    samples.add(new Sample(kind, Duration.ofNanos(before - start), took, status, text));
  }

  /// Those of one kind so far.
  Stream<Sample> of(Kind kind) {
    return samples.stream().filter(sample -> sample.isOf(kind));
  }

  long count(Kind kind, Predicate<Sample> which) {
    return of(kind).filter(which).count();
  }

  /// Of the pictures that were sent after some time, the share that was tracked; one where there
  /// were none.
  double tracked(Duration after) {
    var late = of(Kind.PICTURE).filter(sample -> sample.at.compareTo(after) > 0).toList();
    long good = late.stream().filter(sample -> sample.status == 200).count();
    return late.isEmpty() ? 1 : (double) good / late.size();
  }

  /// The longest that an answer took, or that was waited for none.
  Duration longest(Kind kind) {
    return of(kind).map(Sample::took).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /// The longest time without a sign of life that came within two seconds.
  Duration silence() {
    var signs =
        of(Kind.LIVE)
            .filter(sample -> sample.status == 200 && sample.took.toMillis() <= 2000)
            .map(Sample::at)
            .sorted()
            .toList();
    var last = Duration.ZERO;
    var longest = Duration.ZERO;
    for (var sign : Stream.concat(signs.stream(), Stream.of(time())).toList()) {
      var gap = sign.minus(last);
      longest = gap.compareTo(longest) > 0 ? gap : longest;
      last = sign;
    }
    return longest;
  }

  private Duration time() {
    return Duration.ofNanos((stopped == 0 ? System.nanoTime() : stopped) - start);
  }

  /// The most resident bytes that were seen.
  long highest() {
    return highest.get();
  }

  @Override
  public String toString() {
    return "live %d ms at most; of %d pictures %d tracked, %d ms at most"
        .formatted(
            longest(Kind.LIVE).toMillis(),
            count(Kind.PICTURE, _ -> true),
            count(Kind.PICTURE, sample -> sample.status == 200),
            longest(Kind.PICTURE).toMillis());
  }

  /// Asks no more, and waits for what was asked. The second call does nothing.
  void stop() {
    if (stopped == 0) {
      stopped = System.nanoTime();
    }
    end.countDown();
    try {
      for (var thread = asking.poll(); thread != null; thread = asking.poll()) {
        if (!thread.join(PATIENCE.multipliedBy(2))) {
          thread.interrupt();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
