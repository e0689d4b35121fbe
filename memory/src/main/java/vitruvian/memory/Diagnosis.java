package vitruvian.memory;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import vitruvian.memory.Verdict.Bounded;
import vitruvian.memory.Verdict.Fragmentation;
import vitruvian.memory.Verdict.Inconclusive;
import vitruvian.memory.Verdict.Leak;

/// The verdicts on all figures of a run, made together.
///
/// Ten figures give ten occasions for a false alarm: how sure a leak must be rises with their
/// number, so that in 5 of 100 clean runs at most there is any leak. A pass needs no such care,
/// since the run passes only where all of them do, or are bounded.
///
/// What the figures mean is told by their names, which are those of [Figures]: [#RESIDENT],
/// [#HEAP], [#NATIVE], [#LEDGER], [#KEPT], [#CODE], and `ledger.` with an owner's name; all others
/// stand for themselves.
///
/// @param verdicts by the names of the figures, in the order in which they came
public record Diagnosis(Map<String, Verdict> verdicts) {
  /// Resident memory.
  public static final String RESIDENT = "resident";

  /// The Java heap after a collection.
  public static final String HEAP = "heap";

  /// What native libraries hold: what is allocated without the JVM's own.
  public static final String NATIVE = "native";

  /// What the ledger holds, all owners together; part of [#NATIVE].
  public static final String LEDGER = "ledger";

  /// What was freed and the allocator keeps; with the pages that it gave back, so that it is
  /// [Bounded] where the resident memory does not grow with it.
  public static final String KEPT = "kept";

  /// The JVM's compiled code. It never leaks: what it grows by is [Bounded], and so is what the
  /// resident memory grows by where it would pass without.
  public static final String CODE = "code";

  // Less than that in a whole run says nothing: the JVM itself, which keeps what it learns about
  // the program, takes a megabyte an hour for hours.
  private static final double LEAST_RESIDENT = 2 << 20;

  private static final String OWNER = "ledger.";

  public Diagnosis {
    verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
  }

  /// Judges the figures of one run.
  ///
  /// @param trends by name
  /// @param budgets the growth that is allowed per request, for every name
  /// @param ledger tells where the openings of a leak's owner were
  public static Diagnosis of(
      Map<String, Trend> trends, Map<String, Double> budgets, Ledger ledger) {
    double quantile = quantile(0.05 / Math.max(1, trends.size()));
    var verdicts = new LinkedHashMap<String, Verdict>();
    var code = Optional.ofNullable(trends.get(CODE));
    trends.forEach(
        (name, trend) -> {
          double budget =
              Optional.ofNullable(budgets.get(name))
                  .orElseThrow(() -> new IllegalArgumentException("no budget: " + name));
          verdicts.put(name, verdict(name, trend, code, budget, quantile));
        });
    var owner = owner(verdicts);
    boolean fragmented = isFragmented(trends, verdicts);
    var filling = filling(trends, verdicts);
    var resident = Optional.ofNullable(verdicts.get(RESIDENT));
    verdicts.replaceAll(
        (name, verdict) -> {
          if (name.equals(KEPT)) {
            return kept(verdict, resident);
          }
          if (!(verdict instanceof Leak(var growth, _, _))) {
            return verdict;
          }
          if (fragmented && name.equals(RESIDENT)) {
            return new Fragmentation(growth);
          }
          return filling.isPresent() && name.equals(RESIDENT)
              ? new Inconclusive(growth, filling.get().filled(), filling.get().more())
              : blamed(name, growth, owner, ledger);
        });
    return new Diagnosis(verdicts);
  }

