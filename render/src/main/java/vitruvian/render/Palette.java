package vitruvian.render;

import java.util.List;

/// The colours, as `0xRRGGBB`: those of MediaPipe's drawings. What belongs to a person's left side
/// has the colour of the left pose points everywhere, and so has the right.
final class Palette {
  static final int LEFT = 0xff8a00;
  static final int RIGHT = 0x00d9e7;
  static final int LINE = 0xe0e0e0;
  static final int SHADOW = 0x000000;
  static final int MESH = 0xd0d0d0;
  static final int MASK = 0x3d6bff;
  static final int PALM = 0x808080;
  static final int THUMB = 0xffe5b4;
  static final int INDEX_FINGER = 0x804080;
  static final int MIDDLE_FINGER = 0xffcc00;
  static final int RING_FINGER = 0x30ff30;
  static final int PINKY = 0x1565c0;

  // Okabe and Ito's colours without black, which whoever confuses red and green, or blue and
  // yellow, tells apart, too; those that follow each other differ most.
  private static final List<Integer> PEOPLE =
      List.of(0x56b4e9, 0xd55e00, 0xf0e442, 0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7);

  private Palette() {}

  /// The colour of one of several people; after the seventh they come again.
  ///
  /// @param number from 0
  static int ofPerson(int number) {
    return PEOPLE.get(number % PEOPLE.size());
  }
}
