package vitruvian.cli;

import com.google.errorprone.annotations.MustBeClosed;
import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.render.OverlayRenderer;
import vitruvian.render.PictureWriter;
import vitruvian.tracker.BareModels;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackState;
import vitruvian.tracker.TrackerConfig;
import vitruvian.tracker.VideoOptions;
import vitruvian.tracker.VideoTracker;

/// Measures how fast this machine is, everything in the same run.
///
/// Other programs slow a machine down now and then. So the run consists of short rounds, in each of
/// which everything is measured; what is compared alternates within the round, and a ratio is the
/// median of the rounds' ratios.
final class Bench implements AutoCloseable {
  private static final int PAIRS = 8;
  private static final int STEPS = 3;
  private static final int STEP_ROUNDS = 10;
  private static final Duration BLOCK = Duration.ofMillis(800);
  private static final Duration FRAME_TIME = Duration.ofNanos(33_333_333);
  private static final int WARM_UP_ROUNDS = 3;

  private final BenchPicture picture;
  private final int cores;
  private final ImageDecoder decoder = BenchPicture.decoder();
  private final BareModels bare;
  private final ImageTracker tracker;
  private final VideoTracker streams;
  private final ExecutorService threads;

  /// @param cores how many sessions there are for the throughput of the whole machine
  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  Bench(BenchPicture picture, TrackOptions options, int cores) {
    this.picture = picture;
    this.cores = cores;
    var config = TrackerConfig.DEFAULT.withSessions(cores);
    this.tracker = ImageTracker.open(config, options);
    this.bare = tracker.bareModels();
    this.streams = tracker.video(new VideoOptions(options, true, true));
    this.threads =
        Executors.newFixedThreadPool(
            cores, Thread.ofPlatform().name("vitruvian-bench-", 0).factory());
  }

  /// What was measured.
  ///
  /// @param result of the picture, without timing of its own
  /// @param frameMillis decoded to result, on one session
  /// @param frameRatio the same, by the sum of the models' times
  /// @param single throughput of one session
  /// @param whole throughput of all sessions
  /// @param streams frames of streams on all sessions, from frame to result
  /// @param videos the same with the decoding of each stream's video
  /// @param garbageBytes allocated in the Java heap for each picture, JPEG to JSON
  record Figures(
      HolisticResult result,
      ModelRuns models,
      Samples frameMillis,
      Samples frameRatio,
      Throughput single,
      Throughput whole,
      Throughput streams,
      Throughput videos,
      Samples decodeMillis,
      Samples jsonMillis,
      Samples overlayMillis,
      Samples pngMillis,
      Samples garbageBytes) {
    static Figures of(HolisticResult result) {
      return new Figures(
          result,
          new ModelRuns(result),
          new Samples(),
          new Samples(),
          Throughput.empty(),
          Throughput.empty(),
          Throughput.empty(),
          Throughput.empty(),
          new Samples(),
          new Samples(),
          new Samples(),
          new Samples(),
          new Samples());
    }
  }

  /// Pictures or frames a second.
  ///
  /// @param pictures JPEG to JSON; of streams, frame or video to result
  /// @param bare the same number of threads doing nothing but the models
  /// @param share the first by the second
  record Throughput(Samples pictures, Samples bare, Samples share) {
    static Throughput empty() {
      return new Throughput(new Samples(), new Samples(), new Samples());
    }
  }

  /// Measures for some time, at least one round.
  Figures run(Duration time, StopSignal stop)
      throws IOException, InterruptedException, ExecutionException {
    try (var frame = picture.decode(decoder);
        var clip = BenchClip.of(frame)) {
      var result = tracker.track(frame);
      var warmUp = Figures.of(result);
      for (int i = 0; i < WARM_UP_ROUNDS && !stop.requested(); i++) {
        round(frame, clip, warmUp);
      }
      var figures = Figures.of(result);
      long end = System.nanoTime() + time.toNanos();
      do {
        round(frame, clip, figures);
      } while (System.nanoTime() < end && !stop.requested());
      // Last: the compilers' work for what runs seldom would take the cores from the rest.
      for (int i = 0; i < STEP_ROUNDS && !stop.requested(); i++) {
        steps(frame, figures);
      }
      return figures;
    }
  }

  private void round(Frame frame, BenchClip clip, Figures figures)
      throws InterruptedException, ExecutionException {
    frames(frame, figures);
    throughput(1, this::pictures, figures.models, figures.single, figures.garbageBytes);
    throughput(cores, this::pictures, figures.models, figures.whole, new Samples());
    var models = figures.models.ofStream();
    throughput(cores, () -> stream(frame), models, figures.streams, new Samples());
    throughput(cores, () -> video(clip), models, figures.videos, new Samples());
  }

