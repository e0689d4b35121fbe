package vitruvian.cli;

import java.io.IOException;
import vitruvian.landmarks.HolisticResult;
import vitruvian.tracker.Frame;

/// Where a picture's result goes.
@FunctionalInterface
interface ResultSink {
  /// Writes what there is to write for one picture.
  void write(Input input, Frame frame, HolisticResult result) throws IOException;
}
