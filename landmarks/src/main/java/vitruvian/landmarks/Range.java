package vitruvian.landmarks;

import java.util.List;

/// What the numbers of a result may be; every check refuses NaN.
final class Range {
  private Range() {}

  static void finite(float x, float y, float z) {
    if (!(Float.isFinite(x) && Float.isFinite(y) && Float.isFinite(z))) {
      throw new IllegalArgumentException("not a position: (%s, %s, %s)".formatted(x, y, z));
    }
  }

  static void probability(String name, float value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("%s is not a probability: %s".formatted(name, value));
    }
  }

  static void size(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("not a size: %d x %d".formatted(width, height));
    }
  }

  static void count(String name, List<?> list, int expected) {
    if (list.size() != expected) {
      throw new IllegalArgumentException(
          "%s has %d points, expected %d".formatted(name, list.size(), expected));
    }
  }
}
