package vitruvian.landmarks;

/// Gives a picture's bytes one row at a time, so that nobody needs the whole.
@FunctionalInterface
public interface RowSource {
  /// Fills one row; called once for each, from the top.
  ///
  /// @param y the row, from 0
  /// @param into receives the row and is as long as one; it is reused, so that it holds the row
  ///     before
  void fill(int y, byte[] into);
}
