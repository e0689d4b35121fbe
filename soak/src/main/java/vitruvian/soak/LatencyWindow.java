package vitruvian.soak;

/// How long good pictures took in one part of a run, in milliseconds, by when their answers came.
///
/// @param from seconds since the start of the run
/// @param perSecond good pictures answered
/// @param p50 half of them were answered within this
public record LatencyWindow(
    double from, double perSecond, double p50, double p90, double p99, double max) {}
