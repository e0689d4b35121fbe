package vitruvian.tracker;

/// What kind of thing went wrong in a [TrackingException].
public enum Fault {
  /// This machine cannot run the engine: wrong platform, missing system library, no place to
  /// unpack.
  PLATFORM,
  /// The engine does not do what it must: a model that does not load, a wrong self-check.
  ENGINE,
  /// The tracker was closed.
  CLOSED,
  /// No session became free in time.
  BUSY
}
