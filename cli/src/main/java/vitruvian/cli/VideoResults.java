package vitruvian.cli;

import java.awt.image.BufferedImage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private long frames;
  private long withPerson;
  private TrackState state;
  private boolean broken;

  private VideoResults(
      FrameSink sink,
      Optional<VideoWriter> overlay,
      Optional<Path> checkpointFile,
      Checkpoint from) {
    this.sink = sink;
    this.overlay = overlay;
    this.checkpointFile = checkpointFile;
    this.last = from;
    this.frames = from.frames();
    this.withPerson = from.withPerson();
    this.state = from.state();
  }

  /// Lines without anything beside them.
  static VideoResults lines(FrameSink sink) {
    return new VideoResults(sink, Optional.empty(), Optional.empty(), Checkpoint.begin(""));
  }

  /// Files beside or behind those of an earlier run.
  ///
  /// @param from how far that came
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  static VideoResults files(Input input, VideoWork.Plan plan, VideoInfo info, Checkpoint from)
      throws IOException {
    var file = input.output(Checkpoint.SUFFIX);
    // From now on unfinished results can be told from finished ones.
    from.write(file);
    var sink = sink(input.output(plan.format().suffix()), plan, info, from);
    try {
      var overlay =
          plan.overlay()
              ? Optional.of(overlay(input.output(OVERLAY), info, plan.rate(info), from.frames()))
              : Optional.<VideoWriter>empty();
      return new VideoResults(sink, overlay, Optional.of(file), from);
    } catch (Throwable failure) {
      sink.close();
      throw failure;
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  private static FrameSink sink(Path file, VideoWork.Plan plan, VideoInfo info, Checkpoint from)
      throws IOException {
    if (plan.format() != OutputFormat.POSE) {
      return LineSink.of(
          plan.format(), plan.options().tracking().people() > 1, file, from.position());
    }
    var header =
        new PoseFileHeader(
            info.image(),
            (float) plan.rate(info),
            plan.options().tracking().refineFace(),
            plan.options().tracking().people());
    return new PoseSink(
        from.position() > 0
            ? PoseFile.resume(file, header, from.position())
            : PoseFile.create(file, header));
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  private static VideoWriter overlay(Path file, VideoInfo info, double rate, long frames)
      throws IOException {
    return frames > 0
        ? VideoWriter.resume(file, info.frame(), rate, frames, Ledger.process())
        : VideoWriter.open(file, info.frame(), rate, Ledger.process());
  }

  /// Where the work goes on.
  Checkpoint checkpoint() {
    return last;
  }

  /// How many frames are written.
  long frames() {
    return frames;
  }

  /// How many of them show a person.
  long withPerson() {
    return withPerson;
  }

  /// Writes what there is to write for the next frame.
  ///
  /// @param after what the stream remembers after it
  void write(Frame frame, FrameResult result, TrackState after) throws IOException {
    if (broken) {
      throw new IOException("a frame before could not be written");
    }
    // Until this frame is written to all files, they do not agree and must not be gone on with.
    broken = true;
    sink.write(result);
    if (overlay.isPresent()) {
      BufferedImage image = canvas.copyOf(frame);
      RENDERER.drawOn(image, result.result());
      overlay
          .get()
          .write(
              OverlayCanvas.pixels(image),
              new ImageSize(frame.width(), frame.height()),
              result.timestamp());
    }
    frames++;
    withPerson += result.result().people().isEmpty() ? 0 : 1;
    state = after;
    if (System.nanoTime() - lastNanos > CHECKPOINT_NANOS) {
      save();
    }
    broken = false;
  }

  // First the results, then the word that they are there.
  private void save() throws IOException {
    if (checkpointFile.isEmpty()) {
      return;
    }
    long position = sink.flush();
    if (overlay.isPresent()) {
      overlay.get().flush();
    }
    last = new Checkpoint(last.run(), frames, withPerson, position, state);
    last.write(checkpointFile.get());
    lastNanos = System.nanoTime();
  }

  /// Completes the results as they are; the work can go on with them.
  void stop() throws IOException {
    save();
    complete();
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
    }
  }
}
