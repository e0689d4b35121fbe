package vitruvian.video;

import java.time.Duration;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.Frame;

/// One frame of a video. Whoever gets it owns it and closes it.
///
/// @param number from 0
/// @param timestamp when it is shown, since the first frame; later than the frame before
/// @param frame the pixels, upright and within the side limit
/// @param original the upright size before the side limit
public record VideoFrame(long number, Duration timestamp, Frame frame, ImageSize original)
    implements AutoCloseable {
  @Override
  public void close() {
    frame.close();
  }
}
