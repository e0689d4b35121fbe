package vitruvian.video;

import vitruvian.tracker.Refusal;

/// What became of a file that was to be read as a video.
public sealed interface VideoOpening {
  /// A video with at least one frame. Whoever gets this owns the reader and closes it.
  record Opened(VideoReader reader) implements VideoOpening {}

  /// No video, and why.
  ///
  /// @param reason what to decide on
  /// @param message one plain sentence for people, without a file name
  record Refused(Refusal reason, String message) implements VideoOpening {}
}
