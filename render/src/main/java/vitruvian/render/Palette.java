package vitruvian.render;

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

  private Palette() {}
}
