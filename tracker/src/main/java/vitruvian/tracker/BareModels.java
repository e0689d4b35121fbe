package vitruvian.tracker;

import com.google.errorprone.annotations.MustBeClosed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import vitruvian.tracker.pipeline.HolisticPipeline;

/// The neural networks of a picture without anything around them: the yardstick that the tracker's
/// own speed is measured against.
///
/// Used as an [ImageTracker] is, from any number of threads; each call takes a session. Owns native
/// memory until [#close].
public final class BareModels implements AutoCloseable {
  private final SessionPool sessions;
  private final TrackOptions options;

  private BareModels(SessionPool sessions, TrackOptions options) {
    this.sessions = sessions;
    this.options = options;
  }

  /// What one model took.
  ///
  /// @param name of the model's file, without ending
  /// @param time of one run
  public record Run(String name, Duration time) {}

  /// Opens the models that the options need. If this throws, nothing is left behind.
  @MustBeClosed
  public static BareModels open(TrackerConfig config, TrackOptions options) {
    var sessions = new SessionPool(config);
    try {
      sessions.warm(session -> HolisticPipeline.open(session, options));
      return new BareModels(sessions, options);
    } catch (Throwable failure) {
      sessions.close();
      throw failure;
    }
  }

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

  @Override
  public void close() {
    sessions.close();
  }
}
