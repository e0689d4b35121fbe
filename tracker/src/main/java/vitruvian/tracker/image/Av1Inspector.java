package vitruvian.tracker.image;

import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.ImageSize;

/// Walks the units of one picture coded by AV1 (AV1 Bitstream & Decoding Process Specification,
/// 5.3 to 5.5), as an AVIF file has them.
///
/// The decoder allocates by the size in the sequence header, so all of these must say the same; and
/// there are no more frames than a picture has layers.
final class Av1Inspector {
  private static final int SEQUENCE = 1; // OBU_SEQUENCE_HEADER
  private static final int FRAME_HEADER = 3;
  private static final int FRAME = 6;
  private static final int TILE_LIST = 8;
  private static final int MAX_FRAMES = 4;
  private static final int MAX_UNITS = 4096;
  private static final int MOST_LENGTH_BYTES = 8;
  private static final int BT709 = 1;
  private static final int SRGB = 13;
  private static final int UNKNOWN = 2;

  private final Bytes in;
  private @Nullable CodedSize found;
  private int frames;

  private Av1Inspector(Bytes in) {
    this.in = in;
  }

  /// What is coded; null where it is damaged or more than one picture.
  ///
  /// @param configuration `av1C` from its content on
  static @Nullable CodedSize inspect(Bytes in, Span configuration, Span data) {
    var inspector = new Av1Inspector(in);
    boolean whole =
        configuration.length() >= 4
            && inspector.units(configuration.from() + 4, configuration.to())
            && inspector.units(data.from(), data.to());
    var coded = inspector.found;
    return !whole || coded == null || inspector.frames < 1 || inspector.frames > MAX_FRAMES
        ? null
        : new CodedSize(coded.size(), coded.chroma(), coded.bits(), inspector.frames);
  }

  private boolean units(long from, long to) {
    long at = from;
    for (int i = 0; at < to; i++) {
      int header = in.u8(at);
      int type = header >> 3 & 15;
      at += (header & 4) == 0 ? 1 : 2;
      long length = to - at;
      if ((header & 2) != 0) {
        length = 0;
        int bytes = 0;
        int part;
        do {
          part = at < to ? in.u8(at++) : -1;
          if (part < 0 || bytes == MOST_LENGTH_BYTES) {
            return false;
          }
          length |= (part & 0x7fL) << (7 * bytes++);
        } while (part >= 0x80);
      }
      if (header >= 0x80 || length > to - at || i > MAX_UNITS || type == TILE_LIST) {
        return false;
      }
      if (type == FRAME || type == FRAME_HEADER) {
        frames++;
      }
      if (type == SEQUENCE && !sequence(new Bits(in, at, at + length, false))) {
        return false;
      }
      at += length;
    }
    return true;
  }

  // 5.5.1, up to the colours.
  private boolean sequence(Bits bits) {
    int profile = (int) bits.of(3);
    bits.skip(1);
    boolean reduced = bits.flag();
    if (reduced) {
      bits.skip(5);
    } else {
      operatingPoints(bits);
    }
    int widthBits = (int) bits.of(4) + 1;
    int heightBits = (int) bits.of(4) + 1;
    long width = bits.of(widthBits) + 1;
    long height = bits.of(heightBits) + 1;
    if (!reduced && bits.flag()) {
      bits.skip(7);
    }
    bits.skip(3);
    if (!reduced) {
      tools(bits);
    }
    bits.skip(3);
    boolean high = bits.flag();
    int depth = high ? profile == 2 && bits.flag() ? 12 : 10 : 8;
    int chroma = chroma(bits, profile, depth);
    if (bits.ended() || profile > 2 || !HevcInspector.isSize(width, height)) {
      return false;
    }
    var coded = new CodedSize(new ImageSize((int) width, (int) height), chroma, depth, 0);
    if (found != null && !found.equals(coded)) {
      return false;
    }
    found = coded;
    return true;
  }

  private static void operatingPoints(Bits bits) {
    int delayBits = 0;
    if (bits.flag()) {
      bits.skip(64);
      if (bits.flag()) {
        long _ = bits.exponential();
      }
      if (bits.flag()) {
        delayBits = (int) bits.of(5) + 1;
        bits.skip(42);
      }
    }
    boolean displayDelays = bits.flag();
    int count = (int) bits.of(5) + 1;
    for (int i = 0; i < count; i++) {
      bits.skip(12);
      if (bits.of(5) > 7) {
        bits.skip(1);
      }
      if (delayBits > 0 && bits.flag()) {
        bits.skip(2 * delayBits + 1);
      }
      if (displayDelays && bits.flag()) {
        bits.skip(4);
      }
    }
  }

  private static void tools(Bits bits) {
    bits.skip(4);
    boolean order = bits.flag();
    if (order) {
      bits.skip(2);
    }
    boolean chosenByFrame = bits.flag();
    boolean screenContent = chosenByFrame || bits.flag();
    if (screenContent && !bits.flag()) {
      bits.skip(1);
    }
    if (order) {
      bits.skip(3);
    }
  }

  // 5.5.2: samples of colour to 4 pixels.
  private static int chroma(Bits bits, int profile, int depth) {
    boolean monochrome = profile != 1 && bits.flag();
    int primaries = UNKNOWN;
    int transfer = UNKNOWN;
    int matrix = UNKNOWN;
    if (bits.flag()) {
      primaries = (int) bits.of(8);
      transfer = (int) bits.of(8);
      matrix = (int) bits.of(8);
    }
    if (monochrome) {
      return 0;
    }
    if (primaries == BT709 && transfer == SRGB && matrix == 0) {
      return 8;
    }
    bits.skip(1);
    boolean halfAcross = profile == 0 || (profile == 2 && (depth < 12 || bits.flag()));
    boolean halfDown = profile == 0 || (halfAcross && depth == 12 && bits.flag());
    return halfAcross ? halfDown ? 2 : 4 : 8;
  }
}
