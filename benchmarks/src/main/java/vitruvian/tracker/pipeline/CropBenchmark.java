package vitruvian.tracker.pipeline;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vitruvian.benchmarks.SamplePicture;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Sampling;

/// One crop for a model of 256 x 256 pixels; the figure is the time of a pixel of the tensor.
///
/// The frame stays in the processor's caches here as far as it fits, which it does not between the
/// models of a real picture.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
public class CropBenchmark {
  private static final int SIDE = 256;
  private static final Crop.Input INPUT = new Crop.Input(SIDE, true, Crop.Border.ZERO, 0, 1);

  /// Where the region lies.
  @SuppressWarnings("ImmutableEnumChecker") // a record of floats
  public enum Region {
    /// All of it inside of the picture, turned.
    INSIDE(new Rect(0.5f, 0.5f, 0.3f, 0.45f, 0.35f)),
    /// Half of it beyond the upper left corner, turned.
    PARTLY_OUTSIDE(new Rect(0.1f, 0.2f, 0.4f, 0.6f, 0.35f)),
    /// The whole picture, padded to a square.
    WHOLE(Rect.WHOLE);

    private final Rect rect;

    Region(Rect rect) {
      this.rect = rect;
    }
  }

  @Param private Sampling sampling;
  @Param private Region region;
  private final Crop crop = new Crop();
  private Arena arena;
  private MemorySegment tensor;
  private Frame frame;

  /// Loads the picture.
  @Setup
  @SuppressWarnings("MustBeClosedChecker") // by close
  public void open() throws IOException {
    arena = Arena.ofShared();
    tensor = arena.allocate(JAVA_FLOAT, 3L * SIDE * SIDE);
    frame = SamplePicture.load().frame();
  }

  /// Frees it.
  @TearDown
  public void close() {
    frame.close();
    arena.close();
  }

  /// Fills the tensor.
  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE)
  public Object crop() {
    return crop.into(tensor, INPUT, frame, region.rect, sampling);
  }
}
