package vitruvian.tracker;

import org.jspecify.annotations.Nullable;

/// A failure that the caller cannot decide on by the picture: the machine, the engine, the
/// lifetime. What a picture can cause is a [DecodeOutcome].
public final class TrackingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /// A failure with its category and a message of one line.
  public TrackingException(Fault fault, String message) {
    this(fault, message, null);
  }

  /// A failure with its category, a message of one line and the cause.
  public TrackingException(Fault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /// The category.
  public Fault fault() {
    return fault;
  }
}
