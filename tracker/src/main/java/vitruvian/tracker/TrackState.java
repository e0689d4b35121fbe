package vitruvian.tracker;

import vitruvian.tracker.pipeline.StreamState;

/// What a stream remembers from its last frame: where its person was, and the filters. An immutable
/// value of some 9 KB, with smoothed hands and face 30 KB (a smoothed mask apart), that travels
/// with the stream: any session of any tracker serves any stream, keeping it forks the stream, and
/// [#toBytes] moves it to another machine.
public final class TrackState {
  /// A stream before its first frame, or after a cut.
  public static final TrackState FRESH = new TrackState(StreamState.FRESH);

  private final StreamState state;

  TrackState(StreamState state) {
    this.state = state;
  }

  StreamState state() {
    return state;
  }

  /// The state as bytes, for [#ofBytes]: under 16 KB, with smoothed hands and face under 32 KB,
  /// and with a smoothed mask four bytes more per pixel. The same state gives the same bytes.
  public byte[] toBytes() {
    return state.toBytes();
  }

  /// The state that [#toBytes] wrote, perhaps in another process.
  ///
  /// @throws IllegalArgumentException where the bytes are no state of this version
  public static TrackState ofBytes(byte[] bytes) {
    return new TrackState(StreamState.ofBytes(bytes));
  }
}
