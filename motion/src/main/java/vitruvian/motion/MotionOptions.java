package vitruvian.motion;

/// How motion is made of landmarks.
///
/// @param fieldOfView of the picture's width, in degrees, over 1 and under 179
/// @param smooth whether rotations and place are smoothed
/// @param grounded whether the hips' height is that above the floor, and feet stay where they are
///     while they stand; else the place is that from the camera, as it is seen
public record MotionOptions(double fieldOfView, boolean smooth, boolean grounded) {
  /// What most webcams and phones have across, in degrees.
  public static final double USUAL_FIELD_OF_VIEW = 60;

  /// Smoothed, with feet that stand.
  public static final MotionOptions DEFAULT = new MotionOptions(USUAL_FIELD_OF_VIEW, true, true);

  /// Checks the field of view.
  ///
  /// @throws IllegalArgumentException where there is no such field of view
  public MotionOptions {
    if (!(fieldOfView > 1 && fieldOfView < 179)) {
      throw new IllegalArgumentException(
          "a field of view is over 1 and under 179 degrees, not " + fieldOfView);
    }
  }

  /// The same with or without smoothing.
  public MotionOptions withSmooth(boolean other) {
    return new MotionOptions(fieldOfView, other, grounded);
  }

  /// The same with or without feet that stand.
  public MotionOptions withGrounded(boolean other) {
    return new MotionOptions(fieldOfView, smooth, other);
  }

  /// The same for another camera.
  public MotionOptions withFieldOfView(double other) {
    return new MotionOptions(other, smooth, grounded);
  }
}
