package vitruvian.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.PoseFile;

/// A video's `.pose` file. The format has a rate and no times: frames that do not come at the rate
/// are put down as they would have been if they did.
final class PoseSink implements FrameSink {
  private static final double ROUNDING = 1e-6;

  private final PoseFile file;
  private final Pace pace;
  private final Duration origin;
  private Optional<FrameResult> before = Optional.empty();

  /// @param origin the time of the video's first frame
  PoseSink(PoseFile file, Pace pace, Duration origin) {
    this.file = file;
    this.pace = pace;
    this.origin = origin;
  }

  @Override
  public void write(FrameResult frame) throws IOException {
    if (pace.isSteady()) {
      file.write(frame.result());
      return;
    }
    double time = frames(frame);
    double from = before.map(this::frames).orElse(time);
    var start = before.orElse(frame).result();
    while (file.frames() <= time + ROUNDING) {
      double share = time > from ? (file.frames() - from) / (time - from) : 1;
      file.write(new Between((float) share).of(start, frame.result()));
    }
    before = Optional.of(frame);
  }

  // The time in frames of the file.
  private double frames(FrameResult frame) {
    return frame.timestamp().minus(origin).toNanos() / 1e9 * pace.framesPerSecond();
  }

  @Override
  public boolean needsLastFrameAgain() {
    return !pace.isSteady();
  }

  @Override
  public long flush() {
    return file.frames();
  }

  @Override
  public void finish() throws IOException {
    file.finish();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
