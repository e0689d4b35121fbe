package vitruvian.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongFunction;

/// Live streams that run all the time, each with a frame when it is due, and are opened again when
/// they end.
final class Streams implements AutoCloseable {
  private static final int RING = 256;
  private static final long AGAIN_NANOS = 1_000_000_000;
  private static final long LOOK_NANOS = 1_000_000_000;
  private static final long LONGEST_MILLIS = 3_600_000;
  private static final String FRAME_KEY = "\"frame\":";
  private static final String ERROR_KEY = "\"error\"";

  private final Target target;
  private final Pace pace;
  private final List<byte[]> messages;
  private final double framesPerSecond;
  private final LongFunction<Tally> tallies;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /// @param tallies where a frame is counted that was due at some moment
  Streams(Target target, Pace pace, Mixture mixture, LongFunction<Tally> tallies) {
    this.target = patient(target, mixture.framesPerSecond());
    this.pace = pace;
    this.messages = mixture.frames().stream().map(LiveStream::message).toList();
    this.framesPerSecond = mixture.framesPerSecond();
    this.tallies = tallies;
    for (int i = 0; i < mixture.streams(); i++) {
      // One after the other, so that frames do not all come at once.
      double phase = (double) i / mixture.streams();
      threads.add(Thread.ofVirtual().start(() -> keep(phase)));
    }
  }

  // Between two frames nothing comes.
  private static Target patient(Target target, double framesPerSecond) {
    var between = Duration.ofMillis((long) Math.min(1e3 / framesPerSecond, LONGEST_MILLIS));
    var patience = target.patience().plus(between);
    var longest = Duration.ofMillis(LONGEST_MILLIS);
    return new Target(
        target.service(), target.token(), patience.compareTo(longest) < 0 ? patience : longest);
  }

  private void keep(double phase) {
    try {
      pace.await(pace.nanos() + (long) (phase * 1e9 / framesPerSecond));
      while (!closed) {
        once();
        if (!closed) {
          pace.await(pace.nanos() + AGAIN_NANOS);
        }
      }
    } catch (InterruptedException _) {
      // The end.
    }
  }

  private void once() throws InterruptedException {
    try (var wire = new Wire(target);
        var stream = new LiveStream(wire)) {
      tally().stream();
      var run = new Run(stream);
      var reader = Thread.ofVirtual().start(run::receive);
      try {
        run.send();
      } finally {
        stream.vanish();
        reader.join();
      }
    } catch (LiveStream.Refused refused) {
      tally().refusedStream(refused.status());
    } catch (IOException failure) {
      if (!closed) {
        tally().brokenStream(failure);
      }
    }
  }

  private Tally tally() {
    return tallies.apply(pace.nanos());
  }

  /// One stream from its opening to its end.
  private final class Run {
    private final LiveStream stream;
    // When the last frames were due, by their numbers.
    private final AtomicLongArray due = new AtomicLongArray(RING);
    private final AtomicLong sent = new AtomicLong();
    private volatile Optional<Exception> ended = Optional.empty();

    Run(LiveStream stream) {
      this.stream = stream;
    }

    // Ends with an exception, or when the streams are closed.
    void send() throws IOException, InterruptedException {
      long start = pace.nanos();
      for (long i = 0; !closed; i++) {
        long at = start + (long) (i * 1e9 / framesPerSecond);
        while (at - pace.nanos() > LOOK_NANOS && ended.isEmpty()) {
          pace.await(pace.nanos() + LOOK_NANOS);
        }
        if (ended.isPresent()) {
          throw new IOException("no more answers: " + ended.get(), ended.get());
        }
        pace.await(at);
        due.set((int) (i % RING), at);
        sent.set(i + 1);
        stream.send(messages.get((int) (i % messages.size())));
      }
    }

    void receive() {
      try {
        for (long next = 0; ; ) {
          var text = stream.receive();
          long number = number(text);
          if (number >= next && number < sent.get()) {
            long at = due.get((int) (number % RING));
            var tally = tallies.apply(at);
            tally.frame(text.contains(ERROR_KEY), pace.nanos() - at);
            tally.replaced(number - next);
            next = number + 1;
          }
        }
      } catch (IOException | RuntimeException failure) {
        // Who sends need not notice by itself: a service may fall silent, and take everything.
        ended = Optional.of(failure);
      }
    }

    private static long number(String text) {
      int from = text.indexOf(FRAME_KEY) + FRAME_KEY.length();
      int to = from;
      while (to < text.length() && Character.isDigit(text.charAt(to))) {
        to++;
      }
      return from < FRAME_KEY.length() || to == from || to - from > 18
          ? -1
          : Long.parseLong(text, from, to, 10);
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
