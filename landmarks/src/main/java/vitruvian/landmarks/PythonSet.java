package vitruvian.landmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// The order in which a set of pairs gives its members in CPython 3.8 and later.
///
/// The lines in the heads of `.pose` files come out of such sets, and what is computed line by line
/// (pose_format/pose_representation.py) depends on their order. It is reckoned rather than listed:
/// this is shorter than the 2564 lines of a face, and a test holds the result against the digest of
/// a file of the community. Hash, probing and growth follow Objects/tupleobject.c and
/// Objects/setobject.c of CPython 3.8; nothing is ever removed here.
final class PythonSet {
  private static final long EMPTY = -1;
  private static final int NEIGHBOURS = 9;

  private long[] table = empty(8);
  private int size;

  private PythonSet() {}

  /// @param lines all different, in the order in which they are added
  static List<Connection> order(List<Connection> lines) {
    var set = new PythonSet();
    lines.forEach(line -> set.add((long) line.start() << 32 | line.end()));
    return LongStream.of(set.table)
        .filter(pair -> pair != EMPTY)
        .mapToObj(pair -> new Connection((int) (pair >>> 32), (int) pair))
        .toList();
  }

  private void add(long pair) {
    table[free(pair)] = pair;
    size++;
    if (5 * size >= 3 * (table.length - 1)) {
      var before = table;
      table = empty(Integer.highestOneBit(4 * size) << 1);
      LongStream.of(before).filter(old -> old != EMPTY).forEach(old -> table[free(old)] = old);
    }
  }

  /// The first free place for a pair: at its hash, just behind, or where the hash leads to next.
  private int free(long pair) {
    int mask = table.length - 1;
    long hash = hash(pair);
    int at = (int) hash & mask;
    while (true) {
      int last = at + NEIGHBOURS <= mask ? at + NEIGHBOURS : at;
      for (int i = at; i <= last; i++) {
        if (table[i] == EMPTY) {
          return i;
        }
      }
      hash >>>= 5;
      at = (int) (5L * at + 1 + hash) & mask;
    }
  }

  /// The hash of a tuple of two small integers, which are their own hashes.
  private static long hash(long pair) {
    long seed = 0x27d4eb2f165667c5L;
    return mix(mix(seed, pair >>> 32), pair & 0xffff_ffffL) + (2 ^ seed ^ 3527539);
  }

  private static long mix(long hash, long item) {
    return Long.rotateLeft(hash + item * 0xc2b2ae3d27d4eb4fL, 31) * 0x9e3779b185ebca87L;
  }

  private static long[] empty(int length) {
    var table = new long[length];
    Arrays.fill(table, EMPTY);
    return table;
  }
}
