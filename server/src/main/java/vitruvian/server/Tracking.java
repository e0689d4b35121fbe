package vitruvian.server;

import vitruvian.landmarks.HolisticResult;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// The step of the service that finds the landmarks of a picture.
///
/// Whoever runs a [HolisticServer] may put something around it, to watch it or to answer in its
/// place. Called by many threads at the same time, virtual ones.
@FunctionalInterface
public interface Tracking {
  /// Finds the landmarks of a picture.
  ///
  /// @param frame stays the caller's, and is closed after this has returned
  HolisticResult track(Frame frame, TrackOptions options) throws InterruptedException;
}
