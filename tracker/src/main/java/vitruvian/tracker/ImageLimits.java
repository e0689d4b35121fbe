package vitruvian.tracker;

/// What a picture may cost, checked before anything is allocated for it.
///
/// @param maxBytes the longest encoded picture in bytes, 1 or more
/// @param maxPixels the largest width x height that is decoded, 1 to [#MOST_PIXELS]
/// @param maxSide the longer side that a decoded picture is shrunk to, in pixels; 0 for no limit
public record ImageLimits(long maxBytes, long maxPixels, int maxSide) {
  /// The most that the decoders' 32-bit sizes allow.
  public static final long MOST_PIXELS = 500_000_000;

  /// 20 MB, 50 million pixels, a longer side of 1280.
  public static final ImageLimits DEFAULT = new ImageLimits(20L << 20, 50_000_000, 1280);

  public ImageLimits {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("image.maxBytes must be at least 1: " + maxBytes);
    }
    if (maxPixels < 1 || maxPixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "image.maxPixels must be 1 to " + MOST_PIXELS + ": " + maxPixels);
    }
    if (maxSide < 0 || maxSide > Frame.MAX_SIDE) {
      throw new IllegalArgumentException(
          "image.maxSide must be 0 (no limit) to " + Frame.MAX_SIDE + ": " + maxSide);
    }
  }

  /// The same limits with another number of encoded bytes at most.
  public ImageLimits withMaxBytes(long bytes) {
    return new ImageLimits(bytes, maxPixels, maxSide);
  }

  /// The same limits with another number of pixels at most.
  public ImageLimits withMaxPixels(long pixels) {
    return new ImageLimits(maxBytes, pixels, maxSide);
  }

  /// The same limits with another longer side.
  public ImageLimits withMaxSide(int side) {
    return new ImageLimits(maxBytes, maxPixels, side);
  }
}
