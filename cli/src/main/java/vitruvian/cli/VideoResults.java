package vitruvian.cli;

import java.awt.image.BufferedImage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.PoseFile;
import vitruvian.landmarks.PoseFileHeader;
import vitruvian.memory.Ledger;
import vitruvian.render.OverlayRenderer;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackState;
import vitruvian.video.VideoInfo;
import vitruvian.video.VideoWriter;

/// All results of one video: landmarks, the video with the overlay, and now and then a checkpoint
/// from which the work can go on. For one thread at a time.
final class VideoResults implements Closeable {
  static final String OVERLAY = ".overlay.mp4";

  private static final OverlayRenderer RENDERER = new OverlayRenderer();
  private static final long CHECKPOINT_NANOS = 1_000_000_000;

  private final FrameSink sink;
  private final Optional<VideoWriter> overlay;
  private final Optional<Path> checkpointFile;
  private final OverlayCanvas canvas = new OverlayCanvas();
  private Checkpoint last;
  private long lastNanos = System.nanoTime();
  private final Duration origin;
  private Mark now;
  private Mark before;
  private boolean broken;
  private Optional<VmcPlayer> player = Optional.empty();

  private VideoResults(
      FrameSink sink,
      Optional<VideoWriter> overlay,
      Optional<Path> checkpointFile,
      Duration origin,
      Checkpoint from) {
    this.sink = sink;
    this.overlay = overlay;
    this.checkpointFile = checkpointFile;
    this.origin = origin;
    this.last = from;
    this.now = new Mark(from.frames(), from.withPerson(), from.state());
    this.before = now;
  }

  /// How far the work is.
  private record Mark(long frames, long withPerson, TrackState state) {}

  /// Lines without anything beside them.
  static VideoResults lines(FrameSink sink) {
    return new VideoResults(
        sink, Optional.empty(), Optional.empty(), Duration.ZERO, Checkpoint.begin(""));
  }

  /// Files beside or behind those of an earlier run.
  ///
  /// @param from how far that came
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  static VideoResults files(
      Input input, VideoWork.Plan plan, VideoWork.Video video, Checkpoint from) throws IOException {
    var info = video.source().info();
    var file = input.output(Checkpoint.SUFFIX);
    // From now on unfinished results can be told from finished ones.
    from.write(file);
    var sink = sink(input.output(plan.format().suffix()), plan, video, from);
    try {
      var overlay =
          plan.overlay()
              ? Optional.of(overlay(input.output(OVERLAY), info, plan.rate(info), from.frames()))
              : Optional.<VideoWriter>empty();
      return new VideoResults(sink, overlay, Optional.of(file), video.origin(), from);
    } catch (Throwable failure) {
      sink.close();
      throw failure;
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  private static FrameSink sink(
      Path file, VideoWork.Plan plan, VideoWork.Video video, Checkpoint from) throws IOException {
    if (plan.format() != OutputFormat.POSE) {
      return LineSink.of(
          plan.format(), plan.options().tracking().people() > 1, file, from.position());
    }
    var header =
        new PoseFileHeader(
            video.source().info().image(),
            (float) video.pace().framesPerSecond(),
            plan.options().tracking().refineFace(),
            plan.options().tracking().people());
    return new PoseSink(
        from.position() > 0
            ? PoseFile.resume(file, header, from.position())
            : PoseFile.create(file, header),
        video.pace(),
        video.origin());
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  private static VideoWriter overlay(Path file, VideoInfo info, double rate, long frames)
      throws IOException {
    return frames > 0
        ? VideoWriter.resume(file, info.frame(), rate, frames, Ledger.process())
        : VideoWriter.open(file, info.frame(), rate, Ledger.process());
  }

  /// Also plays the motion, and closes the player in the end.
  VideoResults withPlayer(Optional<VmcPlayer> other) {
    player = other;
    return this;
  }

  /// Where the work goes on.
  Checkpoint checkpoint() {
    return last;
  }

  /// How many frames are written.
  long frames() {
    return now.frames;
  }

  /// How many of them show a person.
  long withPerson() {
    return now.withPerson;
  }

  /// Writes what there is to write for the next frame.
  ///
  /// @param after what the stream remembers after it
  void write(Shown shown, FrameResult result, TrackState after) throws IOException {
    if (broken) {
      throw new IOException("a frame before could not be written");
    }
    if (System.nanoTime() - lastNanos > CHECKPOINT_NANOS) {
      save(result.timestamp().minus(origin));
    }
    // Until this frame is written to all files, they do not agree and must not be gone on with.
    broken = true;
    sink.write(result);
    if (player.isPresent()) {
      player.get().play(result);
    }
    if (overlay.isPresent()) {
      BufferedImage image = canvas.copyOf(shown.frame());
      RENDERER.drawOn(image, result.result());
      var size = new ImageSize(shown.frame().width(), shown.frame().height());
      overlay
          .get()
          .write(
              OverlayCanvas.pixels(image),
              size,
              result.timestamp().minus(origin),
              shown.duration());
    }
    before = now;
    int person = result.result().people().isEmpty() ? 0 : 1;
    now = new Mark(now.frames + 1, now.withPerson + person, after);
    broken = false;
  }

  /// A frame, and how long it is shown if none follows.
  record Shown(Frame frame, Duration duration) {}

  // Between two frames: only then it is known how long the first of them is shown. First the
  // results, then the word that they are there.
  private void save(Duration next) throws IOException {
    if (checkpointFile.isPresent()) {
      long position = sink.flush();
      if (overlay.isPresent()) {
        overlay.get().flush(next);
      }
      save(position);
    }
  }

  private void save(long position) throws IOException {
    var mark = sink.needsLastFrameAgain() ? before : now;
    last = new Checkpoint(last.run(), mark.frames, mark.withPerson, position, mark.state);
    last.write(checkpointFile.orElseThrow());
    lastNanos = System.nanoTime();
  }

  /// Completes the results as they are; the work can go on with them.
  void stop() throws IOException {
    long position = sink.flush();
    complete();
    if (checkpointFile.isPresent()) {
      save(position);
    }
  }

  /// Completes the results of a whole video.
  void finish() throws IOException {
    complete();
    if (checkpointFile.isPresent()) {
      Files.delete(checkpointFile.get());
    }
  }

  private void complete() throws IOException {
    sink.finish();
    if (overlay.isPresent()) {
      overlay.get().finish();
    }
  }

  @Override
  public void close() throws IOException {
    try (sink) {
      overlay.ifPresent(VideoWriter::close);
      if (player.isPresent()) {
        player.get().close();
      }
    }
  }
}
