package vitruvian.tracker.image;

/// A stretch of bytes.
///
/// @param to behind the last one
public record Span(long from, long to) {
  /// How many.
  public long length() {
    return to - from;
  }
}
