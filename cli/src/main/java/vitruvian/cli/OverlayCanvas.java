package vitruvian.cli;

import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.DirectColorModel;
import java.awt.image.Raster;
import vitruvian.tracker.Frame;

/// The pixels that overlays are drawn on, kept from picture to picture. Not thread-safe.
final class OverlayCanvas {
  /// More pixels are not kept: 2048 x 2048, 16 MB.
  private static final int MOST_KEPT = 1 << 22;

  /// What is kept grows in steps, so that pictures of many sizes do not leave an array each.
  private static final int STEP = 1 << 18;

  private static final DirectColorModel RGB = new DirectColorModel(24, 0xff0000, 0xff00, 0xff);

  private int[] kept = new int[0];

  /// A picture of type `TYPE_INT_RGB` with the frame's pixels; good until the next call.
  BufferedImage copyOf(Frame frame) {
    int width = frame.width();
    int height = frame.height();
    int size = width * height;
    var pixels = pixels(size);
    for (int y = 0; y < height; y++) {
      frame.copyRow(y, pixels, y * width);
    }
    var raster =
        Raster.createWritableRaster(
            RGB.createCompatibleSampleModel(width, height),
            new DataBufferInt(pixels, size),
            new Point());
    return new BufferedImage(RGB, raster, false, null);
  }

  /// The pixels of a picture of [#copyOf], which may be followed by others.
  static int[] pixels(BufferedImage image) {
    return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
  }

  private int[] pixels(int size) {
    if (size > MOST_KEPT) {
      return new int[size];
    }
    if (size > kept.length) {
      kept = new int[Math.ceilDiv(size, STEP) * STEP];
    }
    return kept;
  }
}
