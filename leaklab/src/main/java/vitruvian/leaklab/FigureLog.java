package vitruvian.leaklab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import vitruvian.forensics.Figures;
import vitruvian.memory.Diagnosis;
import vitruvian.memory.Ledger;
import vitruvian.memory.Trend;
import vitruvian.memory.Trend.Sample;

/// The figures of one run, and the verdicts on them. For one thread at a time.
final class FigureLog {
  private static final String OWNER = Diagnosis.LEDGER + ".";

  private final List<Figures> samples = new ArrayList<>();

  void add(Figures figures) {
    samples.add(figures);
  }

  int size() {
    return samples.size();
  }

  /// Judges all figures together.
  ///
  /// @param budgets for bytes and for counts, per request
  Diagnosis diagnosis(Budgets budgets, Ledger none) {
    var trends = new LinkedHashMap<String, Trend>();
    var limits = new LinkedHashMap<String, Double>();
    var names = new LinkedHashSet<String>();
    samples.forEach(figures -> names.addAll(figures.figures().keySet()));
    for (var name : names) {
      trends.put(name, new Trend(samples(name)));
      limits.put(name, budgets.of(name));
    }
    return Diagnosis.of(trends, limits, none);
  }

  private List<Sample> samples(String name) {
    var all = new ArrayList<Sample>();
    var first = samples.getFirst();
    for (var figures : samples) {
      var value = value(figures.figures(), name);
      if (!Double.isNaN(value)) {
        all.add(
            new Sample(
                Duration.between(first.at(), figures.at()),
                figures.requests() - first.requests(),
                value));
      }
    }
    return all;
  }

  // An owner that the ledger does not name holds nothing.
  private static double value(Map<String, Double> figures, String name) {
    return figures.getOrDefault(name, name.startsWith(OWNER) ? 0.0 : Double.NaN);
  }
}
