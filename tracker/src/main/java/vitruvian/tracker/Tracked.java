package vitruvian.tracker;

import vitruvian.landmarks.HolisticResult;

/// A picture's landmarks.
///
/// @param result has no people where nobody was found; its image is the picture's upright size, and
///     its timing includes the decoding
public record Tracked(HolisticResult result) implements TrackOutcome {}
