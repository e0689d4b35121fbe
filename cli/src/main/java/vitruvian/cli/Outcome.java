package vitruvian.cli;

/// What became of an input.
sealed interface Outcome {
  /// A picture's results are written.
  record Picture(boolean person) implements Outcome {}

  /// A video's results are written.
  ///
  /// @param frames how many frames it has
  /// @param withPerson in how many of them a person was found
  record Video(long frames, long withPerson) implements Outcome {}

  /// The results are there from an earlier run.
  record Done() implements Outcome {}

  /// A video was stopped on request; what is written can be gone on with.
  record Stopped(long frames, long withPerson) implements Outcome {}

  /// There are no results, or not all.
  ///
  /// @param why one line for people
  record Failed(String why) implements Outcome {}
}
