package vitruvian.tracker.image;

import java.util.Arrays;
import java.util.Optional;

/// A canonical prefix code of a lossless WebP: RFC 9649, section 3.7.2.
final class PrefixCode {
  private static final int LONGEST = 15;
  private static final int[] ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };
  private static final int USUAL_LENGTH = 8;

  // How many codes have each length, and the symbols in the order of their codes.
  private final int[] counts;
  private final int[] symbols;

  private PrefixCode(int[] counts, int[] symbols) {
    this.counts = counts;
    this.symbols = symbols;
  }

  /// Reads a code; empty where it is none.
  ///
  /// @param alphabet how many symbols there are
  static Optional<PrefixCode> read(LosslessBits in, int alphabet) {
    return in.flag() ? simple(in, alphabet) : lengths(in, alphabet).flatMap(PrefixCode::of);
  }

  private static Optional<PrefixCode> simple(LosslessBits in, int alphabet) {
    boolean two = in.flag();
    int first = in.bits(in.flag() ? 8 : 1);
    int second = two ? in.bits(8) : first;
    if (first >= alphabet || second >= alphabet) {
      return Optional.empty();
    }
    var lengths = new int[alphabet];
    lengths[first] = 1;
    lengths[second] = 1;
    return of(lengths);
  }

  private static Optional<int[]> lengths(LosslessBits in, int alphabet) {
    var first = new int[ORDER.length];
    int given = 4 + in.bits(4);
    for (int i = 0; i < given; i++) {
      first[ORDER[i]] = in.bits(3);
    }
    var code = of(first);
    int rest = in.flag() ? 2 + in.bits(2 + 2 * in.bits(3)) : alphabet;
    if (code.isEmpty() || rest > alphabet) {
      return Optional.empty();
    }
    var lengths = new int[alphabet];
    int previous = USUAL_LENGTH;
    for (int at = 0; at < alphabet && rest > 0; rest--) {
      int symbol = code.get().next(in);
      if (symbol <= LONGEST) {
        lengths[at++] = symbol;
        previous = symbol == 0 ? previous : symbol;
        continue;
      }
      int times =
          switch (symbol) {
            case 16 -> 3 + in.bits(2);
            case 17 -> 3 + in.bits(3);
            default -> 11 + in.bits(7);
          };
      if (at + times > alphabet) {
        return Optional.empty();
      }
      Arrays.fill(lengths, at, at + times, symbol == 16 ? previous : 0);
      at += times;
    }
    return Optional.of(lengths);
  }

  // A code has to be complete; that of a single symbol takes no bits, whatever its length.
  private static Optional<PrefixCode> of(int[] lengths) {
    var counts = new int[LONGEST + 1];
    for (int length : lengths) {
      counts[length]++;
    }
    counts[0] = 0;
    var from = new int[LONGEST + 2];
    int room = 1 << LONGEST;
    for (int length = 1; length <= LONGEST; length++) {
      from[length + 1] = from[length] + counts[length];
      room -= counts[length] << (LONGEST - length);
    }
    var symbols = new int[from[LONGEST + 1]];
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) {
        symbols[from[lengths[symbol]]++] = symbol;
      }
    }
    return symbols.length == 1 || (symbols.length > 1 && room == 0)
        ? Optional.of(new PrefixCode(counts, symbols))
        : Optional.empty();
  }

  /// Reads the next symbol.
  int next(LosslessBits in) {
    if (symbols.length == 1) {
      return symbols[0];
    }
    int code = 0;
    int first = 0;
    int index = 0;
    for (int length = 1; length <= LONGEST; length++) {
      code |= in.bits(1);
      if (code - first < counts[length]) {
        return symbols[index + code - first];
      }
      index += counts[length];
      first = (first + counts[length]) << 1;
      code <<= 1;
    }
    throw new AssertionError("a complete code has a symbol for all bits");
  }
}
