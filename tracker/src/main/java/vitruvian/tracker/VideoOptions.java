package vitruvian.tracker;

/// What to look for in a stream of frames, and what to smooth over time.
///
/// @param tracking what to look for in each frame
/// @param smoothLandmarks whether the landmarks of the pose are smoothed, in the picture and in
///     space
/// @param smoothSegmentation whether the mask is
public record VideoOptions(
    TrackOptions tracking, boolean smoothLandmarks, boolean smoothSegmentation) {
  /// The defaults of the official package.
  public static final VideoOptions DEFAULT = new VideoOptions(TrackOptions.DEFAULT, true, true);
}
