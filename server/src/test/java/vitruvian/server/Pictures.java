package vitruvian.server;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/// Pictures that clients send.
final class Pictures {
  private static final Path PORTRAIT = Path.of("../samples/astronaut.png");
  private static final Path WEBP =
      Path.of("../tracker/src/test/resources/vitruvian/tracker/image/lossy.webp");

  private Pictures() {}

  /// The portrait, 512 x 512, as PNG.
  static byte[] portrait() {
    return read(PORTRAIT);
  }

  /// The portrait as JPEG.
  static byte[] jpeg() {
    return cut(0, 512, "jpeg");
  }

  /// A square part of the portrait.
  ///
  /// @param left its left side
  static byte[] cut(int left, int side, String format) {
    try {
      var out = new ByteArrayOutputStream();
      ImageIO.write(ImageIO.read(PORTRAIT.toFile()).getSubimage(left, 0, side, side), format, out);
      return out.toByteArray();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// So many people beside each other, each 320 x 320, every second one mirrored, as PNG.
  static byte[] group(int people) {
    return beside(people, 1, 320, "png");
  }

  /// The same as JPEG.
  static byte[] groupAsJpeg(int people) {
    return beside(people, 1, 320, "jpeg");
  }

  /// More people than anybody is looked for, as a collage of 1280 x 1280.
  static byte[] hundreds() {
    return beside(16, 16, 80, "jpeg");
  }

  private static byte[] beside(int columns, int rows, int side, String format) {
    try {
      var portrait = ImageIO.read(PORTRAIT.toFile());
      var all = new BufferedImage(columns * side, rows * side, BufferedImage.TYPE_INT_RGB);
      var pencil = all.createGraphics();
      pencil.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      for (int i = 0; i < columns * rows; i++) {
        int x = i % columns * side;
        int y = i / columns * side;
        boolean mirrored = i % 2 == 1;
        pencil.drawImage(portrait, mirrored ? x + side : x, y, mirrored ? -side : side, side, null);
      }
      pencil.dispose();
      var out = new ByteArrayOutputStream();
      ImageIO.write(all, format, out);
      return out.toByteArray();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A picture in which nobody can be found, as PNG.
  static byte[] black() {
    try {
      var out = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB), "png", out);
      return out.toByteArray();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A small picture without anybody.
  static byte[] small(String format) {
    var image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 24; x++) {
        image.setRGB(x, y, 0x0a0703 * x + 0x050b0d * y);
      }
    }
    try {
      var out = new ByteArrayOutputStream();
      ImageIO.write(image, format, out);
      return out.toByteArray();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// One small picture of each format.
  static List<byte[]> ofAllFormats() {
    return List.of(small("jpeg"), small("png"), read(WEBP));
  }

  /// A PNG whose header promises 60,000 x 60,000 pixels.
  static byte[] bomb() {
    var png = small("png");
    ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000).putInt(29, checkSum(png, 12, 17));
    return png;
  }

  /// A PNG with a whole structure and damaged contents.
  static byte[] corrupt() {
    var png = small("png");
    int at = new String(png, StandardCharsets.ISO_8859_1).indexOf("IDAT");
    int length = ByteBuffer.wrap(png).getInt(at - 4);
    for (int i = 2; i < length; i++) {
      png[at + 4 + i] = (byte) 0xff;
    }
    ByteBuffer.wrap(png).putInt(at + 4 + length, checkSum(png, at, length + 4));
    return png;
  }

  static int checkSum(byte[] bytes, int from, int length) {
    var sum = new CRC32();
    sum.update(bytes, from, length);
    return (int) sum.getValue();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
