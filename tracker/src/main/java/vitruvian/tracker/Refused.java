package vitruvian.tracker;

/// A picture that was not tracked, because of what it is.
///
/// @param reason what to decide on
/// @param message one plain sentence for people, without a file name
public record Refused(Refusal reason, String message) implements TrackOutcome {}
