package vitruvian.benchmarks;

import com.google.errorprone.annotations.MustBeClosed;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import vitruvian.render.PictureWriter;
import vitruvian.tracker.Frame;

/// The picture that everything is measured with: the sample portrait on a gray canvas of the size
/// that most pictures are tracked at.
public final class SamplePicture {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 850;
  private static final float JPEG_QUALITY = 0.9f;

  private final BufferedImage image;

  private SamplePicture(BufferedImage image) {
    this.image = image;
  }

  /// The picture, read and drawn anew.
  public static SamplePicture load() throws IOException {
    return load(WIDTH, HEIGHT, 0);
  }

  /// The picture in another size.
  ///
  /// @param shift by how many pixels the portrait lies right of the middle
  public static SamplePicture load(int canvasWidth, int canvasHeight, int shift)
      throws IOException {
    var image = new BufferedImage(canvasWidth, canvasHeight, BufferedImage.TYPE_INT_RGB);
    var portrait = portrait();
    int width = portrait.getWidth() * canvasHeight / portrait.getHeight();
    var graphics = image.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, canvasWidth, canvasHeight);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(portrait, (canvasWidth - width) / 2 + shift, 0, width, canvasHeight, null);
    graphics.dispose();
    return new SamplePicture(image);
  }

  /// People beside each other and, where there are several rows, above each other.
  ///
  /// @param side of each in pixels
  public static SamplePicture group(int columns, int rows, int side) throws IOException {
    var image = new BufferedImage(columns * side, rows * side, BufferedImage.TYPE_INT_RGB);
    var portrait = portrait();
    var graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    for (int i = 0; i < columns * rows; i++) {
      graphics.drawImage(portrait, i % columns * side, i / columns * side, side, side, null);
    }
    graphics.dispose();
    return new SamplePicture(image);
  }

  /// A square picture that no format compresses.
  public static SamplePicture noise(int side) {
    var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    var pixels = new Random(side).ints((long) side * side).toArray();
    image.getRaster().setDataElements(0, 0, side, side, pixels);
    return new SamplePicture(image);
  }

  private static BufferedImage portrait() throws IOException {
    try (var stream = SamplePicture.class.getResourceAsStream("astronaut.png")) {
      if (stream == null) {
        throw new IllegalStateException("the sample picture is not on the class path");
      }
      return ImageIO.read(stream);
    }
  }

  /// The pixels, of type `TYPE_INT_RGB`; to be drawn on.
  BufferedImage image() {
    return image;
  }

  /// The pixels as a frame, which the caller closes.
  @MustBeClosed
  public Frame frame() {
    int width = image.getWidth();
    int height = image.getHeight();
    var rgb = new byte[3 * width * height];
    int at = 0;
    for (int pixel : image.getRGB(0, 0, width, height, null, 0, width)) {
      rgb[at++] = (byte) (pixel >> 16);
      rgb[at++] = (byte) (pixel >> 8);
      rgb[at++] = (byte) pixel;
    }
    return Frame.ofRgb(width, height, rgb);
  }

  /// A JPEG whose details come line by line or, if progressive, everywhere at once.
  public byte[] jpeg(boolean progressive) throws IOException {
    var out = new ByteArrayOutputStream();
    var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var stream = new MemoryCacheImageOutputStream(out)) {
      var parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(JPEG_QUALITY);
      parameters.setProgressiveMode(
          progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /// A PNG.
  public byte[] png() throws IOException {
    var out = new ByteArrayOutputStream();
    PictureWriter.writePng(image, out);
    return out.toByteArray();
  }

  /// A lossy WebP.
  public byte[] webp() {
    return WebpWriter.write(image);
  }
}
