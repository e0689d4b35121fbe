package vitruvian.leaklab;

/// What is planted in a scenario, in the words of those who look for it. They never see it.
///
/// @param kind what they should call it
/// @param owner a part of the owner's name that must be in theirs; empty where there is none
/// @param site a part of the site's name, likewise
public record Planted(Kind kind, String owner, String site) {
  /// What a run may turn out to be.
  public enum Kind {
    LEAK,
    FRAGMENTATION,
    FILLING_CACHE,
    STABLE,
    INCONCLUSIVE
  }

  static Planted leak(String owner, String site) {
    return new Planted(Kind.LEAK, owner, site);
  }

  static Planted none(Kind kind) {
    return new Planted(kind, "", "");
  }
}
