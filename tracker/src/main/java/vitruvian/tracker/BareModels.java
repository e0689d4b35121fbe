package vitruvian.tracker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vitruvian.tracker.engine.ModelVariant;
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

  /// How often each model has run so far, on all sessions, by its name. Waits for the pictures in
  /// progress.
  ///
  /// @throws InterruptedException where the thread is interrupted while it waits
  public Map<String, Long> counts() throws InterruptedException {
    var counts = new TreeMap<String, Long>();
    sessions.onAll(
        session -> {
          session.runs().forEach((model, runs) -> counts.merge(model.label(), runs, Long::sum));
          return true;
        });
    return counts;
  }

  /// Runs models so often, on one session.
  ///
  /// @param counts how often each, by names as those of [#counts]; others are ignored
  /// @return what all of the runs took together
  /// @throws InterruptedException where the thread is interrupted while it waits for a session
  public Duration run(Map<String, Long> counts) throws InterruptedException {
    return sessions.lease(
        session -> {
          long nanos = 0;
          for (var variant : ModelVariant.values()) {
            long times = counts.getOrDefault(variant.label(), 0L);
            for (long i = 0; i < times; i++) {
              var model = session.get(variant);
              long start = System.nanoTime();
              model.invoke();
              nanos += System.nanoTime() - start;
            }
          }
          return Duration.ofNanos(nanos);
        });
  }
}
