package vitruvian.forensics;

import java.util.List;

/// What an [Investigation] has to say about one figure.
///
/// @param series the figure, by its name in `vitruvian.memory.Diagnosis`; `leaks` for what the
///     leak alarm reported
/// @param owner who holds what grows: an owner in the ledger, a class, a pattern of thread names or
///     of files, or a native function; empty where nobody could be named
/// @param site where it was opened or allocated, or the field that holds it; empty where that is
///     not known
/// @param chain from the root of the garbage collector to one of the things, one link a line; or
///     the stack of an allocation; empty where there is none
/// @param explanation whole sentences for people
public record Finding(
    String series, Kind kind, String owner, String site, List<String> chain, String explanation) {
  /// What a figure does.
  public enum Kind {
    /// It grows and does not stop, or was forgotten and freed by the safety net.
    LEAK,
    /// The allocator keeps what was freed; nothing leaks.
    FRAGMENTATION,
    /// It grew and has stopped, as a cache does.
    FILLING_CACHE,
    /// It does not grow.
    STABLE,
    /// It cannot be told yet.
    INCONCLUSIVE
  }

  public Finding {
    chain = List.copyOf(chain);
  }
}
