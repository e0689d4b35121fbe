package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import vitruvian.tracker.Bitmap;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Json;
import vitruvian.tracker.Sampling;
import vitruvian.tracker.Shared;
import vitruvian.tracker.pipeline.Crop.Border;

/// Regions cut out of pictures, as 8-bit values: the range of the tensor is 0 to 255 here.
final class CropTest {
  private static final Crop CROP = new Crop();

  static Stream<Json> warps() {
    return Check.of("warp").get("cases").items().stream();
  }

  private static Crop.Input input(int side, boolean keepAspect, Border border) {
    return new Crop.Input(side, keepAspect, border, 0, 255);
  }

  private static float[] values(Crop.Input input, Frame frame, Rect rect, Sampling sampling) {
    try (var arena = Arena.ofConfined()) {
      var tensor = tensor(arena, input.side());
      CROP.into(tensor, input, frame, rect, sampling);
      return tensor.toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  private static MemorySegment tensor(Arena arena, int side) {
    return arena.allocate(ValueLayout.JAVA_FLOAT, 3L * side * side);
  }

  private static byte[] synthetic(int width, int height) {
    var rgb = new byte[3 * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[at++] = (byte) (37 * x + 91 * y + 53 * c + x * y);
        }
      }
    }
    return rgb;
  }

  @ParameterizedTest
  @MethodSource("warps")
  void equalsTheCheckValuesByteForByte(Json check) {
    var pixels = check.get("roi_px").floats();
    var rect = new Rect(pixels[0] / 40, pixels[1] / 30, pixels[2] / 40, pixels[3] / 30, pixels[4]);
    int side = check.get("tensor").item(0).integer();
    var border = check.get("border").text().equals("zero") ? Border.ZERO : Border.REPLICATE;
    var input = input(side, check.get("keep_aspect_ratio").isTrue(), border);
    float[] found;
    try (var frame = Frame.ofRgb(40, 30, synthetic(40, 30));
        var arena = Arena.ofConfined()) {
      var tensor = tensor(arena, side);
      var placed = CROP.into(tensor, input, frame, rect, Sampling.CPU);
      Check.assertSame(
          new float[] {placed.padX(), placed.padY(), placed.padX(), placed.padY()},
          check.get("padding_ltrb"));
      found = tensor.toArray(ValueLayout.JAVA_FLOAT);
    }
    var channels = new String[] {"red", "green", "blue"};
    for (int i = 0; i < found.length; i++) {
      var row = check.get(channels[i % 3]).item(i / 3 / side);
      assertThat(found[i]).as("value %d", i).isEqualTo((float) row.item(i / 3 % side).number());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "medium_sub_rect_keep_aspect, 0.65, 0.4, 0.5, 0.5, 0, 256, true",
    "medium_sub_rect_keep_aspect_with_rotation, 0.65, 0.4, 0.5, 0.5, 90, 256, true",
    "medium_sub_rect_with_rotation, 0.65, 0.4, 0.5, 0.5, -45, 256, false",
    "large_sub_rect, 0.5, 0.5, 1.5, 1.1, 0, 128, false",
    "large_sub_rect_keep_aspect, 0.5, 0.5, 1.5, 1.1, 0, 128, true",
    "large_sub_rect_keep_aspect_with_rotation, 0.5, 0.5, 1.5, 1.1, -15, 128, true"
  })
  void equalsUpstreamsGoldenPicturesByteForByte(
      String name, float x, float y, float w, float h, double degrees, int side, boolean aspect) {
    var source = Bitmap.read(Shared.media("golden-crops/input.jpg"));
    var rect = new Rect(x, y, w, h, (float) Math.toRadians(degrees));
    for (var border : Border.values()) {
      var file = name + (border == Border.ZERO ? "_border_zero" : "") + ".png";
      var golden = Bitmap.read(Shared.media("golden-crops/" + file));
      assertThat(golden.width()).isEqualTo(side);
      try (var frame = source.frame()) {
        assertThat(bytes(values(input(side, aspect, border), frame, rect, Sampling.CPU)))
            .as(file)
            .isEqualTo(golden.rgb());
      }
    }
  }

