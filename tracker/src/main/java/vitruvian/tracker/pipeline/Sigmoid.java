package vitruvian.tracker.pipeline;

/// The logistic function, from a logit to a probability.
final class Sigmoid {
  private Sigmoid() {}

  static float of(float logit) {
    return 1 / (1 + (float) Math.exp(-logit));
  }
}
