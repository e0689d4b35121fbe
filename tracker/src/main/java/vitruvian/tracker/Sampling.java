package vitruvian.tracker;

/// How regions of a picture are sampled for the neural networks. Both are official; their results
/// differ by some tenths of a pixel, so compare only results of the same sampling.
public enum Sampling {
  /// As the Python package on the CPU: at pixel corners, in steps of 1/32 pixel, rounded to 8 bits.
  CPU,
  /// As the web package and the GPU graphs: at pixel centers, in floating point.
  GPU
}
