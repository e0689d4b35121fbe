package vitruvian.benchmarks.attacks;

import java.io.IOException;
import java.time.Duration;

/// One attack.
///
/// @param row of the table that it is numbered by, with a letter where a row has several
/// @param silence how long the probe may have to wait for a sign of life
record Attack(
    String row, String name, Kind kind, Duration silence, Preparation prepare, Play play) {
  static final Duration USUAL_SILENCE = Duration.ofMillis(2500);

  /// How an attack is judged.
  enum Kind {
    /// By single answers.
    QUESTION,
    /// Also by what others experience meanwhile, and by what is left of it in the end.
    FLOOD,
    /// As a flood, but what it has loaded stays.
    LOADING
  }

  /// What is asked for before, politely.
  interface Preparation {
    void on(Victim victim, Inputs inputs) throws IOException;
  }

  /// Does it, in a bounded time.
  interface Play {
    void on(Siege siege) throws IOException, InterruptedException;
  }

  static Attack question(String row, String name, Play play) {
    return new Attack(row, name, Kind.QUESTION, USUAL_SILENCE, (_, _) -> {}, play);
  }

  static Attack flood(String row, String name, Play play) {
    return new Attack(row, name, Kind.FLOOD, USUAL_SILENCE, (_, _) -> {}, play);
  }

  static Attack loading(String row, String name, Play play) {
    return new Attack(row, name, Kind.LOADING, USUAL_SILENCE, (_, _) -> {}, play);
  }

  Attack withSilence(Duration other) {
    return new Attack(row, name, kind, other, prepare, play);
  }

  Attack after(Preparation other) {
    return new Attack(row, name, kind, silence, other, play);
  }
}
