package vitruvian.soak;

import java.time.Instant;
import java.util.List;
import vitruvian.forensics.Finding;

/// What a soak has found.
///
/// @param plan what it was to do
/// @param load what it did
/// @param recording the figures of the service, from the start of the warm-up
/// @param judgement on its memory and its answers
/// @param findings who is to blame, where something leaks and the operators' port tells
/// @param report everything, for people and for programs
public record SoakResult(
    SoakPlan plan,
    Load load,
    Recording recording,
    Judgement judgement,
    List<Finding> findings,
    SoakReport report) {

  /// What was done.
  ///
  /// @param started when the load began
  /// @param ended when the last answer had come, or was given up
  /// @param perSecond requests that were due
  /// @param most what the service answered at most in a second; 0 where it was not measured
  /// @param figures where the figures came from
  /// @param missed samples that could not be had
  /// @param restarted whether the service was another one in the end
  /// @param stopped whether it was told to end before its time
  public record Load(
      Instant started,
      Instant ended,
      double perSecond,
      double most,
      String figures,
      long missed,
      boolean restarted,
      boolean stopped,
      Tally tally,
      List<LatencyWindow> windows) {}
}
