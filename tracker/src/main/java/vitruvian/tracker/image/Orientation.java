package vitruvian.tracker.image;

import vitruvian.landmarks.ImageSize;

/// How a stored picture is turned to stand upright: the eight values of EXIF, in their order.
public enum Orientation {
  UPRIGHT,
  MIRRORED,
  UPSIDE_DOWN,
  MIRRORED_UPSIDE_DOWN,
  TRANSPOSED,
  QUARTER_CLOCKWISE,
  TRANSVERSED,
  QUARTER_COUNTERCLOCKWISE;

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final Orientation[] BY_NUMBER = values();

  /// Whether width and height change places.
  boolean swapsSides() {
    return compareTo(TRANSPOSED) >= 0;
  }

  /// A size after turning.
  public ImageSize turned(ImageSize size) {
    int width = size.width();
    int height = size.height();
    return swapsSides() ? new ImageSize(/* width= */ height, /* height= */ width) : size;
  }

  /// Whether a stored row comes out backwards: from right to left, or from bottom to top.
  boolean flipsX() {
    return this == MIRRORED
        || this == UPSIDE_DOWN
        || this == TRANSVERSED
        || this == QUARTER_COUNTERCLOCKWISE;
  }

  /// Whether a stored column comes out backwards.
  boolean flipsY() {
    return this == UPSIDE_DOWN
        || this == MIRRORED_UPSIDE_DOWN
        || this == QUARTER_CLOCKWISE
        || this == TRANSVERSED;
  }

  /// This one and then another one.
  Orientation then(Orientation next) {
    boolean flipsX = flipsX() != (swapsSides() ? next.flipsY() : next.flipsX());
    boolean flipsY = flipsY() != (swapsSides() ? next.flipsX() : next.flipsY());
    boolean swaps = swapsSides() != next.swapsSides();
    for (var one : BY_NUMBER) {
      if (one.flipsX() == flipsX && one.flipsY() == flipsY && one.swapsSides() == swaps) {
        return one;
      }
    }
    throw new AssertionError("there are eight");
  }

  /// Reads the orientation from a TIFF structure as EXIF embeds it; anything unexpected is upright.
  static Orientation ofExif(Bytes all, long from, long length) {
    var tiff = new Bytes(all.segment().asSlice(from, length));
    boolean little = tiff.says(0, "II*\0");
    if (!little && !tiff.says(0, "MM\0*")) {
      return UPRIGHT;
    }
    long directory = little ? tiff.u32LittleEndian(4) : tiff.u32(4);
    int entries = little ? tiff.u16LittleEndian(directory) : tiff.u16(directory);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      int tag = little ? tiff.u16LittleEndian(entry) : tiff.u16(entry);
      if (tag < 0) {
        return UPRIGHT;
      }
      if (tag == TAG) {
        int type = little ? tiff.u16LittleEndian(entry + 2) : tiff.u16(entry + 2);
        int value = little ? tiff.u16LittleEndian(entry + 8) : tiff.u16(entry + 8);
        return type == SHORT && value >= 1 && value <= BY_NUMBER.length
            ? BY_NUMBER[value - 1]
            : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
