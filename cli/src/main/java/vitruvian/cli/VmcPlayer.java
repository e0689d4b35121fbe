package vitruvian.cli;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import vitruvian.landmarks.FrameResult;
import vitruvian.motion.Expression;
import vitruvian.motion.MotionOptions;
import vitruvian.motion.MotionSolver;
import vitruvian.motion.MotionState;
import vitruvian.motion.VmcSender;

/// Plays the motion of a video to a receiver of the VMC protocol while it is tracked, in the
/// video's own time: a frame that is early waits, one that is late goes at once. A receiver shows
/// one figure: where nobody is chosen, whoever was first plays until out of sight for two seconds,
/// then the next one. Owns a socket until [#close].
final class VmcPlayer implements Closeable {
  private static final long SLICE_NANOS = 50_000_000;
  private static final Duration GONE = Duration.ofSeconds(2);

  private final MotionSolver solver;
  private final boolean isChosen;
  private final VmcSender sender;
  private final StopSignal stop;
  private MotionState state = MotionState.FRESH;
  private long start = Long.MIN_VALUE;
  private OptionalInt playing;
  private Duration lastSeen = Duration.ZERO;

  /// How and to where.
  record Plan(InetSocketAddress receiver, MotionOptions options, PersonChoice person) {}

  VmcPlayer(Plan plan, StopSignal stop) throws IOException {
    this.solver = new MotionSolver(plan.options);
    this.isChosen = plan.person.id().isPresent();
    this.playing = plan.person.id();
    this.sender = new VmcSender(plan.receiver);
    this.stop = stop;
  }

  /// Plays the next frame. Waits until it is due.
  void play(FrameResult frame) throws IOException {
    choose(frame);
    var result =
        playing.isPresent()
            ? PersonChoice.with(frame.result(), playing.getAsInt())
            : frame.result();
    var solved = solver.solve(new FrameResult(frame.frame(), frame.timestamp(), result), state);
    state = solved.after();
    Map<Expression, Double> expressions =
        result.people().stream()
            .findFirst()
            .flatMap(one -> one.face())
            .map(face -> Expression.of(face, result.image()))
            .orElse(Map.of());
    long due = frame.timestamp().toNanos();
    if (start == Long.MIN_VALUE) {
      start = System.nanoTime() - due;
    }
    for (long wait = start + due - System.nanoTime();
        wait > 0 && !stop.requested() && !Thread.currentThread().isInterrupted();
        wait = start + due - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(wait, SLICE_NANOS));
    }
    sender.send(solved.frame(), expressions);
  }

  private void choose(FrameResult frame) {
    var ids = PersonChoice.ids(frame.result());
    if (isChosen || ids.isEmpty()) {
      return;
    }
    if (playing.isPresent() && ids.contains(playing.getAsInt())) {
      lastSeen = frame.timestamp();
    } else if (playing.isEmpty() || frame.timestamp().minus(lastSeen).compareTo(GONE) > 0) {
      playing = OptionalInt.of(ids.getFirst());
      lastSeen = frame.timestamp();
      state = MotionState.FRESH;
    }
  }

  @Override
  public void close() throws IOException {
    sender.close();
  }
}
