package vitruvian.tracker.pipeline;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Sampling;

/// Cuts rotated regions out of frames, straight into the input tensors of models.
///
/// This runs six to eight times a frame, so it goes row by row, in two steps that the compiler can
/// make fast: first all sampling positions of the row, then its pixels. In the CPU sampling a pixel
/// and its right neighbour are read as one 64-bit integer, whose red and blue are weighed by one
/// multiplication: 16 bits hold 32 x 255, and integer arithmetic is exact in any order.
///
/// One per session: it keeps buffers for a row. Not thread-safe.
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

  private static final int MAX_SIDE = 256;
  private static final long RED_BLUE = 0x00FF00FF00FF00FFL;
  private static final long BLUE = 0x000000FF000000FFL;

  private final int[] fixedX = new int[MAX_SIDE];
  private final int[] fixedY = new int[MAX_SIDE];
  private final double[] exactX = new double[MAX_SIDE];
  private final double[] exactY = new double[MAX_SIDE];
  private final double[] columns = new double[MAX_SIDE];
  private final float[] row = new float[3 * MAX_SIDE];
  private final float[] values = new float[256];

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
  Placed into(MemorySegment tensor, Input input, Frame frame, Rect rect, Sampling sampling) {
    var size = new Size(frame.width(), frame.height());
    var placed = Placed.of(rect, size, input.keepAspect());
    fillValues(input);
    int side = input.side();
    double acrossX = placed.width() * Math.cos(placed.rotation());
    double acrossY = placed.width() * Math.sin(placed.rotation());
    double downX = placed.height() * Math.sin(placed.rotation());
    double downY = placed.height() * Math.cos(placed.rotation());
    // Pixel corners on the CPU, pixel centers on the GPU: of the tensor here, of the frame below.
    double offset = sampling == Sampling.GPU ? 0.5 : 0;
    for (int i = 0; i < side; i++) {
      columns[i] = (i + offset) / side - 0.5;
    }
    for (int j = 0; j < side; j++) {
      double v = (j + offset) / side - 0.5;
      exact(exactX, side, placed.x(), acrossX, -(v * downX));
      exact(exactY, side, placed.y(), acrossY, v * downY);
      switch (sampling) {
        case CPU -> corners(input, frame);
        case GPU -> centers(input, frame);
      }
      MemorySegment.copy(row, 0, tensor, JAVA_FLOAT, 3L * Float.BYTES * side * j, 3 * side);
    }
    return placed;
  }

  // What the 256 values of a channel are in the tensor.
  private void fillValues(Input input) {
    float scale = (input.high() - input.low()) / 255;
    for (int i = 0; i < values.length; i++) {
      values[i] = i * scale + input.low();
    }
  }

  private void exact(double[] positions, int side, double center, double across, double down) {
    for (int i = 0; i < side; i++) {
      positions[i] = center + columns[i] * across + down;
    }
  }

  private static void fixed(int[] fixed, double[] exact, int side) {
    for (int i = 0; i < side; i++) {
      fixed[i] = (int) Math.rint(32 * exact[i]);
    }
  }

  // One row at pixel corners, in steps of 1/32 pixel, rounded to 8 bits.
  private void corners(Input input, Frame frame) {
    int side = input.side();
    fixed(fixedX, exactX, side);
    fixed(fixedY, exactY, side);
    // Positions on a straight line: between two that are inside, all are.
    boolean inside =
        isInside(fixedX[0], fixedY[0], frame)
            && isInside(fixedX[side - 1], fixedY[side - 1], frame);
    if (inside) {
      cornersInside(side, frame.pixels(), frame.width());
    } else {
      cornersAnywhere(side, frame, input.border() == Border.ZERO);
    }
  }

  private static boolean isInside(int x, int y, Frame frame) {
    return x >= 0 && y >= 0 && x >> 5 < frame.width() - 1 && y >> 5 < frame.height() - 1;
  }

  private void cornersInside(int side, MemorySegment pixels, int width) {
    long stride = (long) Integer.BYTES * width;
    for (int i = 0; i < side; i++) {
      int x = fixedX[i];
      int y = fixedY[i];
      long at = Integer.BYTES * ((long) (y >> 5) * width + (x >> 5));
      weigh(
          i,
          pixels.get(JAVA_LONG_UNALIGNED, at),
          pixels.get(JAVA_LONG_UNALIGNED, at + stride),
          x & 31,
          y & 31);
    }
  }

  private void cornersAnywhere(int side, Frame frame, boolean zero) {
    var pixels = frame.pixels();
    int width = frame.width();
    int height = frame.height();
    for (int i = 0; i < side; i++) {
      int x = fixedX[i] >> 5;
      int y = fixedY[i] >> 5;
      long above;
      long below;
      boolean wide = x >= 0 && x < width - 1;
      if (wide && (!zero || (y >= 0 && y < height - 1))) {
        long first = (long) Math.clamp(y, 0, height - 1) * width + x;
        long second = (long) Math.clamp(y + 1, 0, height - 1) * width + x;
        above = pixels.get(JAVA_LONG_UNALIGNED, Integer.BYTES * first);
        below = pixels.get(JAVA_LONG_UNALIGNED, Integer.BYTES * second);
      } else {
        above = pair(frame, x, y, zero);
        below = pair(frame, x, y + 1, zero);
      }
      weigh(i, above, below, fixedX[i] & 31, fixedY[i] & 31);
    }
  }

  // A pixel in the low half and its right neighbour in the high half.
  private static long pair(Frame frame, int x, int y, boolean zero) {
    return tap(frame, x, y, zero) | tap(frame, x + 1, y, zero) << 32;
  }

  private static long tap(Frame frame, int x, int y, boolean zero) {
    int width = frame.width();
    int height = frame.height();
    if (zero && (x < 0 || y < 0 || x >= width || y >= height)) {
      return 0;
    }
    return frame
        .pixels()
        .getAtIndex(
            JAVA_INT, (long) Math.clamp(y, 0, height - 1) * width + Math.clamp(x, 0, width - 1));
  }

  // Two pixels above, two below: down first, all at once, then across, channel by channel. A
  // difference may borrow from the lane beside it, which the sum gives back.
  private void weigh(int i, long above, long below, int fx, int fy) {
    long redBlueAbove = above & RED_BLUE;
    long greenAbove = above >>> 8 & BLUE;
    long redBlue = (redBlueAbove << 5) + ((below & RED_BLUE) - redBlueAbove) * fy;
    long green = (greenAbove << 5) + ((below >>> 8 & BLUE) - greenAbove) * fy;
    row[3 * i] = across((int) (redBlue >>> 16) & 0xFFFF, (int) (redBlue >>> 48), fx);
    row[3 * i + 1] = across((int) green, (int) (green >>> 32), fx);
    row[3 * i + 2] = across((int) redBlue & 0xFFFF, (int) (redBlue >>> 32) & 0xFFFF, fx);
  }

  private float across(int left, int right, int fx) {
    return values[((left << 5) + (right - left) * fx + 512) >> 10 & 255];
  }

  // One row at pixel centers, in steps of 1/16384 pixel, which is continuous for all that
  // follows, and not rounded to 8 bits.
  private void centers(Input input, Frame frame) {
    int side = input.side();
    int width = frame.width();
    int height = frame.height();
    fixedInside(fixedX, exactX, side, width - 1);
    fixedInside(fixedY, exactY, side, height - 1);
    float scale = (input.high() - input.low()) / 255 / (1 << 28);
    float low = input.low();
    if (width > 1 && height > 1) {
      centersOf(side, frame.pixels(), width, height, scale, low);
    } else {
      centersOfLine(side, frame, scale, low);
    }
    if (input.border() == Border.ZERO) {
      blacken(side, width, height, low);
    }
  }

  private static void fixedInside(int[] fixed, double[] exact, int side, int last) {
    double most = 16384.0 * last;
    for (int i = 0; i < side; i++) {
      fixed[i] = (int) Math.rint(Math.min(Math.max(16384 * (exact[i] - 0.5), 0), most));
    }
  }

  private void centersOf(
      int side, MemorySegment pixels, int width, int height, float scale, float low) {
    long stride = (long) Integer.BYTES * width;
    for (int i = 0; i < side; i++) {
      // The last column and row are the far neighbours of those before them.
      int x = Math.min(fixedX[i] >> 14, width - 2);
      int y = Math.min(fixedY[i] >> 14, height - 2);
      long at = Integer.BYTES * ((long) y * width + x);
      weighFinely(
          i,
          pixels.get(JAVA_LONG_UNALIGNED, at),
          pixels.get(JAVA_LONG_UNALIGNED, at + stride),
          fixedX[i] - (x << 14),
          fixedY[i] - (y << 14),
          scale,
          low);
    }
  }

  // A frame of one row or one column has no pairs of pixels in memory.
  private void centersOfLine(int side, Frame frame, float scale, float low) {
    for (int i = 0; i < side; i++) {
      int x = fixedX[i] >> 14;
      int y = fixedY[i] >> 14;
      weighFinely(
          i,
          pair(frame, x, y, false),
          pair(frame, x, y + 1, false),
          fixedX[i] & 16383,
          fixedY[i] & 16383,
          scale,
          low);
    }
  }

  // Weights add up to 2^28, so a channel takes 36 bits.
  private void weighFinely(int i, long above, long below, int fx, int fy, float scale, float low) {
    long w11 = (long) fx * fy;
    long w01 = ((long) fx << 14) - w11;
    long w10 = ((long) fy << 14) - w11;
    long w00 = (1 << 28) - w01 - w10 - w11;
    row[3 * i] = channel(above >>> 16, below >>> 16, w00, w01, w10, w11) * scale + low;
    row[3 * i + 1] = channel(above >>> 8, below >>> 8, w00, w01, w10, w11) * scale + low;
    row[3 * i + 2] = channel(above, below, w00, w01, w10, w11) * scale + low;
  }

  private static float channel(long above, long below, long w00, long w01, long w10, long w11) {
    return (above & 255) * w00
        + (above >>> 32 & 255) * w01
        + (below & 255) * w10
        + (below >>> 32 & 255) * w11;
  }

  // What was sampled outside the frame becomes black.
  private void blacken(int side, int width, int height, float low) {
    for (int i = 0; i < side; i++) {
      double x = exactX[i];
      double y = exactY[i];
      if (x < 0 || y < 0 || x > width || y > height) {
        row[3 * i] = low;
        row[3 * i + 1] = low;
        row[3 * i + 2] = low;
      }
    }
  }
}
