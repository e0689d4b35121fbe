package vitruvian.tracker.pipeline;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Sampling;

/// Cuts a rotated region out of a frame, straight into a model's input tensor.
///
/// This runs six to eight times a frame. A pixel's three channels are spread over one 64-bit
/// integer, 21 bits apart, so that one multiplication weighs all three: exact for the official
/// weights, which add up to 1024.
///
/// Upstream: `mediapipe/calculators/tensor/image_to_tensor_converter_opencv.cc` (CPU),
/// `image_to_tensor_converter_gl_texture.cc` (GPU), `image_to_tensor_utils.cc`.
public final class Crop {
  /// What lies outside the picture.
  public enum Border {
    /// Black.
    ZERO,
    /// The nearest pixel of the picture.
    REPLICATE
  }

  /// What a model wants to see.
  ///
  /// @param side the width and height of the input tensor
  /// @param keepAspect whether the region is padded to a square instead of stretched
  /// @param low the value of black in the tensor
  /// @param high the value of white
  public record Input(int side, boolean keepAspect, Border border, float low, float high) {}

  private static final long SPREAD_ROUND = 512L | 512L << 21 | 512L << 42;

  private Crop() {}

  /// The region in pixels, after padding.
  ///
  /// @param padX the share of the tensor's width that is padding, on each side
  /// @param padY the share of its height, above and below
  record Placed(
      float x, float y, float width, float height, float rotation, float padX, float padY) {
    static Placed of(Rect rect, Size size, boolean keepAspect) {
      float width = rect.width() * size.width();
      float height = rect.height() * size.height();
      float padX = 0;
      float padY = 0;
      if (keepAspect) {
        float aspect = height / width;
        if (aspect < 1) {
          padY = (1 - aspect) / 2;
          height = width;
        } else {
          padX = (1 - 1 / aspect) / 2;
          width = height;
        }
      }
      return new Placed(
          rect.x() * size.width(),
          rect.y() * size.height(),
          width,
          height,
          rect.rotation(),
          padX,
          padY);
    }
  }

  /// Fills a tensor.
  ///
  /// @param tensor receives `side * side * 3` floats, R G B
  /// @return where the region was placed
  static Placed into(MemorySegment tensor, Input input, Frame frame, Rect rect, Sampling sampling) {
    var size = new Size(frame.width(), frame.height());
    var placed = Placed.of(rect, size, input.keepAspect());
    switch (sampling) {
      case CPU -> corners(tensor, input, frame, placed);
      case GPU -> centers(tensor, input, frame, placed);
    }
    return placed;
  }

  // Pixel corners, 1/32 pixel, 8 bits.
  private static void corners(MemorySegment tensor, Input input, Frame frame, Placed placed) {
    int side = input.side();
    var pixels = frame.pixels();
    int width = frame.width();
    int height = frame.height();
    double acrossX = placed.width() * Math.cos(placed.rotation());
    double acrossY = placed.width() * Math.sin(placed.rotation());
    double downX = placed.height() * Math.sin(placed.rotation());
    double downY = placed.height() * Math.cos(placed.rotation());
    float[] values = values(input);
    boolean zero = input.border() == Border.ZERO;
    var columnX = new double[side];
    var columnY = new double[side];
    for (int i = 0; i < side; i++) {
      double u = (double) i / side - 0.5;
      columnX[i] = placed.x() + u * acrossX;
      columnY[i] = placed.y() + u * acrossY;
    }
    long at = 0;
    for (int j = 0; j < side; j++) {
      double v = (double) j / side - 0.5;
      double rowX = v * downX;
      double rowY = v * downY;
      for (int i = 0; i < side; i++) {
        int qx = (int) Math.rint(32 * (columnX[i] - rowX));
        int qy = (int) Math.rint(32 * (columnY[i] + rowY));
        int x = qx >> 5;
        int y = qy >> 5;
        int fx = qx & 31;
        int fy = qy & 31;
        long p00;
        long p01;
        long p10;
        long p11;
        if (x >= 0 && y >= 0 && x < width - 1 && y < height - 1) {
          long p = (long) y * width + x;
          p00 = spread(pixels.getAtIndex(JAVA_INT, p));
          p01 = spread(pixels.getAtIndex(JAVA_INT, p + 1));
          p10 = spread(pixels.getAtIndex(JAVA_INT, p + width));
          p11 = spread(pixels.getAtIndex(JAVA_INT, p + width + 1));
        } else {
          p00 = spread(tap(pixels, width, height, x, y, zero));
          p01 = spread(tap(pixels, width, height, x + 1, y, zero));
          p10 = spread(tap(pixels, width, height, x, y + 1, zero));
          p11 = spread(tap(pixels, width, height, x + 1, y + 1, zero));
        }
        long sum =
            p00 * (32L - fx) * (32 - fy)
                + p01 * fx * (32 - fy)
                + p10 * (32 - fx) * fy
                + p11 * fx * fy
                + SPREAD_ROUND;
        tensor.setAtIndex(JAVA_FLOAT, at, values[(int) (sum >>> 52) & 255]);
        tensor.setAtIndex(JAVA_FLOAT, at + 1, values[(int) (sum >>> 31) & 255]);
        tensor.setAtIndex(JAVA_FLOAT, at + 2, values[(int) (sum >>> 10) & 255]);
        at += 3;
      }
    }
  }

