package vitruvian.tracker.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The picture that the check values of the models are for.
final class SyntheticInput {
  private SyntheticInput() {}

  static void fill(MemorySegment tensor, float low, float high) {
    int side = (int) Math.sqrt(tensor.byteSize() / 12.0);
    long at = 0;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int c = 0; c < 3; c++) {
          int value = 7 * x + 13 * y + 29 * c + x * y / 16 & 255;
          tensor.setAtIndex(ValueLayout.JAVA_FLOAT, at++, value * (high - low) / 255 + low);
        }
      }
    }
  }
}
