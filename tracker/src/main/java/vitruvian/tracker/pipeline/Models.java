package vitruvian.tracker.pipeline;

import vitruvian.tracker.engine.Interpreter;
import vitruvian.tracker.engine.ModelVariant;

/// Where a stage gets its interpreters: those of the session that runs it.
@FunctionalInterface
public interface Models {
  /// The interpreter of a model, for use on this thread until the stage returns.
  Interpreter get(ModelVariant variant);
}
