package vitruvian.tracker.image;

import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.ImageSize;

/// Walks the units of one picture coded by H.265 (ITU-T H.265, 7.3), as a HEIC file has them.
///
/// The sizes in all its parameter sets must be the same, so that the decoder cannot meet another
/// one, and there must be one picture.
final class HevcInspector {
  private static final int PARAMETER_SETS = 33; // SPS_NUT of table 7-1
  private static final int LAST_PICTURE_UNIT = 31;
  private static final int MAX_UNITS = 4096;
  private static final int LENGTH_SIZE = 21;
  private static final int ARRAYS = 22;
  private static final int MAX_DEPTH = 16;
  private static final int MAX_SUB_LAYERS = 7;

  private final Bytes in;
  private @Nullable CodedSize found;
  private int pictures;
  private int slices;
  private int units;

  private HevcInspector(Bytes in) {
    this.in = in;
  }

  /// What is coded; null where it is damaged or more than one picture.
  ///
  /// @param configuration `hvcC` from its content on
  static @Nullable CodedSize inspect(Bytes in, Span configuration, Span data) {
    var inspector = new HevcInspector(in);
    var coded = inspector.found;
    if (inspector.configuration(configuration) && inspector.data(configuration, data)) {
      coded = inspector.found;
    }
    return coded == null || inspector.pictures != 1
        ? null
        : new CodedSize(coded.size(), coded.chroma(), coded.bits(), inspector.slices);
  }

  private boolean configuration(Span box) {
    long at = box.from() + ARRAYS;
    if (at >= box.to() || in.u8(box.from()) != 1) {
      return false;
    }
    int arrays = in.u8(at++);
    for (int i = 0; i < arrays; i++) {
      if (at + 3 > box.to()) {
        return false;
      }
      int count = in.u16(at + 1);
      at += 3;
      for (int j = 0; j < count; j++) {
        long end = at + 2 + in.u16(at);
        if (at + 2 > box.to() || end > box.to() || !unit(at + 2, end)) {
          return false;
        }
        at = end;
      }
    }
    return true;
  }

  private boolean data(Span configuration, Span data) {
    int lengthBytes = (in.u8(configuration.from() + LENGTH_SIZE) & 3) + 1;
    long at = data.from();
    while (at < data.to()) {
      long length = 0;
      for (int i = 0; i < lengthBytes; i++) {
        length = length << 8 | in.u8(at + i);
      }
      long end = at + lengthBytes + length;
      if (length < 0 || end > data.to() || !unit(at + lengthBytes, end)) {
        return false;
      }
      at = end;
    }
    return true;
  }

  private boolean unit(long from, long to) {
    if (to - from < 3 || ++units > MAX_UNITS) {
      return false;
    }
    int type = in.u8(from) >> 1 & 0x3f;
    boolean base = (in.u8(from) & 1) == 0 && in.u8(from + 1) >> 3 == 0;
    if (!base) {
      return true; // of another layer, which is not decoded
    }
    if (type <= LAST_PICTURE_UNIT) {
      slices++;
      if (hasZeros(from, to)) {
        return false;
      }
      if (in.u8(from + 2) >> 7 == 1) {
        pictures++;
      }
      return true;
    }
    return type != PARAMETER_SETS || parameters(new Bits(in, from + 2, to, true));
  }

  // What is coded has a byte 3 behind two zeros and does not end with one (7.4.2). That is all that
  // tells of bytes which were never written: the arithmetic decoder takes any bytes for a picture.
  private boolean hasZeros(long from, long to) {
    int zeros = 0;
    for (long at = from; at < to; at++) {
      int value = in.u8(at);
      if (zeros >= 2 && value < 3) {
        return true;
      }
      zeros = value == 0 ? zeros + 1 : 0;
    }
    return zeros > 0;
  }

  // 7.3.2.2, up to the depths.
  private boolean parameters(Bits bits) {
    bits.skip(4);
    int subLayers = (int) bits.of(3);
    bits.skip(1);
    if (subLayers >= MAX_SUB_LAYERS) {
      return false;
    }
    profile(bits, subLayers);
    long _ = bits.exponential();
    long format = bits.exponential();
    boolean separate = format == 3 && bits.flag();
    long width = bits.exponential();
    long height = bits.exponential();
    long across = format == 1 || format == 2 ? 2 : 1;
    long down = format == 1 ? 2 : 1;
    if (bits.flag()) {
      width -= across * (bits.exponential() + bits.exponential());
      height -= down * (bits.exponential() + bits.exponential());
    }
    long depth = 8 + Math.max(bits.exponential(), bits.exponential());
    if (bits.ended() || format > 3 || separate || depth > MAX_DEPTH || !isSize(width, height)) {
      return false;
    }
    int chroma =
        switch ((int) format) {
          case 0 -> 0;
          case 1 -> 2;
          case 2 -> 4;
          default -> 8;
        };
    var size = new ImageSize((int) width, (int) height);
    var coded = new CodedSize(size, chroma, (int) depth, 0);
    if (found != null && !found.equals(coded)) {
      return false;
    }
    found = coded;
    return true;
  }

  // 7.3.3
  private static void profile(Bits bits, int subLayers) {
    bits.skip(96);
    var profiles = new boolean[subLayers];
    var levels = new boolean[subLayers];
    for (int i = 0; i < subLayers; i++) {
      profiles[i] = bits.flag();
      levels[i] = bits.flag();
    }
    if (subLayers > 0) {
      bits.skip(2 * (8 - subLayers));
    }
    for (int i = 0; i < subLayers; i++) {
      bits.skip((profiles[i] ? 88 : 0) + (levels[i] ? 8 : 0));
    }
  }

  static boolean isSize(long width, long height) {
    return width >= 1 && height >= 1 && width <= 1 << 16 && height <= 1 << 16;
  }
}
