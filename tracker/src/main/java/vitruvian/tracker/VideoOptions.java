package vitruvian.tracker;

/// What to look for in a stream of frames, and what to smooth over time.
///
/// Upstream smooths the pose and the mask only, and looks for each hand on its own. The last three
/// options go beyond it, are off by default, and change nothing while they are; measured at 30 Hz
/// with `SmoothingStudy` in `benchmarks`:
///
/// * Smoothed hands: a hand at rest shakes by 0.04 instead of 0.45 px (the mean second difference
///   of its points; an unsteady hand by 0.25 instead of 1.5), and in motion is 0.1 to 0.7 of a
///   frame late, the less the faster it is.
/// * A smoothed face: 0.02 to 0.04 instead of 0.24 to 0.5 px, and 0.6 to 0.75 of a frame late.
/// * Locked hands: where hands cross, both searches end at the same hand, or each at the other's.
///   In 61 made frames of crossing hands, 25 to 30 had one hand twice and 10 to 13 had them
///   exchanged; with the lock none. A hand that is not seen behind the other is then absent. Hands
///   that are apart are left as they are. Where hands meet, the hand model runs once more.
///
/// Smoothing changes results only, never where hands and face are looked for in the next frame.
///
/// @param tracking what to look for in each frame
/// @param smoothLandmarks whether the landmarks of the pose are smoothed, in the picture and in
///     space
/// @param smoothSegmentation whether the mask is
/// @param smoothHands whether the landmarks of hands are, in the picture and in space
/// @param smoothFace whether those of the face are
/// @param lockHands whether left and right hand are kept apart
public record VideoOptions(
    TrackOptions tracking,
    boolean smoothLandmarks,
    boolean smoothSegmentation,
    boolean smoothHands,
    boolean smoothFace,
    boolean lockHands) {
  /// The defaults of the official package.
  public static final VideoOptions DEFAULT = new VideoOptions(TrackOptions.DEFAULT, true, true);

  /// What the official package offers, and no more.
  public VideoOptions(TrackOptions tracking, boolean smoothLandmarks, boolean smoothSegmentation) {
    this(tracking, smoothLandmarks, smoothSegmentation, false, false, false);
  }

  /// The same with other options of the single frame.
  public VideoOptions withTracking(TrackOptions other) {
    return new VideoOptions(
        other, smoothLandmarks, smoothSegmentation, smoothHands, smoothFace, lockHands);
  }

  /// The same with or without a smoothed pose.
  public VideoOptions withSmoothLandmarks(boolean other) {
    return new VideoOptions(
        tracking, other, smoothSegmentation, smoothHands, smoothFace, lockHands);
  }

  /// The same with or without a smoothed mask.
  public VideoOptions withSmoothSegmentation(boolean other) {
    return new VideoOptions(tracking, smoothLandmarks, other, smoothHands, smoothFace, lockHands);
  }

  /// The same with or without smoothed hands.
  public VideoOptions withSmoothHands(boolean other) {
    return new VideoOptions(
        tracking, smoothLandmarks, smoothSegmentation, other, smoothFace, lockHands);
  }

  /// The same with or without a smoothed face.
  public VideoOptions withSmoothFace(boolean other) {
    return new VideoOptions(
        tracking, smoothLandmarks, smoothSegmentation, smoothHands, other, lockHands);
  }

  /// The same with or without the lock of the hands.
  public VideoOptions withLockHands(boolean other) {
    return new VideoOptions(
        tracking, smoothLandmarks, smoothSegmentation, smoothHands, smoothFace, other);
  }
}
