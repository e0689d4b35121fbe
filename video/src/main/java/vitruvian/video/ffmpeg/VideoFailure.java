package vitruvian.video.ffmpeg;

/// A file that is no video, or cannot be written as one: the message says why in one sentence
/// without the name of the file.
public final class VideoFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  public VideoFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /// What kind of failure.
  public Kind kind() {
    return kind;
  }

  /// What to decide on.
  public enum Kind {
    /// No container or no codec that is known.
    UNSUPPORTED,
    /// No pictures in it.
    EMPTY,
    /// A container without what belongs into it.
    DAMAGED,
    /// More pixels than allowed.
    TOO_LARGE,
    /// No memory for its frames in time.
    NO_MEMORY,
    /// The system refused to read or write.
    SYSTEM
  }
}
