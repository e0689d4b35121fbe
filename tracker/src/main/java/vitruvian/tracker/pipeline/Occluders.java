package vitruvian.tracker.pipeline;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/// People who are close to somebody. A pose model that is shown two people follows the one who can
/// be seen best, or takes parts of both, however well the region fits one of them; so the others
/// are painted over in its input, with the mean colour of what is left. Who is in front need not be
/// known, since nothing is painted where the body itself is expected.
///
/// @param own body of the one who is looked for
/// @param others who may be mistaken for it
record Occluders(Optional<Body> own, List<Body> others) {
  static final Occluders NONE = new Occluders(Optional.empty(), List.of());

  private static final int CHANNELS = 3;

  Occluders {
    others = List.copyOf(others);
  }

  Occluders(Body own, List<Body> others) {
    this(Optional.of(own), others);
  }

  /// Those who are in front.
  static Occluders of(List<Body> others) {
    return new Occluders(Optional.empty(), others);
  }

  /// Paints them over.
  ///
  /// @param tensor `side * side * 3` floats
  /// @param side the width and height of the tensor
  /// @param placed the region that it shows
  void paint(MemorySegment tensor, int side, Crop.Placed placed) {
    if (others.isEmpty()) {
      return;
    }
    var hidden = new boolean[side * side];
    others.forEach(body -> cover(hidden, true, side, placed, body));
    own.ifPresent(body -> cover(hidden, false, side, placed, body));
    var mean = new double[CHANNELS];
    int left = 0;
    for (int i = 0; i < hidden.length; i++) {
      if (!hidden[i]) {
        left++;
        for (int c = 0; c < CHANNELS; c++) {
          mean[c] += tensor.getAtIndex(JAVA_FLOAT, (long) CHANNELS * i + c);
        }
      }
    }
    for (int i = 0; i < hidden.length; i++) {
      if (hidden[i]) {
        for (int c = 0; c < CHANNELS; c++) {
          tensor.setAtIndex(
              JAVA_FLOAT, (long) CHANNELS * i + c, (float) (mean[c] / Math.max(1, left)));
        }
      }
    }
  }

  private static void cover(
      boolean[] hidden, boolean value, int side, Crop.Placed placed, Body body) {
    for (var limb : Body.LIMBS) {
      cover(hidden, value, side, placed, body, limb);
    }
  }

  private static void cover(
      boolean[] hidden, boolean value, int side, Crop.Placed placed, Body body, int[] limb) {
    double scale = side / placed.width();
    double cos = Math.cos(placed.rotation()) * scale;
    double sin = Math.sin(placed.rotation()) * scale;
    double fromX = body.points().x(limb[0]) - placed.x();
    double fromY = body.points().y(limb[0]) - placed.y();
    double toX = body.points().x(limb[1]) - placed.x();
    double toY = body.points().y(limb[1]) - placed.y();
    double ax = fromX * cos + fromY * sin + side / 2.0;
    double ay = fromY * cos - fromX * sin + side / 2.0;
    double bx = toX * cos + toY * sin + side / 2.0;
    double by = toY * cos - toX * sin + side / 2.0;
    double radius = Body.THICKNESS * body.side() * scale;
    int left = (int) Math.clamp(Math.min(ax, bx) - radius, 0, side);
    int right = (int) Math.clamp(Math.ceil(Math.max(ax, bx) + radius), 0, side);
    int top = (int) Math.clamp(Math.min(ay, by) - radius, 0, side);
    int bottom = (int) Math.clamp(Math.ceil(Math.max(ay, by) + radius), 0, side);
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        if (Body.toLine(x, y, ax, ay, bx, by) < radius) {
          hidden[y * side + x] = value;
        }
      }
    }
  }
}
