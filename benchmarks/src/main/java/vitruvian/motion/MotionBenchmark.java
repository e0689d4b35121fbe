package vitruvian.motion;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vitruvian.landmarks.FrameResult;

/// What a frame of motion costs, from its landmarks, with both hands, smoothing and standing feet.
/// With `-prof gc` the garbage, too: `gc.alloc.rate.norm`.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class MotionBenchmark {
  private static final Map<Expression, Double> EXPRESSIONS =
      Map.of(Expression.BLINK_LEFT, 0.5, Expression.BLINK_RIGHT, 0.5, Expression.AA, 0.2);

  private final MotionSolver solver = new MotionSolver(MotionOptions.DEFAULT);
  private List<FrameResult> results;
  private long frame;
  private MotionState state;
  private DatagramSocket receiver;
  private VmcSender sender;

  /// Makes the person, and a receiver that never looks.
  @Setup
  @SuppressWarnings("MustBeClosedChecker") // by close
  public void open() throws IOException {
    results = MovingPerson.results();
    state = MotionState.FRESH;
    receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    sender = new VmcSender((InetSocketAddress) receiver.getLocalSocketAddress());
  }

  /// Closes both sockets.
  @TearDown
  public void close() throws IOException {
    sender.close();
    receiver.close();
  }

  private MotionFrame next() {
    var result = results.get((int) (frame % results.size())).result();
    var solved =
        solver.solve(
            result.people().stream().findFirst(),
            result.image(),
            MovingPerson.time(frame++),
            state);
    state = solved.after();
    return solved.frame();
  }

  /// The rotations of a live stream's next frame.
  @Benchmark
  public MotionFrame solve() {
    return next();
  }

  /// The same, sent as a bundle of the VMC protocol.
  @Benchmark
  public MotionFrame play() throws IOException {
    var motion = next();
    sender.send(motion, EXPRESSIONS);
    return motion;
  }
}
