package vitruvian.video.ffmpeg;

/// A fraction as FFmpeg counts time and rates in, `AVRational` of libavutil/rational.h. Unknown is
/// a zero above or below.
public record Ratio(int numerator, int denominator) {
  /// Whether both parts are positive.
  public boolean isKnown() {
    return numerator > 0 && denominator > 0;
  }

  /// The value; only where it is known.
  public double value() {
    return (double) numerator / denominator;
  }
}
