package vitruvian.benchmarks;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
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
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.render.OverlayRenderer;
import vitruvian.render.PictureWriter;
import vitruvian.tracker.BareModels;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackerConfig;

/// What a request is made of, step by step, on one session; 1280 x 850 pixels.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class StageBenchmark {
  private static final TrackerConfig ONE_SESSION = TrackerConfig.DEFAULT.withSessions(1);

  /// A tracker and a frame.
  @State(Scope.Benchmark)
  public static class Tracking {
    private ImageTracker tracker;
    private Frame frame;

    /// Loads the models and the picture.
    @Setup
    @SuppressWarnings("MustBeClosedChecker") // by close
    public void open() throws IOException {
      tracker = ImageTracker.open(ONE_SESSION, TrackOptions.DEFAULT);
      frame = SamplePicture.load().frame();
    }

    /// Frees both.
    @TearDown
    public void close() {
      frame.close();
      tracker.close();
    }
  }

  /// The models alone.
  @State(Scope.Benchmark)
  public static class Bare {
    private ImageTracker tracker;
    private BareModels models;

    /// Loads the models.
    @Setup
    @SuppressWarnings("MustBeClosedChecker") // by close
    public void open() {
      tracker = ImageTracker.open(ONE_SESSION, TrackOptions.DEFAULT);
      models = tracker.bareModels();
    }

    /// Frees them.
    @TearDown
    public void close() {
      tracker.close();
    }
  }

  /// A result, and what it is written to and drawn on.
  @State(Scope.Benchmark)
  public static class Tracked {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 21);
    private final OverlayRenderer renderer = new OverlayRenderer();
    private HolisticResult result;
    private BufferedImage image;

    /// Tracks the picture.
    @Setup
    public void track() throws IOException, InterruptedException {
      var picture = SamplePicture.load();
      try (var tracker = ImageTracker.open(ONE_SESSION, TrackOptions.DEFAULT);
          var frame = picture.frame()) {
        result = tracker.track(frame);
      }
      if (result.people().isEmpty()) {
        throw new IllegalStateException("nobody was found in the sample picture");
      }
      image = picture.image();
    }
  }

  /// From a frame to its landmarks.
  @Benchmark
  public HolisticResult wholePicture(Tracking tracking) throws InterruptedException {
    return tracking.tracker.track(tracking.frame);
  }

  /// The neural networks of a whole picture and nothing else.
  @Benchmark
  public List<BareModels.Run> bareModels(Bare bare) throws InterruptedException {
    return bare.models.run();
  }

  /// The result as JSON.
  @Benchmark
  public int json(Tracked tracked) throws IOException {
    tracked.out.reset();
    ResultJson.write(tracked.result, tracked.out);
    return tracked.out.size();
  }

  /// The result drawn on the picture.
  @Benchmark
  public BufferedImage overlay(Tracked tracked) {
    tracked.renderer.drawOn(tracked.image, tracked.result);
    return tracked.image;
  }

  /// The picture as a PNG.
  @Benchmark
  public int png(Tracked tracked) throws IOException {
    tracked.out.reset();
    PictureWriter.writePng(tracked.image, tracked.out);
    return tracked.out.size();
  }
}
