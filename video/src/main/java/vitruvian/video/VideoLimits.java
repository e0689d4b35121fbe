package vitruvian.video;

import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageLimits;

/// What a video's frames may cost.
///
/// @param maxPixels the largest width x height that is decoded, 1 to [ImageLimits#MOST_PIXELS]
/// @param maxSide the longer side that frames are shrunk to, in pixels; 0 for no limit
public record VideoLimits(long maxPixels, int maxSide) {
  /// 50 million pixels, a longer side of 1280.
  public static final VideoLimits DEFAULT = new VideoLimits(50_000_000, 1280);

  public VideoLimits {
    if (maxPixels < 1 || maxPixels > ImageLimits.MOST_PIXELS) {
      throw new IllegalArgumentException(
          "video.maxPixels must be 1 to " + ImageLimits.MOST_PIXELS + ": " + maxPixels);
    }
    if (maxSide < 0 || maxSide > Frame.MAX_SIDE) {
      throw new IllegalArgumentException(
          "video.maxSide must be 0 (no limit) to " + Frame.MAX_SIDE + ": " + maxSide);
    }
  }
}
