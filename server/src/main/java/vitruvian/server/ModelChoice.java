package vitruvian.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import vitruvian.tracker.TrackOptions;

/// An option of requests that needs models beyond those that are always there.
public enum ModelChoice {
  COMPLEXITY_0,
  COMPLEXITY_2,
  REFINE_FACE,
  SEGMENTATION;

  /// The name that operators give it, such as `complexity-0`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The choice of a name.
  public static Optional<ModelChoice> of(String label) {
    return Arrays.stream(values()).filter(choice -> choice.label().equals(label)).findFirst();
  }

  /// What some options choose.
  static Set<ModelChoice> of(TrackOptions options) {
    var chosen = EnumSet.noneOf(ModelChoice.class);
    if (options.complexity() == 0) {
      chosen.add(COMPLEXITY_0);
    }
    if (options.complexity() == 2) {
      chosen.add(COMPLEXITY_2);
    }
    if (options.refineFace()) {
      chosen.add(REFINE_FACE);
    }
    if (options.segmentation()) {
      chosen.add(SEGMENTATION);
    }
    return chosen;
  }

  /// All options that can be chosen with these, the usual ones first.
  static List<TrackOptions> combinations(Set<ModelChoice> choices) {
    var all = new ArrayList<TrackOptions>();
    for (int complexity : new int[] {1, 0, 2}) {
      for (boolean segmentation : new boolean[] {false, true}) {
        for (boolean refine : new boolean[] {false, true}) {
          var options =
              TrackOptions.DEFAULT
                  .withComplexity(complexity)
                  .withSegmentation(segmentation)
                  .withRefineFace(refine);
          if (choices.containsAll(of(options))) {
            all.add(options);
          }
        }
      }
    }
    return all;
  }
}
