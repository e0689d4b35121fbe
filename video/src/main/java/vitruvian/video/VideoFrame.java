package vitruvian.video;

import java.time.Duration;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.Frame;

/// One frame of a video. Whoever gets it owns it and closes it.
///
/// @param number from 0
/// @param timestamp when it is shown, since the first frame; later than the frame before
/// @param duration how long it is shown, as far as that is known, else as long as most; the next
///     frame decides
/// @param frame the pixels, upright, square and within the side limit
/// @param original the upright size before the side limit
public record VideoFrame(
    long number, Duration timestamp, Duration duration, Frame frame, ImageSize original)
    implements AutoCloseable {
  @Override
  public void close() {
    frame.close();
  }
}
