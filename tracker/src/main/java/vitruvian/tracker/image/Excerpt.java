package vitruvian.tracker.image;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The parts of an encoded picture that its decoder gets to see, in order.
///
/// A decoder never sees the bytes as they came, but what the gate understood of them: no metadata,
/// no comments, nothing between the parts and nothing behind the picture. So the decoder cannot
/// read another size from the bytes than the one that was checked, and has no occasion to complain
/// of what does not touch the pixels.
final class Excerpt {
  private final MemorySegment source;
  private final List<MemorySegment> parts = new ArrayList<>();
  private long size;
  // Where the last part ended in the source; -1 after a literal.
  private long end = -1;

  Excerpt(Bytes source) {
    this.source = source.segment();
  }

  /// How many parts; neighbours count as one.
  int count() {
    return parts.size();
  }

  long size() {
    return size;
  }

  void add(long from, long to) {
    if (from == end) {
      var before = parts.removeLast();
      parts.add(source.asSlice(from - before.byteSize(), before.byteSize() + to - from));
    } else {
      parts.add(source.asSlice(from, to - from));
    }
    end = to;
    size += to - from;
  }

  void addAll(Excerpt other) {
    parts.addAll(other.parts);
    end = -1;
    size += other.size;
  }

  void add(byte... literal) {
    parts.add(MemorySegment.ofArray(literal));
    end = -1;
    size += literal.length;
  }

  void copyTo(MemorySegment target) {
    long at = 0;
    for (var part : parts) {
      MemorySegment.copy(part, 0, target, at, part.byteSize());
      at += part.byteSize();
    }
  }
}
