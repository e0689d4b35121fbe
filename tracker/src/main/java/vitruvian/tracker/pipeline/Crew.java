package vitruvian.tracker.pipeline;

import java.util.List;
import java.util.function.Function;

/// The sessions that work on one picture: the one that was lent for it, and whichever are idle.
public interface Crew {
  /// The models of the lent session, for use on its thread, which is the caller's.
  Models own();

  /// Does some tasks, which do not depend on each other, each on one session. The lent session
  /// works
  /// too, and would do them all if no other one were idle, so that nothing is ever waited for but
  /// work in progress.
  ///
  /// @return the results in the order of the tasks, whoever did them
  <T> List<T> all(List<Function<Models, T>> tasks);
}
