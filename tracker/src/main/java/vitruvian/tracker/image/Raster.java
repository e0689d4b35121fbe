package vitruvian.tracker.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import vitruvian.landmarks.ImageSize;

/// Decoded pixels as the codec left them, not yet turned or shrunk.
///
/// @param pixels one native integer a pixel, without gaps, as long as the arena given to the codec
/// @param shift how far an integer is shifted right, without sign, to give `0x00RRGGBB`
public record Raster(ImageSize size, MemorySegment pixels, int shift) {
  int width() {
    return size.width();
  }

  int height() {
    return size.height();
  }

  /// Copies one row as it is.
  void copyRow(int y, int[] into, int offset) {
    MemorySegment.copy(pixels, ValueLayout.JAVA_INT, 4L * width() * y, into, offset, width());
  }

  void writeRow(int y, int[] from) {
    MemorySegment.copy(from, 0, pixels, ValueLayout.JAVA_INT, 4L * width() * y, width());
  }

  /// Shifts all pixels in place.
  public Raster shifted() {
    if (shift == 0) {
      return this;
    }
    var row = new int[width()];
    for (int y = 0; y < height(); y++) {
      copyRow(y, row, 0);
      for (int x = 0; x < row.length; x++) {
        row[x] >>>= shift;
      }
      writeRow(y, row);
    }
    return new Raster(size, pixels, 0);
  }
}
