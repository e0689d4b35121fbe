package vitruvian.cli;

import java.io.Closeable;
import java.io.IOException;
import vitruvian.landmarks.FrameResult;

/// Where the results of a video's frames go, one after the other. For one thread at a time.
interface FrameSink extends Closeable {
  /// Writes the result of the next frame.
  void write(FrameResult frame) throws IOException;

  /// Sees to it that what was written so far survives this process.
  ///
  /// @return where to go on from: bytes or frames, as the sink counts
  long flush() throws IOException;

  /// Whether the last frame is written once more, and not counted again, when the work goes on: a
  /// sink that fills the time to the next frame needs it for that.
  default boolean needsLastFrameAgain() {
    return false;
  }

  /// Completes what is written. Nothing can be written any more.
  void finish() throws IOException;
}
