package vitruvian.tracker.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import vitruvian.landmarks.ImageSize;

/// Shrinks and turns a raster in one pass.
///
/// A shrunk pixel is the mean of the area that it covers, parts of pixels weighted by their share,
/// computed exactly in integers and rounded to nearest. Both sides of a source pixel are cut into
/// as many units as the target has pixels, so that every overlap is a whole number of units; first
/// the rows that a target row covers are summed up, column by column, then the columns.
public final class Upright {
  // So many rows are turned together that each written stretch is one cache line.
  private static final int ROWS_TOGETHER = 16;

  private final Raster source;
  private final MemorySegment target;
  // The target's index of the stored pixel (0, 0), and what a step right and down adds to it.
  private final long first;
  private final long stepX;
  private final long stepY;

  private Upright(Raster source, ImageSize shrunk, Orientation orientation, MemorySegment target) {
    this.source = source;
    this.target = target;
    int right = shrunk.width() - 1;
    int bottom = shrunk.height() - 1;
    long across = orientation.swapsSides() ? shrunk.height() : 1;
    long down = orientation.swapsSides() ? 1 : shrunk.width();
    stepX = orientation.flipsX() ? -across : across;
    stepY = orientation.flipsY() ? -down : down;
    first =
        (orientation.flipsX() ? right * across : 0) + (orientation.flipsY() ? bottom * down : 0);
  }

  /// The size of a picture whose longer side is at most `maxSide`; 0 leaves it as it is.
  public static ImageSize shrunk(ImageSize size, int maxSide) {
    int longer = Math.max(size.width(), size.height());
    if (maxSide == 0 || longer <= maxSide) {
      return size;
    }
    return new ImageSize(
        scaled(size.width(), maxSide, longer), scaled(size.height(), maxSide, longer));
  }

  private static int scaled(int side, int maxSide, int longer) {
    return Math.max(1, (int) ((2L * side * maxSide + longer) / (2L * longer)));
  }

  /// Writes a raster's pixels as `0x00RRGGBB`, shrunk and then turned.
  ///
  /// @param shrunk the size before turning; neither side is larger than the raster's
  /// @param target as many native integers as there are shrunk pixels
  public static void write(
      Raster source, ImageSize shrunk, Orientation orientation, MemorySegment target) {
    var pass = new Upright(source, shrunk, orientation, target);
    if (shrunk.equals(source.size())) {
      pass.turn();
    } else {
      pass.shrink(shrunk.width(), shrunk.height());
    }
  }

  private void turn() {
    int width = source.width();
    boolean columns = Math.abs(stepY) == 1;
    int together = columns ? Math.min(ROWS_TOGETHER, source.height()) : 1;
    // Row after row, so that the pixels of a column lie a fixed distance apart.
    var rows = new int[together * width];
    var stretch = new int[columns ? together : width];
    for (int top = 0; top < source.height(); top += together) {
      int count = Math.min(together, source.height() - top);
      for (int i = 0; i < count; i++) {
        source.copyRow(top + i, rows, i * width);
      }
      long corner = first + top * stepY;
      if (columns) {
        for (int x = 0; x < width; x++) {
          gather(rows, x, width, count, stepY > 0, stretch);
          put(corner + x * stepX + Math.min(0, (count - 1) * stepY), stretch, count);
        }
      } else {
        gather(rows, 0, 1, width, stepX > 0, stretch);
        put(corner + Math.min(0, (width - 1) * stepX), stretch, width);
      }
    }
  }

  private void gather(int[] from, int at, int step, int count, boolean forward, int[] into) {
    int shift = source.shift();
    if (forward) {
      for (int i = 0; i < count; i++) {
        into[i] = from[at + i * step] >>> shift;
      }
    } else {
      for (int i = 0; i < count; i++) {
        into[count - 1 - i] = from[at + i * step] >>> shift;
      }
    }
  }

  private void put(long index, int[] pixels, int count) {
    MemorySegment.copy(pixels, 0, target, ValueLayout.JAVA_INT, 4 * index, count);
  }

  private void put(long index, int pixel) {
    target.setAtIndex(ValueLayout.JAVA_INT, index, pixel);
  }

  private void shrink(int width, int height) {
    var row = new int[source.width()];
    var red = new int[source.width()];
    var green = new int[source.width()];
    var blue = new int[source.width()];
    int rows = source.height();
    for (int y = 0; y < height; y++) {
      long top = (long) y * rows;
      long bottom = top + rows;
      int last = (int) Math.ceilDiv(bottom, height);
      for (int from = (int) (top / height); from < last; from++) {
        long weight = Math.min(bottom, (from + 1L) * height) - Math.max(top, (long) from * height);
        source.copyRow(from, row, 0);
        if (from == top / height) {
          sum(row, (int) weight, source.shift(), red, green, blue, 0);
        } else {
          sum(row, (int) weight, source.shift(), red, green, blue, 1);
        }
      }
      writeRow(y, width, red, green, blue);
    }
  }

  // The largest sum is 255 times the source's height: 23 bits. The loops are kept so plain that the
  // compiler turns them into vector instructions.
  private static void sum(
      int[] row, int weight, int shift, int[] red, int[] green, int[] blue, int keep) {
    for (int x = 0; x < row.length; x++) {
      red[x] = red[x] * keep + ((row[x] >>> (shift + 16)) & 0xff) * weight;
    }
    for (int x = 0; x < row.length; x++) {
      green[x] = green[x] * keep + ((row[x] >>> (shift + 8)) & 0xff) * weight;
    }
    for (int x = 0; x < row.length; x++) {
      blue[x] = blue[x] * keep + ((row[x] >>> shift) & 0xff) * weight;
    }
  }

  private void writeRow(int y, int width, int[] red, int[] green, int[] blue) {
    int columns = source.width();
    var mean = new Mean((long) columns * source.height());
    long index = first + y * stepY;
    for (int x = 0; x < width; x++, index += stepX) {
      long left = (long) x * columns;
      long right = left + columns;
      int from = (int) (left / width);
      int to = (int) (right / width); // the last column that is covered in part, if any
      long head = (from + 1L) * width - left;
      long tail = right - (long) to * width;
      long r = red[from] * head;
      long g = green[from] * head;
      long b = blue[from] * head;
      long innerRed = 0;
      long innerGreen = 0;
      long innerBlue = 0;
      for (int i = from + 1; i < to; i++) {
        innerRed += red[i];
        innerGreen += green[i];
        innerBlue += blue[i];
      }
      r += innerRed * width;
      g += innerGreen * width;
      b += innerBlue * width;
      if (tail > 0) {
        r += red[to] * tail;
        g += green[to] * tail;
        b += blue[to] * tail;
      }
      put(index, mean.of(r) << 16 | mean.of(g) << 8 | mean.of(b));
    }
  }

  /// Divides sums by a fixed number, rounding to nearest, without the cost of a division. A
  /// quotient's distance to the next integer is at least a quarter of `1 / weights`, which is far
  /// more than what doubles lose.
  private record Mean(long weights, double factor) {
    Mean(long weights) {
      this(weights, 0.5 / weights);
    }

    int of(long sum) {
      return (int) ((2 * sum + weights + 0.5) * factor);
    }
  }
}
