package vitruvian.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vitruvian.tracker.BareModels;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.TrackerConfig;

/// Measures what the second and the third person of a picture cost: against the models that the
/// picture runs, on one session, and on two that share the work.
final class GroupBench {
  private static final int MOST_PEOPLE = 3;
  private static final int ROUNDS = 6;
  private static final int WARM_UP_ROUNDS = 2;

  private final TrackOptions options;

  GroupBench(TrackOptions options) {
    this.options = options.withPeople(TrackOptions.ALL_PEOPLE);
  }

  /// One picture.
  ///
  /// @param people who were found
  /// @param runs of models
  /// @param modelMillis all of these runs, on one session and without anything around them
  /// @param oneMillis frame to result on one session
  /// @param oneRatio the same by the models' time
  /// @param twoMillis frame to result on two sessions
  /// @param twoRatio the same by the models' time
  record Row(
      int people,
      long runs,
      Samples modelMillis,
      Samples oneMillis,
      Samples oneRatio,
      Samples twoMillis,
      Samples twoRatio) {}

  /// Measures pictures of one, two and three people.
  List<Row> run(StopSignal stop) throws IOException, InterruptedException {
    var rows = new ArrayList<Row>();
    try (var one = ImageTracker.open(TrackerConfig.DEFAULT.withSessions(1), options);
        var two = ImageTracker.open(TrackerConfig.DEFAULT.withSessions(2), options)) {
      for (int people = 1; people <= MOST_PEOPLE && !stop.requested(); people++) {
        rows.add(row(BenchPicture.group(people), one, two, stop));
      }
    }
    return rows;
  }

  private static Row row(BenchPicture picture, ImageTracker one, ImageTracker two, StopSignal stop)
      throws InterruptedException {
    try (var frame = picture.decode(BenchPicture.decoder())) {
      var bare = one.bareModels();
      var before = bare.counts();
      int people = one.track(frame).people().size();
      var runs = difference(before, bare.counts());
      var row =
          new Row(
              people,
              runs.values().stream().mapToLong(Long::longValue).sum(),
              new Samples(),
              new Samples(),
              new Samples(),
              new Samples(),
              new Samples());
      for (int i = -WARM_UP_ROUNDS; i < ROUNDS && !stop.requested(); i++) {
        round(row, i >= 0, runs, bare, frame, one, two);
      }
      return row;
    }
  }

  private static void round(
      Row row,
      boolean counts,
      Map<String, Long> runs,
      BareModels bare,
      Frame frame,
      ImageTracker one,
      ImageTracker two)
      throws InterruptedException {
    double models = bare.run(runs).toNanos() / 1e6;
    double alone = millis(one, frame);
    double shared = millis(two, frame);
    if (counts) {
      row.modelMillis.add(models);
      row.oneMillis.add(alone);
      row.oneRatio.add(alone / models);
      row.twoMillis.add(shared);
      row.twoRatio.add(shared / models);
    }
  }

  private static double millis(ImageTracker tracker, Frame frame) throws InterruptedException {
    long start = System.nanoTime();
    var _ = tracker.track(frame);
    return (System.nanoTime() - start) / 1e6;
  }

  private static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
    var runs = new TreeMap<String, Long>();
    after.forEach((model, count) -> runs.put(model, count - before.getOrDefault(model, 0L)));
    return runs;
  }
}
