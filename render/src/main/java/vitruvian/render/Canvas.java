package vitruvian.render;

import java.util.Arrays;

/// Draws smooth lines, discs and rings on a picture in memory.
///
/// Shapes are collected and then painted together in one colour, so that what overlaps is painted
/// once: the crossings of a half transparent net do not show. How much of a pixel a shape covers
/// follows from the distance of the pixel's middle to the shape.
///
/// Java2D would draw the same, but its rasterizer keeps native memory for every thread that ever
/// drew, unknown to the ledger; and pixels made here are the same on every JDK. Positions are in
/// pixels: the middle of the top left pixel is at (0.5, 0.5). Not thread-safe.
final class Canvas {
  private final int width;
  private final int height;
  private final int[] pixels;

  /// How much of each pixel the collected shapes cover, 0 to 255 unsigned.
  private final byte[] coverage;

  /// The columns of each row that the collected shapes may cover, the second one exclusive.
  private final int[] from;

  private final int[] to;
  private int top;
  private int bottom;

  /// @param pixels `width * height` pixels `0x00RRGGBB`, which are painted on
  Canvas(int width, int height, int[] pixels) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
    this.coverage = new byte[pixels.length];
    this.from = new int[height];
    this.to = new int[height];
    Arrays.fill(from, width);
    top = height;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /// Adds a line with round ends.
  void line(double x0, double y0, double x1, double y1, double lineWidth) {
    double half = lineWidth / 2;
    double reach = half + 0.5;
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = distance(dx, dy);
    if (length < 1e-6) {
      disc(x0, y0, half);
      return;
    }
    double normalX = -dy / length;
    double normalY = dx / length;
    int lastRow = Math.min(height, ceil(Math.max(y0, y1) + reach));
    for (int row = Math.max(0, floor(Math.min(y0, y1) - reach)); row < lastRow; row++) {
      double y = row + 0.5 - y0;
      double left = Math.min(x0, x1) - reach;
      double right = Math.max(x0, x1) + reach;
      if (Math.abs(normalX) > 1e-9) {
        double middle = x0 - normalY * y / normalX;
        double breadth = reach / Math.abs(normalX);
        left = Math.max(left, middle - breadth);
        right = Math.min(right, middle + breadth);
      }
      int first = Math.max(0, floor(left));
      int end = Math.min(width, ceil(right));
      if (first >= end) {
        continue;
      }
      touch(row, first, end);
      for (int column = first; column < end; column++) {
        double x = column + 0.5 - x0;
        double along = (x * dx + y * dy) / length;
        double across = Math.abs(x * normalX + y * normalY);
        double beyond = Math.max(-along, along - length);
        cover(row, column, beyond > 0 ? distance(across, beyond) : across, half);
      }
    }
  }

  /// Adds a filled circle.
  void disc(double x, double y, double radius) {
    round(x, y, 0, radius);
  }

  /// Adds the line of a circle.
  void ring(double x, double y, double radius, double lineWidth) {
    round(x, y, radius, lineWidth / 2);
  }

  private void round(double centerX, double centerY, double radius, double half) {
    double reach = radius + half + 0.5;
    int lastRow = Math.min(height, ceil(centerY + reach));
    int first = Math.max(0, floor(centerX - reach));
    int end = Math.min(width, ceil(centerX + reach));
    if (first >= end) {
      return;
    }
    for (int row = Math.max(0, floor(centerY - reach)); row < lastRow; row++) {
      touch(row, first, end);
      for (int column = first; column < end; column++) {
        double fromCenter = distance(column + 0.5 - centerX, row + 0.5 - centerY);
        cover(row, column, Math.abs(fromCenter - radius), half);
      }
    }
  }

  /// Paints what was collected, and forgets it.
  ///
  /// @param rgb the colour, `0xRRGGBB`
  /// @param opacity from 0, nothing, to 1
  void paint(int rgb, double opacity) {
    int strength = (int) Math.round(opacity * 256);
    for (int row = top; row < bottom; row++) {
      for (int i = row * width + from[row]; i < row * width + to[row]; i++) {
        int covered = coverage[i] & 255;
        if (covered != 0) {
          coverage[i] = 0;
          pixels[i] = mix(pixels[i], rgb, share(covered, strength));
        }
      }
      from[row] = width;
      to[row] = 0;
    }
    top = height;
    bottom = 0;
  }

  /// Paints a whole row of the picture.
  ///
  /// @param opacities for each column, 0 to 255 unsigned
  /// @param opacity what 255 stands for, from 0 to 1
  void tint(int row, byte[] opacities, int rgb, double opacity) {
    int strength = (int) Math.round(opacity * 256);
    for (int column = 0; column < width; column++) {
      int covered = opacities[column] & 255;
      int i = row * width + column;
      pixels[i] = mix(pixels[i], rgb, share(covered, strength));
    }
  }

  private void touch(int row, int first, int end) {
    from[row] = Math.min(from[row], first);
    to[row] = Math.max(to[row], end);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
  }

  /// Covers as much of a pixel as a line of twice `half` does, whose middle passes at `distance`.
  private void cover(int row, int column, double distance, double half) {
    double share = Math.min(half, distance + 0.5) - Math.max(-half, distance - 0.5);
    int covered = (int) (share * 255 + 0.5);
    int i = row * width + column;
    if (covered > (coverage[i] & 255)) {
      coverage[i] = (byte) covered;
    }
  }

  /// 0 to 256, of a coverage from 0 to 255 and a strength from 0 to 256.
  private static int share(int covered, int strength) {
    return ((covered + (covered >> 7)) * strength) >> 8;
  }

  /// @param share how much of `paint`, 0 to 256
  private static int mix(int ground, int paint, int share) {
    int red = ground >> 16 & 255;
    int green = ground >> 8 & 255;
    int blue = ground & 255;
    red += (((paint >> 16 & 255) - red) * share + 128) >> 8;
    green += (((paint >> 8 & 255) - green) * share + 128) >> 8;
    blue += (((paint & 255) - blue) * share + 128) >> 8;
    return red << 16 | green << 8 | blue;
  }

  private static double distance(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }

  private static int floor(double value) {
    return (int) Math.floor(value);
  }

  private static int ceil(double value) {
    return (int) Math.ceil(value);
  }
}