  /// The verdict on one figure.
  ///
  /// @throws IllegalArgumentException where there is no figure of this name
  public Verdict verdict(String name) {
    return Optional.ofNullable(verdicts.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no such figure: " + name));
  }

  /// Whether no figure grows but what is bounded.
  public boolean passes() {
    return verdicts.values().stream().allMatch(Diagnosis::isBounded);
  }

  private static boolean isBounded(Verdict verdict) {
    return verdict instanceof Verdict.Pass || verdict instanceof Bounded;
  }

  // What the allocator keeps counts pages that it gave back: it is the resident memory that tells.
  private static Verdict kept(Verdict kept, Optional<Verdict> resident) {
    var growth = kept.growth();
    boolean grows = kept instanceof Leak;
    if (isBounded(kept) || !Double.isFinite(growth.high())) {
      return kept;
    }
    if (resident.isPresent() && isBounded(resident.get())) {
      return new Bounded(growth);
    }
    if (grows && resident.isPresent() && resident.get() instanceof Inconclusive(_, _, var more)) {
      return new Inconclusive(growth, 0, more);
    }
    return grows ? new Fragmentation(growth) : kept;
  }

  /// The names of the figures that leak.
  public List<String> leaks() {
    return verdicts.entrySet().stream()
        .filter(one -> one.getValue() instanceof Leak)
        .map(Map.Entry::getKey)
        .toList();
  }

  // Resident memory without compiled code is judged where with it the verdict is not good enough.
  private static Verdict verdict(
      String name, Trend trend, Optional<Trend> code, double budget, double quantile) {
    var verdict = trend.verdict(budget, quantile);
    var growth = verdict.growth();
    if (verdict instanceof Verdict.Pass) {
      return verdict;
    }
    if (name.equals(CODE)) {
      return Double.isFinite(growth.high()) ? new Bounded(growth) : verdict;
    }
    if (!name.equals(RESIDENT)) {
      return verdict;
    }
    // The growth that is told is that of the figure.
    var without = code.map(trend::minus).orElse(trend);
    return switch (without.verdict(budget, quantile)) {
      case Verdict.Pass _ -> new Bounded(growth);
      case Leak(var own, var owner, var site) ->
          without.risen(own) < LEAST_RESIDENT
              ? new Inconclusive(growth, 0, without.until(own, LEAST_RESIDENT))
              : new Leak(growth, owner, site);
      case Inconclusive(_, double filled, var more) -> new Inconclusive(growth, filled, more);
      case Bounded _, Fragmentation _ -> verdict;
    };
  }

  // Of those owners whose own figure leaks, the one that leaks most.
  private static Optional<String> owner(Map<String, Verdict> verdicts) {
    return verdicts.entrySet().stream()
        .filter(one -> one.getKey().startsWith(OWNER) && one.getValue() instanceof Leak)
        .max(Comparator.comparingDouble(one -> one.getValue().growth().slope()))
        .map(one -> one.getKey().substring(OWNER.length()));
  }

  // Of heap and native memory, that which fills and explains half of what the resident memory grows
  // by, unless one of them leaks.
  private static Optional<Inconclusive> filling(
      Map<String, Trend> trends, Map<String, Verdict> verdicts) {
    if (verdicts.get(HEAP) instanceof Leak || verdicts.get(NATIVE) instanceof Leak) {
      return Optional.empty();
    }
    return Stream.of(HEAP, NATIVE)
        .filter(name -> slope(trends, name) > residentSlope(trends) / 2)
        .map(verdicts::get)
        .filter(Inconclusive.class::isInstance)
        .map(Inconclusive.class::cast)
        .filter(one -> one.filled() > 0)
        .findFirst();
  }

  private static Leak blamed(String name, Growth growth, Optional<String> most, Ledger ledger) {
    var owner =
        switch (name) {
          case LEDGER, NATIVE, RESIDENT -> most;
          default ->
              name.startsWith(OWNER)
                  ? Optional.of(name.substring(OWNER.length()))
                  : Optional.<String>empty();
        };
    return new Leak(growth, owner, owner.flatMap(known -> site(known, ledger)));
  }

  private static Optional<Throwable> site(String owner, Ledger ledger) {
    return ledger.entries().reversed().stream()
        .filter(entry -> entry.owner().equals(owner))
        .flatMap(entry -> entry.site().stream())
        .findFirst();
  }

  // What the allocator keeps explains half of what the resident memory grows by, and what is in use
  // less than a quarter.
  private static boolean isFragmented(Map<String, Trend> trends, Map<String, Verdict> verdicts) {
    if (!(verdicts.get(RESIDENT) instanceof Leak)
        || verdicts.get(HEAP) instanceof Leak
        || verdicts.get(NATIVE) instanceof Leak) {
      return false;
    }
    double inUse = slope(trends, HEAP) + slope(trends, NATIVE);
    double resident = residentSlope(trends);
    return inUse < resident / 4 && slope(trends, KEPT) > resident / 2;
  }

  private static double residentSlope(Map<String, Trend> trends) {
    return slope(trends, RESIDENT) - slope(trends, CODE);
  }

  private static double slope(Map<String, Trend> trends, String name) {
    return Optional.ofNullable(trends.get(name)).map(Trend::slope).orElse(0.0);
  }

  // Of the normal distribution for a small upper tail: Abramowitz and Stegun, 26.2.23, good to
  // 0.00045.
  static double quantile(double tail) {
    double t = Math.sqrt(-2 * Math.log(tail));
    return t
        - (2.515517 + 0.802853 * t + 0.010328 * t * t)
            / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t);
  }
}
