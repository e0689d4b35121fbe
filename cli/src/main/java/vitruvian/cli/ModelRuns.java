package vitruvian.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.PoseTopology;
import vitruvian.tracker.BareModels;

/// The model runs of one picture: what each of them takes, and which of them the picture needs.
///
/// [BareModels] runs what a person with face and both hands needs; a picture that shows less needs
/// fewer, and only those are counted. The order is that of the runs: pose (detector, landmarks),
/// left and right hand (region, landmarks), face (detector, landmarks).
final class ModelRuns {
  /// From here on a wrist counts as seen, and the models of its hand run.
  private static final float LEAST_WRIST_VISIBILITY = 0.1f;

  private final List<Boolean> needed;
  private final List<Samples> millis = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Samples sums = new Samples();

  /// @param result what was found in the picture
  ModelRuns(HolisticResult result) {
    this.needed = needed(result);
  }

  private ModelRuns(List<Boolean> needed) {
    this.needed = needed;
  }

  /// The same for a frame of a stream, whose person was there in the frame before: nobody has to be
  /// detected.
  ModelRuns ofStream() {
    var fewer = new ArrayList<>(needed);
    fewer.set(0, false);
    return new ModelRuns(List.copyOf(fewer));
  }

  private static List<Boolean> needed(HolisticResult result) {
    if (result.people().isEmpty()) {
      return List.of(true, false, false, false, false, false, false, false);
    }
    var person = result.people().getFirst();
    boolean left = seesWrist(person, "LEFT_WRIST");
    boolean right = seesWrist(person, "RIGHT_WRIST");
    return List.of(true, true, left, left, right, right, true, person.face().isPresent());
  }

  private static boolean seesWrist(Person person, String wrist) {
    int index = PoseTopology.NAMES.indexOf(wrist);
    return person.pose().landmarks().get(index).visibility() > LEAST_WRIST_VISIBILITY;
  }

  /// Enters the runs of one round.
  void add(List<BareModels.Run> runs) {
    if (runs.size() != needed.size()) {
      throw new IllegalStateException("%d model runs, not 8".formatted(runs.size()));
    }
    double sum = 0;
    for (int i = 0; i < runs.size(); i++) {
      if (millis.size() == i) {
        millis.add(new Samples());
        names.add(runs.get(i).name());
      }
      millis.get(i).add(runs.get(i).time().toNanos() / 1e6);
      sum += needed.get(i) ? runs.get(i).time().toNanos() / 1e6 : 0;
    }
    sums.add(sum);
  }

  /// The time of those runs that the picture needs.
  Duration time(List<BareModels.Run> runs) {
    var time = Duration.ZERO;
    for (int i = 0; i < runs.size(); i++) {
      time = needed.get(i) ? time.plus(runs.get(i).time()) : time;
    }
    return time;
  }

  /// The sums of the needed runs' milliseconds.
  Samples sums() {
    return sums;
  }

  /// How many runs the picture needs.
  int count() {
    return Math.toIntExact(needed.stream().filter(Boolean::booleanValue).count());
  }

  /// One model's part.
  ///
  /// @param runs how many the picture needs
  /// @param millis the median of one run
  record Part(int runs, double millis) {}

  /// The parts by the model's name, in the order of the runs.
  Map<String, Part> parts() {
    var parts = new LinkedHashMap<String, Part>();
    for (int i = 0; i < names.size(); i++) {
      int runs = needed.get(i) ? 1 : 0;
      parts.merge(
          names.get(i),
          new Part(runs, millis.get(i).median()),
          (a, b) -> new Part(a.runs + b.runs, (a.millis + b.millis) / 2));
    }
    return parts;
  }
}
