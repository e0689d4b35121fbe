package vitruvian.tracker.image;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/// Finds out how much memory libwebp needs for the prefix codes of a lossless WebP (RFC 9649,
/// section 3), by reading the file up to where they begin.
///
/// A picture may have a set of codes for every 16 pixels, for each of which libwebp makes tables
/// of kilobytes: that is by far the most that a small file can make it take. Which set a block
/// uses is told by a small picture in the file, whose pixels are read here but not kept.
final class LosslessCodes {
  // src/dec/vp8l_dec.c of libwebp: kTableSize without and with a color cache, and HTreeGroup.
  private static final int TABLE_ENTRIES = 630 * 3 + 410 + 656;
  private static final int ENTRY_BYTES = 4;
  private static final int SET_BYTES = 568;
  // Up to here the sets are counted by the largest number, beyond by the different numbers.
  private static final int MOST_UNMAPPED = 1000;

  private static final int PREDICTORS = 0;
  private static final int COLORS = 1;
  private static final int PALETTE = 3;

  private static final int LITERALS = 256;
  private static final int LENGTHS = 24;
  private static final int DISTANCES = 40;
  private static final int MOST_CACHE_BITS = 11;

  private final LosslessBits in;
  private int width;
  private final int height;
  // The numbers of sets that are in use.
  private final BitSet sets = new BitSet(1);

  private LosslessCodes(LosslessBits in, int width, int height) {
    this.in = in;
    this.width = width;
    this.height = height;
    sets.set(0);
  }

  /// The bytes that libwebp's tables take; empty where the data are damaged.
  ///
  /// @param from where the transforms begin, behind any header
  static OptionalLong tableBytes(Bytes bytes, long from, long to, int width, int height) {
    return new LosslessCodes(new LosslessBits(bytes, from, to), width, height).read();
  }

  private OptionalLong read() {
    if (!skipTransforms()) {
      return OptionalLong.empty();
    }
    var cacheBits = cacheBits();
    if (cacheBits.isEmpty()) {
      return OptionalLong.empty();
    }
    if (in.flag()) {
      int block = in.bits(3) + 2;
      if (!image((long) blocks(width, block) * blocks(height, block))) {
        return OptionalLong.empty();
      }
    }
    long count = sets.length() > MOST_UNMAPPED ? sets.cardinality() : sets.length();
    long entries = TABLE_ENTRIES + (1L << cacheBits.get());
    return in.ended()
        ? OptionalLong.empty()
        : OptionalLong.of(count * (entries * ENTRY_BYTES + SET_BYTES));
  }

  private boolean skipTransforms() {
    var seen = new BitSet(4);
    while (in.flag()) {
      int transform = in.bits(2);
      if (seen.get(transform) || !skipTransform(transform)) {
        return false;
      }
      seen.set(transform);
    }
    return true;
  }

  private boolean skipTransform(int transform) {
    return switch (transform) {
      case PREDICTORS, COLORS -> {
        int block = in.bits(3) + 2;
        yield skipImage((long) blocks(width, block) * blocks(height, block));
      }
      case PALETTE -> {
        int colors = in.bits(8) + 1;
        // Several pixels are packed into one where few bits tell them.
        width = blocks(width, colors > 16 ? 0 : colors > 4 ? 1 : colors > 2 ? 2 : 3);
        yield skipImage(colors);
      }
      default -> true; // the green, which needs nothing
    };
  }

  // Its pixels look like numbers of sets; they are forgotten.
  private boolean skipImage(long pixels) {
    boolean good = image(pixels);
    sets.clear();
    sets.set(0);
    return good;
  }

  private static int blocks(int pixels, int bits) {
    return (pixels + (1 << bits) - 1) >> bits;
  }

  private Optional<Integer> cacheBits() {
    int bits = in.flag() ? in.bits(4) : 0;
    return bits > MOST_CACHE_BITS ? Optional.empty() : Optional.of(bits);
  }

  // Copies and the cache only repeat what was there as a literal.
  private boolean image(long pixels) {
    var cacheBits = cacheBits();
    if (cacheBits.isEmpty()) {
      return false;
    }
    int cached = cacheBits.get() == 0 ? 0 : 1 << cacheBits.get();
    var green = PrefixCode.read(in, LITERALS + LENGTHS + cached);
    var red = PrefixCode.read(in, LITERALS);
    var blue = PrefixCode.read(in, LITERALS);
    var alpha = PrefixCode.read(in, LITERALS);
    var distance = PrefixCode.read(in, DISTANCES);
    if (green.isEmpty()
        || red.isEmpty()
        || blue.isEmpty()
        || alpha.isEmpty()
        || distance.isEmpty()) {
      return false;
    }
    long at = 0;
    while (at < pixels && !in.ended()) {
      int symbol = green.get().next(in);
      if (symbol < LITERALS) {
        sets.set(red.get().next(in) << 8 | symbol);
        blue.get().next(in);
        alpha.get().next(in);
        at++;
      } else if (symbol < LITERALS + LENGTHS) {
        at += number(symbol - LITERALS);
        number(distance.get().next(in));
      } else {
        at++;
      }
    }
    return at == pixels && !in.ended();
  }

  // A length or a distance: a symbol for its magnitude, and more bits.
  private int number(int symbol) {
    if (symbol < 4) {
      return symbol + 1;
    }
    int more = (symbol - 2) >> 1;
    return ((2 + (symbol & 1)) << more) + in.bits(more) + 1;
  }
}
