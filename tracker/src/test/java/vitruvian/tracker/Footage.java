package vitruvian.tracker;

import java.time.Duration;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.landmarks.Timing;

/// Made streams: windows into the sample picture that move, each stream in its own way and its own
/// size, as small as the person is still found in.
final class Footage {
  private static final int WINDOW = 472;

  private final Bitmap sample = Bitmap.read(Shared.sample());

  /// A frame of a stream.
  Bitmap frame(int stream, int n) {
    int left = (7 * stream + 3 * n) % 40;
    int top = (5 * stream + 2 * n) % 40;
    int side = 240 + 4 * (stream % 16);
    return sample.part(left, top, WINDOW, WINDOW).scaled(side, side);
  }

  /// A frame of a stream of several, side by side.
  Bitmap frame(int stream, int n, int people) {
    if (people == 1) {
      return frame(stream, n);
    }
    int side = frame(stream, n).width();
    var both = Bitmap.black(people * side, side);
    for (int i = 0; i < people; i++) {
      both = both.with(frame(stream, n + 3 * i).scaled(side, side), i * side, 0);
    }
    return both;
  }

  /// A frame like another one with nobody in it.
  static Bitmap nobody(Bitmap like) {
    return Bitmap.black(like.width(), like.height());
  }

  /// The time of a frame of 30 a second.
  static Duration time(int n) {
    return Duration.ofNanos((n + 1) * 33_333_000L);
  }

  /// A result as a line, without how long it took.
  static String line(HolisticResult result) {
    return ResultJson.toText(result.withTiming(Timing.NONE));
  }
}
