package vitruvian.memory;

import java.util.Locale;

/// How much is remembered about where native memory was opened, so that a leak can be named.
///
/// The books are kept at every level; the level decides about the safety net behind them.
public enum Alarm {
  /// No safety net: what is never closed stays open in the ledger, and nothing is reported.
  OFF,
  /// What becomes unreachable unclosed is freed, counted and reported; one opening in
  /// {@value #SAMPLE} carries the stack trace of where it was opened. For production.
  SAMPLED,
  /// As [#SAMPLED], and every opening carries its stack trace. For tests and for the hunt.
  ALL;

  /// One in how many openings carries its stack trace under [#SAMPLED].
  static final int SAMPLE = 64;

  /// The level named by the system property `vitruvian.leakAlarm` (`off`, `sampled` or `all`);
  /// [#SAMPLED] where it is absent.
  ///
  /// @throws IllegalArgumentException where the property names no level
  public static Alarm configured() {
    var name = System.getProperty("vitruvian.leakAlarm", "sampled");
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "off" -> OFF;
      case "sampled" -> SAMPLED;
      case "all" -> ALL;
      default ->
          throw new IllegalArgumentException(
              "vitruvian.leakAlarm is off, sampled or all, not: " + name);
    };
  }
}
