package vitruvian.tracker.pipeline;

import vitruvian.tracker.engine.Interpreter;
import vitruvian.tracker.engine.ModelVariant;

/// What a stage works with: the interpreters of the session that runs it, and what it keeps beside.
public interface Models {
  /// The session's cropper, for use on this thread until the stage returns.
  Crop crop();

  /// The solver of face geometry.
  ///
  /// @throws vitruvian.tracker.TrackingException where its data are not the official ones
  GeometryStage geometry();

  /// The interpreter of a model, for use on this thread until the stage returns.
  Interpreter get(ModelVariant variant);
}
