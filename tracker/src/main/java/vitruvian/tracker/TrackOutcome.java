package vitruvian.tracker;

/// What became of an encoded picture that was to be tracked: landmarks, or why there are none.
///
/// ```java
/// switch (tracker.track(Path.of("photo.jpg"))) {
///   case Tracked(var result) -> result.people().forEach(System.out::println);
///   case Refused(var reason, var message) -> System.err.println(message);
/// }
/// ```
public sealed interface TrackOutcome permits Tracked, Refused {}
