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
  private final LongAdder refusedStreams = new LongAdder();

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
    final LongAdder abandoned = new LongAdder();

    Sum sum() {
      return new Sum(
          answered.sum(),
          refused.sum(),
          overloaded.sum(),
          wrong.sum(),
          unanswered.sum(),
          notSent.sum(),
          replaced.sum(),
          abandoned.sum());
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
  /// @param abandoned given up since the run was told to stop; nobody knows what would have come
  public record Sum(
      long answered,
      long refused,
      long overloaded,
      long wrong,
      long unanswered,
      long notSent,
      long replaced,
      long abandoned) {
    /// All of them.
    public long all() {
      return answered + refused + overloaded + wrong + unanswered + notSent + replaced + abandoned;
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

  /// A request was given up, since the run was told to stop.
  void abandoned(Request request, long nanos) {
    outcomes.add(request.name(), Outcomes.ABANDONED, nanos);
    (request.good() ? good : hostile).abandoned.increment();
  }

  /// A frame of a live stream, a good picture, was answered.
  ///
  /// @param refused with an error in place of landmarks
  void frame(boolean refused, long nanos) {
    outcomes.add(FRAME, refused ? "refused" : "answered", nanos);
    (refused ? frames.overloaded : frames.answered).increment();
  }

  /// A later frame was tracked in place of so many.
  void replaced(long count) {
    frames.replaced.add(count);
  }

  /// A live stream was opened.
  void stream() {
    outcomes.add("stream", "101", 0);
  }

  /// A live stream was refused.
  void refusedStream(int status) {
    outcomes.add("stream", Integer.toString(status), 0);
    refusedStreams.increment();
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

  /// Live streams that the service did not take.
  public long refusedStreams() {
    return refusedStreams.sum();
  }

  /// Requests that were not answered as they deserve, for whatever reason (see [#answeredShare]),
  /// frames of live streams that were refused, and live streams that were refused or ended. 0
  /// exactly where everything was answered.
  public long failed() {
    var good = good();
    var hostile = hostile();
    return ended(good, hostile)
        - right(good, hostile)
        + frames().overloaded
        + brokenStreams()
        + refusedStreams();
  }

  /// How many of the requests that were due were answered as they deserve. A good picture deserves
  /// 200 and nothing else, not even a refusal for lack of room. A hostile one deserves any refusal,
  /// also one for lack of room, or 200: some are pictures still, such as one that lost its last
  /// bytes. What was given up by a stop does not count. 1 where there were none.
  public double answeredShare() {
    var good = good();
    var hostile = hostile();
    long all = ended(good, hostile);
    return all == 0 ? 1 : (double) right(good, hostile) / all;
  }

  private static long ended(Sum good, Sum hostile) {
    return good.all() - good.abandoned + hostile.all() - hostile.abandoned;
  }

  private static long right(Sum good, Sum hostile) {
    return good.answered + hostile.answered + hostile.refused + hostile.overloaded;
  }

  /// Requests that were answered as they deserve.
  long right() {
    return right(good(), hostile());
  }
}
