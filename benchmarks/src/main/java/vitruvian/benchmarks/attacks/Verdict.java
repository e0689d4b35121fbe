package vitruvian.benchmarks.attacks;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is found about one attack. For any number of threads.
final class Verdict {
  private static final int MOST = 6;

  private final List<String> broken = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, Integer> outcomes = new TreeMap<>();

  /// Something that must hold, and what was observed where it does not.
  @FormatMethod
  synchronized void require(boolean holds, @FormatString String otherwise, Object... values) {
    if (!holds) {
      broken.add(String.format(Locale.ROOT, otherwise, values));
    }
  }

  /// One more outcome of a kind.
  synchronized void saw(String outcome) {
    outcomes.merge(outcome, 1, Integer::sum);
  }

  /// How often it was seen.
  synchronized int count(String outcome) {
    return outcomes.getOrDefault(outcome, 0);
  }

  /// Something worth knowing whether the attack is held or not.
  @FormatMethod
  synchronized void note(@FormatString String text, Object... values) {
    notes.add(String.format(Locale.ROOT, text, values));
  }

  synchronized boolean holds() {
    return broken.isEmpty();
  }

  /// What is not as it must be, else what was seen.
  @Override
  public synchronized String toString() {
    var lines = new ArrayList<>(broken);
    if (!outcomes.isEmpty()) {
      lines.add(
          outcomes.entrySet().stream()
              .map(one -> one.getValue() + " x " + one.getKey())
              .collect(Collectors.joining(", ")));
    }
    if (broken.isEmpty()) {
      lines.addAll(notes);
    }
    var text = String.join("; ", lines.subList(0, Math.min(MOST, lines.size())));
    return lines.size() > MOST ? text + "; and %d more".formatted(lines.size() - MOST) : text;
  }
}
