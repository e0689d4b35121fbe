package vitruvian.tracker.pipeline;

import vitruvian.tracker.engine.Interpreter;
import vitruvian.tracker.engine.ModelVariant;

/// What a stage works with: the interpreters and the cropper of the session that runs it.
public interface Models {
  /// The session's cropper, for use on this thread until the stage returns.
  Crop crop();

  /// The interpreter of a model, for use on this thread until the stage returns.
  Interpreter get(ModelVariant variant);
}
