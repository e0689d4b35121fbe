package vitruvian.tracker;

import vitruvian.landmarks.ImageSize;

/// What became of an encoded picture.
public sealed interface DecodeOutcome {
  /// The picture. Whoever gets this owns the frame and closes it.
  ///
  /// @param frame the pixels, upright and within the side limit
  /// @param original the upright size before the side limit
  record Decoded(Frame frame, ImageSize original) implements DecodeOutcome {}

  /// No picture, and why.
  ///
  /// @param reason what to decide on
  /// @param message one plain sentence for people, without a file name
  record Refused(Refusal reason, String message) implements DecodeOutcome {}
}
