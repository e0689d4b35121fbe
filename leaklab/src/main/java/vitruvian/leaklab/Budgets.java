package vitruvian.leaklab;

import java.util.Set;
import vitruvian.memory.Diagnosis;
import vitruvian.memory.Figures;

/// By how much figures may grow with a request before it counts.
///
/// @param bytes for memory that is in use
/// @param coarse for memory that the allocator gives back now and then, in megabytes
/// @param count for threads, files and classes
record Budgets(double bytes, double coarse, double count) {
  /// For a run of a minute. The service's own promise, 64 bytes, takes an hour to be seen: in a
  /// minute there are some hundred requests. The same for all scenarios.
  static final Budgets OF_A_MINUTE = new Budgets(4 << 10, 32 << 10, 0.05);

  private static final Set<String> COARSE = Set.of(Diagnosis.RESIDENT, Diagnosis.KEPT);

  double of(String figure) {
    return Figures.isCount(figure) ? count : COARSE.contains(figure) ? coarse : bytes;
  }
}
