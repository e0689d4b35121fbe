package vitruvian.tracker.pipeline;

/// What is smoothed over time in a stream.
///
/// @param landmarks of the pose, also in space
/// @param mask of the person
public record Smoothing(boolean landmarks, boolean mask) {
  /// Nothing is.
  public static final Smoothing OFF = new Smoothing(false, false);
}
