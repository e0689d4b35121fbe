package vitruvian.soak;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import vitruvian.memory.Diagnosis;
import vitruvian.memory.Figures;
import vitruvian.memory.Verdict;

/// The verdict on a whole run.
///
/// @param result in one word
/// @param diagnosis of each figure
/// @param budgets by figure, growth that is allowed with a request
/// @param failed requests and frames that were not answered as they deserve, and live streams that
///     were refused or broke
/// @param forgotten things that were never closed, and were freed by the service's safety net;
///     empty where that is not known
public record Judgement(
    Result result,
    Diagnosis diagnosis,
    Map<String, Double> budgets,
    long failed,
    OptionalLong forgotten) {
  /// How many threads, files or classes a service may keep of a request: one of ten thousand. A
  /// budget in bytes means nothing for them, and one that is kept of every thousandth request
  /// brings a service down within days.
  public static final double COUNT_BUDGET = 1e-4;

  /// The result in one word.
  public enum Result {
    /// No figure grows by more than its budget.
    PASS,
    /// A figure grows with every request, or something was never closed.
    LEAK,
    /// Nothing in use grows, but what the allocator keeps does.
    FRAGMENTATION,
    /// It was too short or too noisy to tell.
    INCONCLUSIVE
  }

  /// Judges a recording.
  ///
  /// @param warmUp what is left out at its beginning
  /// @param budget by how many bytes memory may grow with a request
  static Judgement of(
      Recording recording, Duration warmUp, double budget, long failed, OptionalLong forgotten) {
    var budgets = new LinkedHashMap<String, Double>();
    for (var name : recording.names()) {
      budgets.put(name, Figures.isCount(name) ? COUNT_BUDGET : budget);
    }
    var diagnosis = recording.diagnosis(warmUp, name -> budgets.getOrDefault(name, budget));
    return new Judgement(result(diagnosis, forgotten), diagnosis, budgets, failed, forgotten);
  }

  // What the safety net frees grows nowhere for long, and is a leak that it has caught.
  private static Result result(Diagnosis diagnosis, OptionalLong forgotten) {
    var verdicts = List.copyOf(diagnosis.verdicts().values());
    if (!diagnosis.leaks().isEmpty() || forgotten.orElse(0) > 0) {
      return Result.LEAK;
    }
    if (verdicts.stream().anyMatch(Verdict.Fragmentation.class::isInstance)) {
      return Result.FRAGMENTATION;
    }
    return !verdicts.isEmpty() && diagnosis.passes() ? Result.PASS : Result.INCONCLUSIVE;
  }

  /// Whether it ends as it should: memory passes, and every request was answered.
  public boolean isGood() {
    return result == Result.PASS && failed == 0;
  }

  /// How much longer the run should have been, so that every figure could be judged.
  public Duration more() {
    return diagnosis.verdicts().values().stream()
        .map(
            verdict ->
                verdict instanceof Verdict.Inconclusive(_, _, var more) ? more : Duration.ZERO)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
