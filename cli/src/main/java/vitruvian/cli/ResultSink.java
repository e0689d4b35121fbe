package vitruvian.cli;

import java.io.IOException;
import vitruvian.landmarks.HolisticResult;
import vitruvian.tracker.Frame;

/// Where a picture's result goes.
@FunctionalInterface
interface ResultSink {
  /// Writes what there is to write for one picture.
  void write(Input input, Frame frame, HolisticResult result) throws IOException;

  /// Whether the form of the results is one that pictures do not have.
  default boolean isVideoOnly() {
    return false;
  }

  /// Whether all of a picture's results are there from an earlier run.
  default boolean isWritten(Input input) {
    return false;
  }
}
