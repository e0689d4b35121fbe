package vitruvian.tracker.pipeline;

import java.nio.ByteBuffer;

/// What a stream remembers, of one person or of several.
public sealed interface StreamMemory permits StreamState, GroupState {
  /// The time of the last frame; -1 before the first.
  long micros();

  /// The state as bytes; the same state gives the same bytes.
  byte[] toBytes();

  /// The state that [#toBytes] wrote.
  ///
  /// @throws IllegalArgumentException where the bytes are no state of this version
  static StreamMemory ofBytes(byte[] bytes) {
    boolean group =
        bytes.length >= Integer.BYTES && ByteBuffer.wrap(bytes).getInt() == GroupState.MAGIC;
    return group ? GroupState.ofBytes(bytes) : StreamState.ofBytes(bytes);
  }
}
