package vitruvian.leaklab;

import java.time.Duration;
import java.util.Optional;
import vitruvian.leaklab.BeforeAfter.Setup;

/// The origin's service and ours, under the same load at the same time.
///
/// @param setup the load and the limit
/// @param limited whether the kernel held the limit; else the laboratory did, by resident memory
/// @param length of the run
public record Comparison(Setup setup, boolean limited, Duration length, Side before, Side after) {
  /// One of the two.
  ///
  /// @param start resident bytes before the first request
  /// @param warm resident bytes after a minute of load, or at the end of a shorter run
  /// @param end resident bytes at the end, or the last that were seen of it
  /// @param ending where it did not live to the end
  /// @param answers what came of the requests until then
  public record Side(long start, long warm, long end, Optional<Ending> ending, Times answers) {}

  /// How a service ended before its time.
  ///
  /// @param at since the start of the load
  /// @param killed for its memory; else it ended by itself
  /// @param said what it had written by then
  public record Ending(Duration at, boolean killed, String said) {}

  /// What came of the requests.
  ///
  /// @param due how many were sent as long as it lived
  /// @param answered how many of them were answered
  /// @param meanMillis from the moment that a request was due to the end of its answer
  /// @param deviationMillis the standard deviation of that
  public record Times(long due, long answered, double meanMillis, double deviationMillis) {
    static Times of(Answers answers) {
      var times = answers.answered();
      return new Times(answers.count(), times.count(), times.meanMillis(), times.deviationMillis());
    }

    /// The share that was answered.
    public double share() {
      return due == 0 ? 1 : (double) answered / due;
    }
  }

  /// Whether ours lived to the end and answered everything.
  public boolean isGood() {
    return after.ending().isEmpty() && after.answers().answered() == after.answers().due();
  }

  /// A table for terminals.
  public String toText() {
    return ComparisonTable.text(this);
  }

  /// A table in Markdown.
  public String toMarkdown() {
    return ComparisonTable.markdown(this);
  }

  /// All figures as a JSON object; bytes, seconds, milliseconds.
  public String toJson() {
    return ComparisonTable.json(this);
  }
}
