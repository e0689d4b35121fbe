package vitruvian.benchmarks;

import com.google.errorprone.annotations.MustBeClosed;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    var portrait = portrait();
    int width = portrait.getWidth() * HEIGHT / portrait.getHeight();
    var graphics = image.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(portrait, (WIDTH - width) / 2, 0, width, HEIGHT, null);
    graphics.dispose();
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
    var rgb = new byte[3 * WIDTH * HEIGHT];
    int at = 0;
    for (int pixel : image.getRGB(0, 0, WIDTH, HEIGHT, new int[WIDTH * HEIGHT], 0, WIDTH)) {
      rgb[at++] = (byte) (pixel >> 16);
      rgb[at++] = (byte) (pixel >> 8);
      rgb[at++] = (byte) pixel;
    }
    return Frame.ofRgb(WIDTH, HEIGHT, rgb);
  }

  /// A JPEG whose details come line by line or, if progressive, everywhere at once.
  byte[] jpeg(boolean progressive) throws IOException {
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

  byte[] png() throws IOException {
    var out = new ByteArrayOutputStream();
    PictureWriter.writePng(image, out);
    return out.toByteArray();
  }

  /// A lossy WebP.
  byte[] webp() {
    return WebpWriter.write(image);
  }
}
