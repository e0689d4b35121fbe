package vitruvian.tracker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import vitruvian.tracker.pipeline.HolisticPipeline;

/// The neural networks of a picture without anything around them: the yardstick that the tracker's
/// own speed is measured against.
///
/// Used as an [ImageTracker] is, from any number of threads; each call takes a session. It runs the
/// very interpreters of the [ImageTracker] that made it, and lives as long.
public final class BareModels {
  private final SessionPool sessions;
  private final TrackOptions options;

  BareModels(SessionPool sessions, TrackOptions options) {
    this.sessions = sessions;
    this.options = options;
  }

  /// What one model took.
  ///
  /// @param name of the model's file, without ending
  /// @param time of one run
  public record Run(String name, Duration time) {}

  /// Runs every model as often as a picture of a person with face and both hands does, on whatever
  /// the input tensors hold.
  ///
  /// @return each run, in order
  public List<Run> run() throws InterruptedException {
    return sessions.lease(
        session -> {
          var runs = new ArrayList<Run>();
          for (var variant : HolisticPipeline.runsOfAPicture(options)) {
            var model = session.get(variant);
            long start = System.nanoTime();
            model.invoke();
            runs.add(new Run(variant.label(), Duration.ofNanos(System.nanoTime() - start)));
          }
          return List.copyOf(runs);
        });
  }
}
