package vitruvian.tracker.image;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

  /// Where the picture lies on the canvas; it is the whole canvas unless that of an animation.
  record Webp(int x, int y, ImageSize frame) implements Coding {}

  /// Where the picture lies on the screen, white around it.
  ///
  /// @param colours how many, at the start of the excerpt
  /// @param transparent the index of none of them; -1 where all are opaque
  record Gif(int x, int y, ImageSize frame, int colours, int transparent, boolean interlaced)
      implements Coding {}

  /// A picture put together from coded ones.
  ///
  /// @param alpha where it is transparent, if anywhere
  /// @param multiplied whether the colours are multiplied by that already
  /// @param left,top what is cut off there; on the other sides it is what is behind the size
  record Heif(Layer colour, Optional<Layer> alpha, boolean multiplied, int left, int top)
      implements Coding {}

  /// Coded pictures side by side, which cover the whole.
  record Layer(List<Tile> tiles, Colours colours) {
    Layer {
      tiles = List.copyOf(tiles);
    }
  }

  /// What the file says of colours, see [StillDecoder.Coded].
  record Colours(OptionalInt matrix, OptionalInt range) {
    static final Colours AS_CODED = new Colours(OptionalInt.empty(), OptionalInt.empty());
  }

  /// A coded picture.
  ///
  /// @param x,y where it is put
  /// @param configuration,data where they are in the excerpt
  record Tile(int x, int y, ImageSize size, StillCoding coding, Span configuration, Span data) {
    Tile at(int column, int row) {
      return new Tile(column, row, size, coding, configuration, data);
    }
  }

  /// Whether it needs a [StillDecoder].
  public boolean isHeif() {
    return coding instanceof Heif;
  }

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
