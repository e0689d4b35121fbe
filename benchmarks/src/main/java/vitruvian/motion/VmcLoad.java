package vitruvian.motion;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import vitruvian.landmarks.FrameResult;

/// Plays motion to a receiver of the VMC protocol at a rate, and prints how long it takes from a
/// frame's landmarks to its packet: `VmcLoad HOST PORT RATE BUNDLES`. The time that a bundle tells
/// is that of a stream at 60 frames/s, whatever the rate, so that it names the frame.
public final class VmcLoad {
  private static final Map<Expression, Double> EXPRESSIONS =
      Map.of(Expression.BLINK_LEFT, 0.5, Expression.BLINK_RIGHT, 0.5, Expression.AA, 0.2);

  private VmcLoad() {}

  /// Sends all bundles.
  public static void main(String[] args) throws IOException {
    double rate = Double.parseDouble(args[2]);
    int bundles = Integer.parseInt(args[3]);
    var results = MovingPerson.results();
    var solver = new MotionSolver(MotionOptions.DEFAULT);
    var state = MotionState.FRESH;
    var taken = new long[bundles];
    try (var sender = new VmcSender(new InetSocketAddress(args[0], Integer.parseInt(args[1])))) {
      long start = System.nanoTime();
      for (int i = 0; i < bundles; i++) {
        var result = results.get(i % results.size()).result();
        var frame = new FrameResult(i, MovingPerson.time(i), result);
        long due = start + (long) (1e9 * i / rate);
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        long answered = System.nanoTime();
        var solved = solver.solve(frame, state);
        state = solved.after();
        sender.send(solved.frame(), EXPRESSIONS);
        taken[i] = System.nanoTime() - answered;
      }
    }
    Arrays.sort(taken);
    System.out.printf(
        Locale.ROOT,
        "sent %d; from the frame's landmarks to its packet p50 %.3f ms, p95 %.3f, p99 %.3f,"
            + " max %.3f%n",
        bundles,
        at(taken, 0.5),
        at(taken, 0.95),
        at(taken, 0.99),
        at(taken, 1));
  }

  private static double at(long[] sorted, double part) {
    return sorted[(int) Math.ceil(part * sorted.length) - 1] / 1e6;
  }
}
