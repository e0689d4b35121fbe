package vitruvian.tracker;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import vitruvian.tracker.image.Codec;

/// The pixels of a picture of the desktop, row by row, as the decoder would give them: samples as
/// they are, without colour profiles, and on white what is transparent.
///
/// The one class that touches `java.desktop`, so that nothing of it is loaded where no such picture
/// is tracked.
final class DesktopPixels {
  private static final int WHITE = 0xff_ffff;
  private static final int OPAQUE = 255;

  private final BufferedImage image;
  private final int width;
  // Whether samples are taken as they are; else the picture's own conversion is asked.
  private final boolean plain;
  private final boolean alpha;
  private final int bands;
  private final int colours;
  private final boolean multiplied;
  // How many bits a sample has, by band.
  private final int[] bits;
  private final int[] samples;

  DesktopPixels(BufferedImage image) {
    var model = image.getColorModel();
    this.image = image;
    this.width = image.getWidth();
    this.plain = isPlain(image);
    this.alpha = model.hasAlpha();
    this.bands = image.getRaster().getNumBands();
    this.colours = model.getNumColorComponents();
    this.multiplied = image.isAlphaPremultiplied();
    this.bits = model.getComponentSize();
    this.samples = new int[plain ? width * bands : 0];
  }

  private static boolean isPlain(BufferedImage image) {
    var model = image.getColorModel();
    int colourSpace = model.getColorSpace().getType();
    int transfer = image.getRaster().getTransferType();
    return (model instanceof ComponentColorModel || model instanceof DirectColorModel)
        && (colourSpace == ColorSpace.TYPE_RGB || colourSpace == ColorSpace.TYPE_GRAY)
        && (transfer == DataBuffer.TYPE_BYTE
            || transfer == DataBuffer.TYPE_USHORT
            || transfer == DataBuffer.TYPE_INT);
  }

  /// Writes a row of pixels `0x00RRGGBB`.
  void copyRow(int y, int[] into) {
    if (plain) {
      image.getRaster().getPixels(0, y, width, 1, samples);
      for (int x = 0; x < width; x++) {
        into[x] = pixel(x * bands);
      }
    } else {
      image.getRGB(0, y, width, 1, into, 0, width);
      for (int x = 0; x < width; x++) {
        into[x] = Codec.over(into[x], WHITE);
      }
    }
  }

  private int pixel(int at) {
    int red = sample(at, 0);
    int green = colours == 1 ? red : sample(at, 1);
    int blue = colours == 1 ? red : sample(at, 2);
    int rgb = red << 16 | green << 8 | blue;
    int opacity = alpha ? sample(at, colours) : OPAQUE;
    if (opacity == OPAQUE) {
      return rgb;
    }
    if (!multiplied) {
      return Codec.over(opacity << 24 | rgb, WHITE);
    }
    int white = OPAQUE - opacity;
    return Math.min(OPAQUE, red + white) << 16
        | Math.min(OPAQUE, green + white) << 8
        | Math.min(OPAQUE, blue + white);
  }

  // In 8 bits: of more bits the highest, as the decoder takes them; fewer are spread.
  private int sample(int at, int band) {
    int value = samples[at + band];
    if (bits[band] >= 8) {
      return value >>> (bits[band] - 8);
    }
    int most = (1 << bits[band]) - 1;
    return (value * OPAQUE + most / 2) / most;
  }
}
