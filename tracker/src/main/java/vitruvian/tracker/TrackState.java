package vitruvian.tracker;

import vitruvian.tracker.pipeline.GroupState;
import vitruvian.tracker.pipeline.StreamMemory;
import vitruvian.tracker.pipeline.StreamState;

/// What a stream remembers from its last frame: where its people were, and the filters. An
/// immutable
/// value of some 9 KB a person, with smoothed hands and face 30 KB (smoothed masks apart), that
/// travels with the stream: any session of any tracker serves any stream, keeping it forks the
/// stream, and
/// [#toBytes] moves it to another machine.
public final class TrackState {
  /// A stream before its first frame, or after a cut.
  public static final TrackState FRESH = new TrackState(StreamState.FRESH);

  private final StreamMemory state;

  TrackState(StreamMemory state) {
    this.state = state;
  }

  long micros() {
    return state.micros();
  }

  /// What a stream of one person remembers; nothing where several were tracked.
  StreamState ofOne() {
    return switch (state) {
      case StreamState one -> one;
      case GroupState _ -> StreamState.FRESH;
    };
  }

  /// What a stream of several people remembers; nothing where one was tracked.
  GroupState ofSeveral() {
    return switch (state) {
      case StreamState _ -> GroupState.FRESH;
      case GroupState several -> several;
    };
  }

  /// The state as bytes, for [#ofBytes]: under 16 KB a person, with smoothed hands and face under
  /// 32 KB, and with smoothed masks four bytes more per pixel and person. There are as many people
  /// at most as are looked for. The same state gives the same bytes.
  public byte[] toBytes() {
    return state.toBytes();
  }

  /// The state that [#toBytes] wrote, perhaps in another process.
  ///
  /// @throws IllegalArgumentException where the bytes are no state of this version
  public static TrackState ofBytes(byte[] bytes) {
    return new TrackState(StreamMemory.ofBytes(bytes));
  }
}