  private static byte[] bytes(float[] values) {
    var bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(Border.class)
  void cornersEqualTheDefinitionOnAnyRegion(Border border) {
    var random = new Random(1);
    for (int n = 0; n < 300; n++) {
      int width = random.nextInt(1, 60);
      int height = random.nextInt(1, 60);
      int side = random.nextInt(1, 20);
      var rect = anyRect(random);
      boolean aspect = random.nextBoolean();
      var rgb = synthetic(width, height);
      try (var frame = Frame.ofRgb(width, height, rgb)) {
        var found = values(input(side, aspect, border), frame, rect, Sampling.CPU);
        var expected = corners(rgb, new Size(width, height), rect, aspect, border, side);
        assertThat(found)
            .as("%d x %d, %s to %d, aspect kept: %s", width, height, rect, side, aspect)
            .containsExactly(expected);
      }
    }
  }

  private static Rect anyRect(Random random) {
    return new Rect(
        (float) random.nextDouble(-0.2, 1.2),
        (float) random.nextDouble(-0.2, 1.2),
        (float) random.nextDouble(0.05, 2),
        (float) random.nextDouble(0.05, 2),
        (float) random.nextGaussian());
  }

  // Section 4.6 of the specification, step by step.
  private static float[] corners(
      byte[] rgb, Size size, Rect rect, boolean aspect, Border border, int side) {
    var placed = Crop.Placed.of(rect, size, aspect);
    var expected = new float[3 * side * side];
    for (int j = 0; j < side; j++) {
      for (int i = 0; i < side; i++) {
        double u = (double) i / side - 0.5;
        double v = (double) j / side - 0.5;
        double cos = Math.cos(placed.rotation());
        double sin = Math.sin(placed.rotation());
        double xs = placed.x() + u * (placed.width() * cos) - v * (placed.height() * sin);
        double ys = placed.y() + u * (placed.width() * sin) + v * (placed.height() * cos);
        int qx = (int) Math.rint(32 * xs);
        int qy = (int) Math.rint(32 * ys);
        for (int c = 0; c < 3; c++) {
          int channel = c;
          IntBinaryOperator tap = (x, y) -> tap(rgb, size, border, x, y, channel);
          expected[3 * (side * j + i) + c] = bilinear(tap, qx >> 5, qy >> 5, qx & 31, qy & 31);
        }
      }
    }
    return expected;
  }

  private static int bilinear(IntBinaryOperator tap, int x, int y, int fx, int fy) {
    return ((32 - fx) * (32 - fy) * tap.applyAsInt(x, y)
            + fx * (32 - fy) * tap.applyAsInt(x + 1, y)
            + (32 - fx) * fy * tap.applyAsInt(x, y + 1)
            + fx * fy * tap.applyAsInt(x + 1, y + 1)
            + 512)
        >> 10;
  }

  private static int tap(byte[] rgb, Size size, Border border, int x, int y, int c) {
    boolean outside = x < 0 || y < 0 || x >= size.width() || y >= size.height();
    if (outside && border == Border.ZERO) {
      return 0;
    }
    int column = Math.clamp(x, 0, size.width() - 1);
    int row = Math.clamp(y, 0, size.height() - 1);
    return rgb[3 * (size.width() * row + column) + c] & 255;
  }

  @ParameterizedTest
  @EnumSource(Border.class)
  void centersEqualTheDefinitionOnAnyRegion(Border border) {
    var random = new Random(2);
    for (int n = 0; n < 300; n++) {
      int width = random.nextInt(1, 60);
      int height = random.nextInt(1, 60);
      int side = random.nextInt(1, 20);
      var rect = anyRect(random);
      var rgb = synthetic(width, height);
      try (var frame = Frame.ofRgb(width, height, rgb)) {
        var found = values(input(side, true, border), frame, rect, Sampling.GPU);
        var expected = centers(rgb, new Size(width, height), rect, border, side);
        for (int i = 0; i < found.length; i++) {
          // Positions in 1/16384 pixel, between neighbours that differ by up to 255.
          assertThat(found[i])
              .as("%d x %d, %s to %d, value %d", width, height, rect, side, i)
              .isCloseTo(expected[i], within(0.05f));
        }
      }
    }
  }

  // Section 16.1: linear interpolation between pixel centers.
  private static float[] centers(byte[] rgb, Size size, Rect rect, Border border, int side) {
    var placed = Crop.Placed.of(rect, size, true);
    double cos = Math.cos(placed.rotation());
    double sin = Math.sin(placed.rotation());
    var expected = new float[3 * side * side];
    for (int j = 0; j < side; j++) {
      for (int i = 0; i < side; i++) {
        double u = (i + 0.5) / side - 0.5;
        double v = (j + 0.5) / side - 0.5;
        double xs = placed.x() + u * (placed.width() * cos) - v * (placed.height() * sin);
        double ys = placed.y() + u * (placed.width() * sin) + v * (placed.height() * cos);
        boolean outside = xs < 0 || ys < 0 || xs > size.width() || ys > size.height();
        int x = (int) Math.floor(xs - 0.5);
        int y = (int) Math.floor(ys - 0.5);
        double fx = xs - 0.5 - x;
        double fy = ys - 0.5 - y;
        for (int c = 0; c < 3; c++) {
          double above =
              (1 - fx) * tap(rgb, size, Border.REPLICATE, x, y, c)
                  + fx * tap(rgb, size, Border.REPLICATE, x + 1, y, c);
          double below =
              (1 - fx) * tap(rgb, size, Border.REPLICATE, x, y + 1, c)
                  + fx * tap(rgb, size, Border.REPLICATE, x + 1, y + 1, c);
          double value = outside && border == Border.ZERO ? 0 : (1 - fy) * above + fy * below;
          expected[3 * (side * j + i) + c] = (float) value;
        }
      }
    }
    return expected;
  }

  @Test
  void valuesAreMappedToTheRange() {
    try (var frame = Frame.ofRgb(1, 1, new byte[] {0, (byte) 255, 51})) {
      var input = new Crop.Input(1, false, Border.REPLICATE, -1, 1);
      for (var sampling : Sampling.values()) {
        var found = values(input, frame, Rect.WHOLE, sampling);
        assertThat(found[0]).isEqualTo(-1);
        assertThat(found[1]).isCloseTo(1, within(1e-6f));
        assertThat(found[2]).isCloseTo(-0.6f, within(1e-6f));
      }
    }
  }
}
