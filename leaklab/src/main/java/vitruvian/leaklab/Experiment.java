package vitruvian.leaklab;

import java.time.Duration;
import java.util.List;
import vitruvian.forensics.Finding;
import vitruvian.memory.Diagnosis;

/// What was found in a scenario.
///
/// @param findings of the forensics, what they are surest of first
/// @param diagnosis what the findings start from
/// @param time it took in all
public record Experiment(
    Scenario scenario, List<Finding> findings, Diagnosis diagnosis, Duration time) {
  public Experiment {
    findings = List.copyOf(findings);
    if (findings.isEmpty()) {
      throw new IllegalArgumentException("an investigation always finds something to say");
    }
  }

  /// The first finding, which is what counts.
  public Finding finding() {
    return findings.getFirst();
  }

  /// Whether it names what was planted.
  public boolean isRight() {
    return scenario.planted().isNamedBy(finding());
  }
}