  private void frames(Frame frame, Figures figures) throws InterruptedException {
    int before = figures.frameMillis.count();
    for (int i = 0; i < PAIRS; i++) {
      figures.models.add(bare.run());
      long start = System.nanoTime();
      var _ = tracker.track(frame);
      figures.frameMillis.add(millisSince(start));
    }
    figures.frameRatio.add(
        figures.frameMillis.median(before) / figures.models.sums().median(before));
  }

  private void steps(Frame frame, Figures figures) throws IOException {
    var renderer = new OverlayRenderer();
    var canvas = new OverlayCanvas();
    var out = new ByteArrayOutputStream(1 << 20);
    for (int i = 0; i < STEPS; i++) {
      long start = System.nanoTime();
      try (var _ = picture.decode(decoder)) {
        figures.decodeMillis.add(millisSince(start));
      }

      start = System.nanoTime();
      ResultJson.write(figures.result, out);
      figures.jsonMillis.add(millisSince(start));
      out.reset();

      start = System.nanoTime();
      BufferedImage image = canvas.copyOf(frame);
      renderer.drawOn(image, figures.result);
      figures.overlayMillis.add(millisSince(start));

      start = System.nanoTime();
      PictureWriter.writePng(image, out);
      figures.pngMillis.add(millisSince(start));
      out.reset();
    }
  }

  private void throughput(
      int count, Callable<Block> work, ModelRuns models, Throughput throughput, Samples garbage)
      throws InterruptedException, ExecutionException {
    long allocated = allocatedBytes();
    var pictures = together(count, work);
    allocated = allocatedBytes() - allocated;
    var runs = together(count, () -> bareRuns(models));
    garbage.add((double) allocated / pictures.done);
    throughput.pictures.add(pictures.rate);
    throughput.bare.add(runs.rate);
    throughput.share.add(pictures.rate / runs.rate);
  }

  /// How much was done, and how much a second.
  private record Block(long done, double rate) {
    static Block of(long done, Duration time) {
      return new Block(done, done / (time.toNanos() / 1e9));
    }

    Block plus(Block other) {
      return new Block(done + other.done, rate + other.rate);
    }
  }

  private Block together(int count, Callable<Block> work)
      throws InterruptedException, ExecutionException {
    var sum = new Block(0, 0);
    for (Future<Block> block :
        threads.invokeAll(IntStream.range(0, count).mapToObj(_ -> work).toList())) {
      sum = sum.plus(block.get());
    }
    return sum;
  }

  private Block pictures() throws IOException, InterruptedException {
    var out = new ByteArrayOutputStream(1 << 17);
    long start = System.nanoTime();
    long done = 0;
    do {
      try (var frame = picture.decode(decoder)) {
        ResultJson.write(tracker.track(frame), out);
      }
      out.reset();
      done++;
    } while (System.nanoTime() - start < BLOCK.toNanos());
    return Block.of(done, Duration.ofNanos(System.nanoTime() - start));
  }

  // Time stands still for the person, but not for the stream.
  private Block stream(Frame frame) throws InterruptedException {
    var state = TrackState.FRESH;
    long start = System.nanoTime();
    long done = 0;
    do {
      state = streams.track(frame, FRAME_TIME.multipliedBy(done + 1), state).after();
      done++;
    } while (System.nanoTime() - start < BLOCK.toNanos());
    return Block.of(done, Duration.ofNanos(System.nanoTime() - start));
  }

  private Block video(BenchClip clip) throws InterruptedException {
    var state = TrackState.FRESH;
    try (var reader = clip.open()) {
      long start = System.nanoTime();
      long done = 0;
      for (var next = reader.next(); next.isPresent(); next = reader.next()) {
        try (var frame = next.get()) {
          state = streams.track(frame.frame(), frame.timestamp().plus(FRAME_TIME), state).after();
        }
        done++;
        if (System.nanoTime() - start >= BLOCK.toNanos()) {
          break;
        }
      }
      return Block.of(done, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private Block bareRuns(ModelRuns models) throws InterruptedException {
    long start = System.nanoTime();
    long done = 0;
    var time = Duration.ZERO;
    do {
      time = time.plus(models.time(bare.run()));
      done++;
    } while (System.nanoTime() - start < BLOCK.toNanos());
    return Block.of(done, time);
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static long allocatedBytes() {
    return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
        ? bean.getTotalThreadAllocatedBytes()
        : 0;
  }

  @Override
  public void close() {
    try (tracker) {
      threads.close();
    }
  }
}
