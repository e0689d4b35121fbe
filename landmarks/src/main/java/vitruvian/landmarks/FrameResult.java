package vitruvian.landmarks;

import java.time.Duration;

/// What was found in one frame of a video or stream.
///
/// @param frame the number of the frame, from 0
/// @param timestamp when the frame is shown, since the start; not negative
/// @param result what was found
public record FrameResult(long frame, Duration timestamp, HolisticResult result) {
  public FrameResult {
    if (frame < 0 || timestamp.isNegative()) {
      throw new IllegalArgumentException("not a frame: %d at %s".formatted(frame, timestamp));
    }
  }
}
