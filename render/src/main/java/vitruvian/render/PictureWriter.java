package vitruvian.render;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.Png;

/// Writes pictures of type `TYPE_INT_RGB`.
public final class PictureWriter {
  private PictureWriter() {}

  /// Writes a PNG, for speed rather than for the smallest file; neither flushes nor closes the
  /// stream.
  public static void writePng(BufferedImage image, OutputStream out) throws IOException {
    int width = image.getWidth();
    var pixels = pixels(image);
    Png.RGB.write(
        new ImageSize(width, image.getHeight()),
        (y, row) -> {
          int from = y * width;
          for (int x = 0; x < width; x++) {
            int pixel = pixels[from + x];
            row[3 * x] = (byte) (pixel >> 16);
            row[3 * x + 1] = (byte) (pixel >> 8);
            row[3 * x + 2] = (byte) pixel;
          }
        },
        out);
  }

  /// Writes a JPEG; does not close the stream.
  ///
  /// @param quality from 0, smallest, to 1, best; 0.9 looks like the original
  public static void writeJpeg(BufferedImage image, float quality, OutputStream out)
      throws IOException {
    pixels(image);
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var stream = new MemoryCacheImageOutputStream(out)) {
      var parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
  }

  /// The pixels of a picture, `0x00RRGGBB`.
  static int[] pixels(BufferedImage image) {
    if (image.getType() != BufferedImage.TYPE_INT_RGB) {
      throw new IllegalArgumentException("the picture's type is not TYPE_INT_RGB");
    }
    return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
  }
}
