package vitruvian.tracker.pipeline;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import vitruvian.tracker.Frame;
import vitruvian.tracker.TrackOptions;

/// A pose that was found, and what of the models' outputs is needed later: other poses are looked
/// for in between, and perhaps on other sessions.
///
/// @param mask the logits of the mask, where that was asked for
/// @param hidden a bit for each point that lies on others, who may hide it
record Sighting(PoseStage.Found found, Body body, Optional<MemorySegment> mask, long hidden) {
  /// Looks for the pose in a region.
  static Optional<Sighting> at(Models models, Frame frame, Rect region, TrackOptions options) {
    return at(models, frame, region, options, Occluders.NONE);
  }

  /// Looks for the pose in a region, among others.
  static Optional<Sighting> at(
      Models models, Frame frame, Rect region, TrackOptions options, Occluders occluders) {
    return PoseStage.landmarks(models, frame, region, options, occluders)
        .map(
            found ->
                new Sighting(
                    found,
                    Body.of(found, new Size(frame.width(), frame.height())),
                    options.segmentation() ? Optional.of(mask(models, options)) : Optional.empty(),
                    0));
  }

  /// The same where only that counts as seen which does not lie on others.
  Sighting apartFrom(List<Body> others) {
    long on = body.on(others);
    return new Sighting(found, body.without(on), mask, on);
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
  Optional<Sighting> confirmed(
      Models models, Frame frame, TrackOptions options, Occluders occluders) {
    var region = next(new Size(frame.width(), frame.height()));
    return region.isUsable()
        ? at(models, frame, region, options, occluders)
            .filter(again -> body.isConfirmedBy(again.body))
        : Optional.empty();
  }
}
