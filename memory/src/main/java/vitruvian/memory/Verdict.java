package vitruvian.memory;

import java.time.Duration;
import java.util.Optional;

/// What a run says about the growth of one figure.
///
/// A run is divided into 24 windows, and the medians of the windows are what counts. The warm-up is
/// cut: a third of the run at least, half of it at most, until what is left bends no more.
public sealed interface Verdict {
  /// The growth after the warm-up, with the interval of 90 %.
  Growth growth();

  /// It does not grow: the upper end is under the budget.
  ///
  /// @param filled by how much it rose during the warm-up where that would have exceeded the
  ///     budget, as with a cache that fills and then stops; else 0
  record Pass(Growth growth, double filled) implements Verdict {}

  /// It grows by more than the budget, all the time.
  ///
  /// @param owner who holds what grows, where the ledger knows
  /// @param site where one of the owner's youngest open entries was opened, where it is known
  record Leak(Growth growth, Optional<String> owner, Optional<Throwable> site) implements Verdict {}

  /// It grows by more than the budget, or may, and that is no harm. Either it is compiled code: the
  /// JVM compiles what is used for hours, throws away what is not, and never has more of it than
  /// `-XX:ReservedCodeCacheSize`. Or it is what the allocator keeps, and resident memory does not
  /// grow with it: the pages were given back.
  record Bounded(Growth growth) implements Verdict {}

  /// Resident memory grows by more than the budget, and what is in use does not: the allocator
  /// keeps what was freed. No leak; [NativeHeap#trim] or fewer arenas help.
  record Fragmentation(Growth growth) implements Verdict {}

  /// The run was too short or too noisy to tell.
  ///
  /// @param filled by how much it rose before it bent, where that exceeded the budget, as with a
  ///     cache that fills; else 0
  /// @param more how much longer the run should have been, by what its noise is; at most 30 days
  record Inconclusive(Growth growth, double filled, Duration more) implements Verdict {}
}
