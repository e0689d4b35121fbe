package vitruvian.tracker.pipeline;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Sampling;

/// Cuts rotated regions out of frames, straight into the input tensors of models.
///
/// This runs six to eight times a frame, each time on a frame that the model before has driven out
/// of the caches. So it goes row by row, in steps: all positions of the row; then its pixels, four
/// for each position, in a loop that does nothing else and so keeps many reads in flight; then the
/// weighing, channel by channel, in loops that the compiler turns into vector instructions.
///
/// The weights are 32-bit floats in both samplings. In the CPU sampling that is exact: positions in
/// steps of 1/32 pixel make every intermediate value a multiple of 1/1024 below 256, which a float
/// holds, so the result is the one of the official integer arithmetic to the bit.
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
  private static final int CACHE_LINE_PIXELS = 16;

  /// Where samples are further apart than this, most of the memory between them is not needed.
  private static final double WARM_UP_TO = 4;

  // Of the row at hand: where its samples lie, exactly and as pixel and fraction; the four pixels
  // around each; one channel's weighing; the three channels.
  private final double[] columns = new double[MAX_SIDE];
  private final double[] exactX = new double[MAX_SIDE];
  private final double[] exactY = new double[MAX_SIDE];
  private final int[] pixelX = new int[MAX_SIDE];
  private final int[] pixelY = new int[MAX_SIDE];
  private final float[] fractionX = new float[MAX_SIDE];
  private final float[] fractionY = new float[MAX_SIDE];
  private final int[] topLeft = new int[MAX_SIDE];
  private final int[] topRight = new int[MAX_SIDE];
  private final int[] bottomLeft = new int[MAX_SIDE];
  private final int[] bottomRight = new int[MAX_SIDE];
  private final float[] left = new float[MAX_SIDE];
  private final float[] right = new float[MAX_SIDE];
  private final float[] red = new float[MAX_SIDE];
  private final float[] green = new float[MAX_SIDE];
  private final float[] blue = new float[MAX_SIDE];
  private final float[] row = new float[3 * MAX_SIDE];

  // Keeps the compiler from leaving out the reads that warm the cache.
  @SuppressWarnings("UnusedVariable")
  private int warmth;

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
    if (placed.width() < WARM_UP_TO * side) {
      warm(frame, placed);
    }
    boolean zero = input.border() == Border.ZERO;
    for (int j = 0; j < side; j++) {
      double v = (j + offset) / side - 0.5;
      exact(exactX, columns, side, placed.x(), acrossX, -(v * downX));
      exact(exactY, columns, side, placed.y(), acrossY, v * downY);
      switch (sampling) {
        case CPU -> {
          corners(exactX, pixelX, fractionX, side);
          corners(exactY, pixelY, fractionY, side);
          gather(side, frame, zero);
        }
        case GPU -> {
          centers(exactX, pixelX, fractionX, side, frame.width() - 1);
          centers(exactY, pixelY, fractionY, side, frame.height() - 1);
          gather(side, frame, false);
        }
      }
      weigh(side, input, sampling);
      if (zero && sampling == Sampling.GPU) {
        blacken(side, frame.width(), frame.height(), input.low());
      }
      MemorySegment.copy(row, 0, tensor, JAVA_FLOAT, 3L * Float.BYTES * side * j, 3 * side);
    }
    return placed;
  }

  // Reads one pixel of every cache line of the upright rectangle around the region.
  private void warm(Frame frame, Placed placed) {
    double sin = Math.abs(Math.sin(placed.rotation()));
    double cos = Math.abs(Math.cos(placed.rotation()));
    double reachX = (placed.width() * cos + placed.height() * sin) / 2;
    double reachY = (placed.width() * sin + placed.height() * cos) / 2;
    int firstX = (int) Math.max(0, placed.x() - reachX);
    int firstY = (int) Math.max(0, placed.y() - reachY);
    int lastX = (int) Math.min(frame.width() - 1.0, placed.x() + reachX + 1);
    int lastY = (int) Math.min(frame.height() - 1.0, placed.y() + reachY + 1);
    var pixels = frame.pixels();
    int sum = 0;
    for (int y = firstY; y <= lastY; y++) {
      long start = (long) frame.width() * y;
      for (int x = firstX; x <= lastX; x += CACHE_LINE_PIXELS) {
        sum += pixels.getAtIndex(JAVA_INT, start + x);
      }
    }
    warmth = sum;
  }

  private static void exact(
      double[] exact, double[] columns, int side, double center, double across, double down) {
    for (int i = 0; i < side; i++) {
      exact[i] = center + columns[i] * across + down;
    }
  }

  // Steps of 1/32 pixel. Thirty-twos are exact in doubles, so this is integer arithmetic.
  private static void corners(double[] exact, int[] pixel, float[] fraction, int side) {
    for (int i = 0; i < side; i++) {
      double steps = Math.rint(32 * exact[i]) * (1 / 32.0);
      double whole = Math.floor(steps);
      pixel[i] = (int) whole;
      fraction[i] = (float) (steps - whole);
    }
  }

  // Continuous, from the first pixel's center to the last one's.
  private static void centers(
      double[] exact, int[] pixel, float[] fraction, int side, double last) {
    for (int i = 0; i < side; i++) {
      pixel[i] = (int) Math.min(Math.max(exact[i] - 0.5, 0), last);
    }
    for (int i = 0; i < side; i++) {
      fraction[i] = (float) (Math.min(Math.max(exact[i] - 0.5, 0), last) - pixel[i]);
    }
  }

  private void gather(int side, Frame frame, boolean zero) {
    int lastX = frame.width() - 1;
    int lastY = frame.height() - 1;
    if (zero && (isBeyond(pixelX, side, lastX) || isBeyond(pixelY, side, lastY))) {
      fillBlack(side);
      return;
    }
    // The row is straight: what lies inside the frame lies together.
    int from = 0;
    while (from < side && !isInside(from, lastX, lastY)) {
      from++;
    }
    int to = side;
    while (to > from && !isInside(to - 1, lastX, lastY)) {
      to--;
    }
    gatherAtTheEdge(0, from, frame);
    gatherInside(from, to, frame.pixels(), frame.width());
    gatherAtTheEdge(to, side, frame);
    if (zero && to - from < side) {
      blackenOutside(side, lastX, lastY);
    }
  }

  // Whether a pixel and its neighbours to the right and below are inside.
  private boolean isInside(int i, int lastX, int lastY) {
    return pixelX[i] >= 0 && pixelY[i] >= 0 && pixelX[i] < lastX && pixelY[i] < lastY;
  }

  private void gatherInside(int from, int to, MemorySegment pixels, int width) {
    long stride = (long) Integer.BYTES * width;
    for (int i = from; i < to; i++) {
      long at = Integer.BYTES * ((long) pixelY[i] * width + pixelX[i]);
      topLeft[i] = pixels.get(JAVA_INT, at);
      topRight[i] = pixels.get(JAVA_INT, at + Integer.BYTES);
      bottomLeft[i] = pixels.get(JAVA_INT, at + stride);
      bottomRight[i] = pixels.get(JAVA_INT, at + stride + Integer.BYTES);
    }
  }

  // Takes the nearest pixels inside.
  private void gatherAtTheEdge(int from, int to, Frame frame) {
    var pixels = frame.pixels();
    int width = frame.width();
    int lastX = width - 1;
    int lastY = frame.height() - 1;
    for (int i = from; i < to; i++) {
      int x = pixelX[i];
      int y = pixelY[i];
      int x0 = x < 0 ? 0 : Math.min(x, lastX);
      int x1 = x < -1 ? 0 : x >= lastX ? lastX : x + 1;
      long y0 = (long) width * (y < 0 ? 0 : Math.min(y, lastY));
      long y1 = (long) width * (y < -1 ? 0 : y >= lastY ? lastY : y + 1);
      topLeft[i] = pixels.getAtIndex(JAVA_INT, y0 + x0);
      topRight[i] = pixels.getAtIndex(JAVA_INT, y0 + x1);
      bottomLeft[i] = pixels.getAtIndex(JAVA_INT, y1 + x0);
      bottomRight[i] = pixels.getAtIndex(JAVA_INT, y1 + x1);
    }
  }

  // Whether a whole row, which is straight, lies on one side of the frame.
  private static boolean isBeyond(int[] pixel, int side, int last) {
    int first = pixel[0];
    int end = pixel[side - 1];
    return (first < -1 && end < -1) || (first > last && end > last);
  }

  private void fillBlack(int side) {
    Arrays.fill(topLeft, 0, side, 0);
    Arrays.fill(topRight, 0, side, 0);
    Arrays.fill(bottomLeft, 0, side, 0);
    Arrays.fill(bottomRight, 0, side, 0);
  }

  // Each of the four pixels by itself: a sample at the edge has some of them inside.
  private void blackenOutside(int side, int lastX, int lastY) {
    for (int i = 0; i < side; i++) {
      int x = pixelX[i];
      int y = pixelY[i];
      boolean left = x >= 0 && x <= lastX;
      boolean right = x >= -1 && x < lastX;
      boolean top = y >= 0 && y <= lastY;
      boolean bottom = y >= -1 && y < lastY;
      topLeft[i] = top && left ? topLeft[i] : 0;
      topRight[i] = top && right ? topRight[i] : 0;
      bottomLeft[i] = bottom && left ? bottomLeft[i] : 0;
      bottomRight[i] = bottom && right ? bottomRight[i] : 0;
    }
  }

  private void weigh(int side, Input input, Sampling sampling) {
    float scale = (input.high() - input.low()) / 255;
    weigh(red, side, 16, scale, input.low(), sampling);
    weigh(green, side, 8, scale, input.low(), sampling);
    weigh(blue, side, 0, scale, input.low(), sampling);
    for (int i = 0; i < side; i++) {
      row[3 * i] = red[i];
      row[3 * i + 1] = green[i];
      row[3 * i + 2] = blue[i];
    }
  }

  private void weigh(
      float[] channel, int side, int shift, float scale, float low, Sampling sampling) {
    down(topLeft, bottomLeft, fractionY, shift, left, side);
    down(topRight, bottomRight, fractionY, shift, right, side);
    switch (sampling) {
      case CPU -> acrossRounded(left, right, fractionX, scale, low, channel, side);
      case GPU -> across(left, right, fractionX, scale, low, channel, side);
    }
  }

  private static void down(
      int[] top, int[] bottom, float[] fraction, int shift, float[] to, int side) {
    for (int i = 0; i < side; i++) {
      int first = top[i] >> shift & 255;
      int second = bottom[i] >> shift & 255;
      to[i] = first + (second - first) * fraction[i];
    }
  }

  private static void acrossRounded(
      float[] left, float[] right, float[] fraction, float scale, float low, float[] to, int side) {
    for (int i = 0; i < side; i++) {
      int rounded = (int) (left[i] + (right[i] - left[i]) * fraction[i] + 0.5f);
      to[i] = rounded * scale + low;
    }
  }

  private static void across(
      float[] left, float[] right, float[] fraction, float scale, float low, float[] to, int side) {
    for (int i = 0; i < side; i++) {
      to[i] = (left[i] + (right[i] - left[i]) * fraction[i]) * scale + low;
    }
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
