package vitruvian.leaklab;

import java.util.Set;

/// By how much figures may grow with a request before it counts.
///
/// @param bytes for memory
/// @param count for threads, files and classes
record Budgets(double bytes, double count) {
  /// For a run of a minute. The service's own promise, 64 bytes, takes an hour to be seen: in a
  /// minute there are a thousand requests, and the JVM still compiles and loads. The same for all
  /// scenarios.
  static final Budgets OF_A_MINUTE = new Budgets(4096, 0.02);

  private static final Set<String> COUNTS = Set.of("threads", "files", "classes");

  double of(String figure) {
    return COUNTS.contains(figure) ? count : bytes;
  }
}
