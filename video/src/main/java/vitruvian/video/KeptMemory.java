package vitruvian.video;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Native memory that is kept from frame to frame, and exchanged where a frame needs more.
final class KeptMemory implements AutoCloseable {
  /// Where it starts, and rows in it should: at cache lines.
  static final int ALIGNMENT = 64;

  private Arena arena = Arena.ofShared();
  private MemorySegment memory = MemorySegment.NULL;

  /// At least so many bytes, good until the next call, which may give others.
  MemorySegment atLeast(long bytes) {
    if (memory.byteSize() < bytes) {
      arena.close();
      arena = Arena.ofShared();
      memory = arena.allocate(bytes, ALIGNMENT);
    }
    return memory;
  }

  @Override
  public void close() {
    arena.close();
  }
}
