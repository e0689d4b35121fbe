package vitruvian.soak;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/// Counts every request once, by what became of it. Any number of threads may count.
public final class Tally {
  private static final String FRAME = "frame";

  private final Outcomes outcomes = new Outcomes();
  private final Latencies pictures = new Latencies();
  private final AtomicReference<Latencies> window = new AtomicReference<>(new Latencies());
  private final Counts good = new Counts();
  private final Counts hostile = new Counts();
  private final Counts frames = new Counts();
  private final LongAdder broken = new LongAdder();

  Tally() {}

  /// How many requests of one sort ended in which way.
  static final class Counts {
    final LongAdder answered = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder overloaded = new LongAdder();
    final LongAdder wrong = new LongAdder();
    final LongAdder unanswered = new LongAdder();
    final LongAdder notSent = new LongAdder();
    final LongAdder replaced = new LongAdder();

    Sum sum() {
      return new Sum(
          answered.sum(),
          refused.sum(),
          overloaded.sum(),
          wrong.sum(),
          unanswered.sum(),
          notSent.sum(),
          replaced.sum());
    }
  }

  /// How many requests of one sort ended in which way.
  ///
  /// @param answered with status 200
  /// @param refused with a status from 400 on that is the client's fault
  /// @param overloaded refused for lack of room: 429 or 503
  /// @param wrong all other answers, such as 500
  /// @param unanswered without an answer
  /// @param notSent due, and not sent, since too many waited already
  /// @param replaced frames of a live stream in whose place a later one was tracked
  public record Sum(
      long answered,
      long refused,
      long overloaded,
      long wrong,
      long unanswered,
      long notSent,
      long replaced) {
    /// All of them.
    public long all() {
      return answered + refused + overloaded + wrong + unanswered + notSent + replaced;
    }
  }

  /// A request was answered.
  ///
  /// @param outcome as of [Client#send]
  /// @param nanos since it was due
  void answered(Request request, String outcome, long nanos) {
    outcomes.add(request.name(), outcome, nanos);
    var counts = request.good() ? good : hostile;
    count(counts, Integer.parseInt(outcome.substring(0, 3)));
    if (request.good() && outcome.equals("200")) {
      pictures.add(nanos);
      window.get().add(nanos);
    }
  }

  private static void count(Counts counts, int status) {
    if (status == 200) {
      counts.answered.increment();
    } else if (status == 429 || status == 503) {
      counts.overloaded.increment();
    } else if (status >= 400 && status < 500) {
      counts.refused.increment();
    } else {
      counts.wrong.increment();
    }
  }

  void unanswered(Request request, Exception reason, long nanos) {
    outcomes.unanswered(request.name(), reason, nanos);
    (request.good() ? good : hostile).unanswered.increment();
  }

  void notSent(Request request, long nanos) {
    outcomes.add(request.name(), Outcomes.NOT_SENT, nanos);
    (request.good() ? good : hostile).notSent.increment();
  }

  /// A frame of a live stream was answered.
  void frame(boolean refused, long nanos) {
    outcomes.add(FRAME, refused ? "refused" : "answered", nanos);
    (refused ? frames.overloaded : frames.answered).increment();
  }

  /// A later frame was tracked in place of so many.
  void replaced(long count) {
    frames.replaced.add(count);
  }

  /// A live stream was opened, or not.
  void stream(String outcome) {
    outcomes.add("stream", outcome, 0);
  }

  /// A live stream ended that should not have.
  void brokenStream(Exception reason) {
    outcomes.unanswered("stream", reason, 0);
    broken.increment();
  }

  /// The times since the last call.
  Latencies takeWindow() {
    return window.getAndSet(new Latencies());
  }

  /// All outcomes by who and what.
  public Outcomes outcomes() {
    return outcomes;
  }

  /// The times of good pictures that were answered.
  public Latencies pictures() {
    return pictures;
  }

  /// Good pictures.
  public Sum good() {
    return good.sum();
  }

  /// Requests that deserve a refusal.
  public Sum hostile() {
    return hostile.sum();
  }

  /// Frames of live streams.
  public Sum frames() {
    return frames.sum();
  }

  /// Live streams that ended and should not have.
  public long brokenStreams() {
    return broken.sum();
  }

  /// Requests that had a right to an answer and got none, or one that is the service's own fault.
  public long failed() {
    return good().unanswered + hostile().unanswered + good().wrong + hostile().wrong + broken.sum();
  }

  /// How many of the requests that were due were answered as they deserve: pictures with 200,
  /// hostile ones with a refusal. 1 where there were none.
  public double answeredShare() {
    long right = good().answered + hostile().answered + hostile().refused;
    long all = good().all() + hostile().all();
    return all == 0 ? 1 : (double) right / all;
  }
}
