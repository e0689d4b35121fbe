package vitruvian.tracker.pipeline;

/// The width and height of the picture that normalised coordinates refer to, in pixels.
public record Size(int width, int height) {}
