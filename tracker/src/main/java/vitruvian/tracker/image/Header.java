package vitruvian.tracker.image;

import java.lang.foreign.MemorySegment;
import vitruvian.landmarks.ImageSize;

/// What the gate knows of an accepted picture.
///
/// @param size the stored size, before turning
/// @param orientation how it is turned to stand upright
/// @param workingBytes the native memory that its decoder needs at most, beside the excerpt and the
///     pixels
/// @param excerpt what the decoder gets to see
/// @param coding what the decoder must know beforehand
public record Header(
    ImageSize size, Orientation orientation, long workingBytes, Excerpt excerpt, Coding coding) {
  /// The format, and what its decoder must know beforehand.
  sealed interface Coding {}

  /// @param components 1, 3 or 4
  record Jpeg(int components) implements Coding {}

  /// @param deep whether samples have 16 bits
  record Png(boolean deep) implements Coding {}

  /// Where the first frame lies on the canvas; it is the whole canvas unless animated.
  record Webp(int x, int y, ImageSize frame) implements Coding {}

  /// The pixels' bytes, before turning and shrinking.
  public long pixelBytes() {
    return 4L * size.width() * size.height();
  }

  /// How many bytes the decoder's input takes.
  public long excerptBytes() {
    return excerpt.size();
  }

  /// Writes the decoder's input.
  public void copyExcerptTo(MemorySegment target) {
    excerpt.copyTo(target);
  }

  /// The size after turning.
  public ImageSize upright() {
    return orientation.turned(size);
  }
}
