package vitruvian.tracker.pipeline;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// A pose that was found, and what of the models' outputs is needed later: other poses are looked
/// for in between, and perhaps on other sessions.
///
/// @param mask the logits of the mask, where that was asked for
record Sighting(PoseStage.Found found, Body body, Optional<MemorySegment> mask) {
  /// Looks for the pose in a region.
  static Optional<Sighting> at(Models models, Frame frame, Rect region, TrackOptions options) {
    return PoseStage.landmarks(models, frame, region, options)
        .map(
            found ->
                new Sighting(
                    found,
                    Body.of(found, new Size(frame.width(), frame.height())),
                    options.segmentation()
                        ? Optional.of(mask(models, options))
                        : Optional.empty()));
  }

  private static MemorySegment mask(Models models, TrackOptions options) {
    var logits = PoseStage.mask(models.get(PoseStage.variant(options)));
    var copy = MemorySegment.ofArray(new float[Math.toIntExact(logits.byteSize() / Float.BYTES)]);
    return copy.copyFrom(logits);
  }

  /// The region that the landmarks lead to.
  Rect next(Size size) {
    var points = found.points();
    return PoseStage.region(size, points.x(33), points.y(33), points.x(34), points.y(34));
  }

  /// What a second look finds, where it finds the same.
  Optional<Sighting> confirmed(Models models, Frame frame, TrackOptions options) {
    var region = next(new Size(frame.width(), frame.height()));
    return region.isUsable()
        ? at(models, frame, region, options).filter(again -> body.isConfirmedBy(again.body))
        : Optional.empty();
  }
}
