package vitruvian.tracker;

import com.google.errorprone.annotations.MustBeClosed;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;

/// A picture in the Java heap, from which frames and other pictures are made.
public final class Bitmap {
  private final int width;
  private final int height;
  // 0x00RRGGBB, row by row.
  private final int[] pixels;

  private Bitmap(int width, int height, int[] pixels) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  /// A decoder that shrinks nothing, or to a longest side.
  static ImageDecoder decoder(int maxSide) {
    return new ImageDecoder(
        ImageLimits.DEFAULT.withMaxSide(maxSide),
        Ledger.process(),
        ByteBudget.unlimited(),
        Duration.ZERO);
  }

  /// Decodes a picture file with the product's own decoder, in full size.
  public static Bitmap read(Path file) {
    return switch (decoder(0).decode(file)) {
      case Decoded(var frame, _) -> {
        try (frame) {
          var pixels = new int[frame.width() * frame.height()];
          for (int y = 0; y < frame.height(); y++) {
            frame.copyRow(y, pixels, y * frame.width());
          }
          yield new Bitmap(frame.width(), frame.height(), pixels);
        }
      }
      case Refused refused -> throw new AssertionError("refused: " + refused);
    };
  }

  /// The width in pixels.
  public int width() {
    return width;
  }

  /// The height in pixels.
  public int height() {
    return height;
  }

  /// The pixel `0x00RRGGBB` at a position.
  public int pixel(int x, int y) {
    return pixels[y * width + x];
  }

  /// The picture as R, G, B bytes, row by row.
  public byte[] rgb() {
    var rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return rgb;
  }

  /// The SHA-256 of [#rgb].
  public String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rgb()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// The picture as a frame, which the caller closes.
  @MustBeClosed
  public Frame frame() {
    return Frame.ofRgb(width, height, rgb());
  }

  /// A picture without anything in it.
  public static Bitmap black(int width, int height) {
    return new Bitmap(width, height, new int[width * height]);
  }

  /// A window into the picture; black where it reaches over the edge.
  public Bitmap part(int left, int top, int width, int height) {
    var part = black(width, height);
    part.draw(this, -left, -top);
    return part;
  }

  /// The same with another picture over it.
  public Bitmap with(Bitmap other, int left, int top) {
    var both = new Bitmap(width, height, pixels.clone());
    both.draw(other, left, top);
    return both;
  }

  private void draw(Bitmap other, int left, int top) {
    int first = Math.max(0, left);
    int end = Math.min(width, left + other.width);
    for (int y = Math.max(0, top); y < Math.min(height, top + other.height) && first < end; y++) {
      System.arraycopy(
          other.pixels,
          (y - top) * other.width + first - left,
          pixels,
          y * width + first,
          end - first);
    }
  }

  /// The picture in another size, from the nearest pixels.
  public Bitmap scaled(int toWidth, int toHeight) {
    var other = black(toWidth, toHeight);
    for (int y = 0; y < toHeight; y++) {
      for (int x = 0; x < toWidth; x++) {
        other.pixels[y * toWidth + x] = pixel(x * width / toWidth, y * height / toHeight);
      }
    }
    return other;
  }

  /// A part of the picture, scaled, turned and perhaps mirrored, by chance; black where it reaches
  /// over the edge.
  public Bitmap variant(RandomGenerator random) {
    int w = random.nextInt(120, 640);
    int h = random.nextInt(120, 640);
    double angle = random.nextGaussian() * 0.2;
    double scale = random.nextDouble(0.7, 1.2) * Math.max((double) width / w, (double) height / h);
    double across = scale * Math.cos(angle) * (random.nextInt(4) == 0 ? -1 : 1);
    double down = scale * Math.sin(angle);
    double centerX = width * random.nextDouble(0.4, 0.6);
    double centerY = height * random.nextDouble(0.4, 0.6);
    var other = new int[w * h];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double u = x - w / 2.0;
        double v = y - h / 2.0;
        int fromX = (int) Math.round(centerX + u * across - v * down);
        int fromY = (int) Math.round(centerY + u * down + v * Math.abs(across));
        boolean inside = fromX >= 0 && fromY >= 0 && fromX < width && fromY < height;
        other[y * w + x] = inside ? pixel(fromX, fromY) : 0;
      }
    }
    return new Bitmap(w, h, other);
  }
}