  // Pixel centers, floating point.
  private static void centers(MemorySegment tensor, Input input, Frame frame, Placed placed) {
    int side = input.side();
    var pixels = frame.pixels();
    int width = frame.width();
    int height = frame.height();
    double acrossX = placed.width() * Math.cos(placed.rotation());
    double acrossY = placed.width() * Math.sin(placed.rotation());
    double downX = placed.height() * Math.sin(placed.rotation());
    double downY = placed.height() * Math.cos(placed.rotation());
    float scale = (input.high() - input.low()) / 255;
    float low = input.low();
    boolean zero = input.border() == Border.ZERO;
    var columnX = new double[side];
    var columnY = new double[side];
    for (int i = 0; i < side; i++) {
      double u = (i + 0.5) / side - 0.5;
      columnX[i] = placed.x() + u * acrossX;
      columnY[i] = placed.y() + u * acrossY;
    }
    long at = 0;
    for (int j = 0; j < side; j++) {
      double v = (j + 0.5) / side - 0.5;
      double rowX = v * downX;
      double rowY = v * downY;
      for (int i = 0; i < side; i++, at += 3) {
        double textureX = columnX[i] - rowX;
        double textureY = columnY[i] + rowY;
        boolean outside = textureX < 0 || textureY < 0 || textureX > width || textureY > height;
        if (zero && outside) {
          tensor.setAtIndex(JAVA_FLOAT, at, low);
          tensor.setAtIndex(JAVA_FLOAT, at + 1, low);
          tensor.setAtIndex(JAVA_FLOAT, at + 2, low);
          continue;
        }
        double xs = Math.clamp(textureX - 0.5, 0, width - 1);
        double ys = Math.clamp(textureY - 0.5, 0, height - 1);
        int x = (int) xs;
        int y = (int) ys;
        float fx = (float) (xs - x);
        float fy = (float) (ys - y);
        int right = x < width - 1 ? 1 : 0;
        int below = y < height - 1 ? width : 0;
        long p = (long) y * width + x;
        int p00 = pixels.getAtIndex(JAVA_INT, p);
        int p01 = pixels.getAtIndex(JAVA_INT, p + right);
        int p10 = pixels.getAtIndex(JAVA_INT, p + below);
        int p11 = pixels.getAtIndex(JAVA_INT, p + below + right);
        float w00 = (1 - fx) * (1 - fy);
        float w01 = fx * (1 - fy);
        float w10 = (1 - fx) * fy;
        float w11 = fx * fy;
        tensor.setAtIndex(
            JAVA_FLOAT,
            at,
            low
                + scale
                    * (w00 * (p00 >> 16 & 255)
                        + w01 * (p01 >> 16 & 255)
                        + w10 * (p10 >> 16 & 255)
                        + w11 * (p11 >> 16 & 255)));
        tensor.setAtIndex(
            JAVA_FLOAT,
            at + 1,
            low
                + scale
                    * (w00 * (p00 >> 8 & 255)
                        + w01 * (p01 >> 8 & 255)
                        + w10 * (p10 >> 8 & 255)
                        + w11 * (p11 >> 8 & 255)));
        tensor.setAtIndex(
            JAVA_FLOAT,
            at + 2,
            low
                + scale
                    * (w00 * (p00 & 255)
                        + w01 * (p01 & 255)
                        + w10 * (p10 & 255)
                        + w11 * (p11 & 255)));
      }
    }
  }

  /// What the 256 values of a channel are in the tensor.
  static float[] values(Input input) {
    float scale = (input.high() - input.low()) / 255;
    var values = new float[256];
    for (int i = 0; i < 256; i++) {
      values[i] = i * scale + input.low();
    }
    return values;
  }

  // 0x00RRGGBB -> R at bit 42, G at bit 21, B at bit 0.
  private static long spread(int pixel) {
    return (pixel & 0xFF0000L) << 26 | (pixel & 0xFF00L) << 13 | (pixel & 0xFFL);
  }

  private static int tap(MemorySegment pixels, int width, int height, int x, int y, boolean zero) {
    if (zero && (x < 0 || y < 0 || x >= width || y >= height)) {
      return 0;
    }
    return pixels.getAtIndex(
        JAVA_INT, (long) Math.clamp(y, 0, height - 1) * width + Math.clamp(x, 0, width - 1));
  }
}
