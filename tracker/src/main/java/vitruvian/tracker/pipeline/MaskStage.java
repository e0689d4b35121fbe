package vitruvian.tracker.pipeline;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import vitruvian.tracker.Sampling;

/// The mask of the person: the pose model's 256 x 256 logits as probabilities, turned back into the
/// picture.
///
/// Upstream: `mediapipe/modules/pose_landmark/pose_segmentation_inverse_projection.pbtxt`,
/// `mediapipe/calculators/image/warp_affine_calculator.cc`.
final class MaskStage {
  private static final int SIDE = 256;
  // OpenCV's warpAffine counts positions in 1/1024 pixel, then in 1/32.
  private static final int FINE = 1024;
  private static final int STEPS = 32;

  private MaskStage() {}

  /// The mask in the size of the picture.
  ///
  /// @param logits 256 x 256 floats
  /// @param region that the model looked at
  static FloatMask run(MemorySegment logits, Rect region, Size size, Sampling sampling) {
    var mask = new float[SIDE * SIDE];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = Sigmoid.of(logits.getAtIndex(JAVA_FLOAT, i));
    }
    var back = new RegionMatrix(Crop.Placed.of(region, size, true), size).inverse();
    var picture = new FloatMask(size.width(), size.height());
    for (int y = 0; y < size.height(); y++) {
      switch (sampling) {
        case CPU -> corners(mask, back, size, y, picture.values());
        case GPU -> centers(mask, back, size, y, picture.values());
      }
    }
    return picture;
  }

  private static void corners(float[] mask, RegionMatrix back, Size size, int y, float[] picture) {
    double xByX = SIDE * back.m00() / size.width();
    double yByX = SIDE * back.m10() / size.width();
    double x0 = SIDE * (back.m01() * y / size.height() + back.m03());
    double y0 = SIDE * (back.m11() * y / size.height() + back.m13());
    long rowX = Math.round(FINE * x0) + FINE / STEPS / 2;
    long rowY = Math.round(FINE * y0) + FINE / STEPS / 2;
    for (int i = 0; i < size.width(); i++) {
      long qx = (rowX + Math.round(FINE * xByX * i)) >> 5;
      long qy = (rowY + Math.round(FINE * yByX * i)) >> 5;
      picture[y * size.width() + i] =
          bilinear(
              mask,
              (int) (qx >> 5),
              (int) (qy >> 5),
              (qx & STEPS - 1) / (float) STEPS,
              (qy & STEPS - 1) / (float) STEPS);
    }
  }

  private static void centers(float[] mask, RegionMatrix back, Size size, int y, float[] picture) {
    double v = (y + 0.5) / size.height();
    for (int i = 0; i < size.width(); i++) {
      double u = (i + 0.5) / size.width();
      double xs = SIDE * (back.m00() * u + back.m01() * v + back.m03()) - 0.5;
      double ys = SIDE * (back.m10() * u + back.m11() * v + back.m13()) - 0.5;
      int x = (int) Math.floor(xs);
      int yy = (int) Math.floor(ys);
      picture[y * size.width() + i] = bilinear(mask, x, yy, (float) (xs - x), (float) (ys - yy));
    }
  }

  // Outside the mask is 0.
  private static float bilinear(float[] mask, int x, int y, float fx, float fy) {
    if (x < -1 || y < -1 || x >= SIDE || y >= SIDE) {
      return 0;
    }
    return (1 - fy) * ((1 - fx) * at(mask, x, y) + fx * at(mask, x + 1, y))
        + fy * ((1 - fx) * at(mask, x, y + 1) + fx * at(mask, x + 1, y + 1));
  }

  private static float at(float[] mask, int x, int y) {
    return x < 0 || y < 0 || x >= SIDE || y >= SIDE ? 0 : mask[y * SIDE + x];
  }
}
