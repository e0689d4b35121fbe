package vitruvian.leaklab;

import vitruvian.forensics.Finding;
import vitruvian.forensics.Finding.Kind;

/// What is planted in a scenario, in the words of those who look for it. They never see it.
///
/// @param kind what they should call it
/// @param owner a part of the owner's name; empty where nothing leaks
/// @param site a part of the site's name, likewise
public record Planted(Kind kind, String owner, String site) {
  public Planted {
    if (kind == Kind.LEAK && (owner.isEmpty() || site.isEmpty())) {
      throw new IllegalArgumentException("an empty name is in every other");
    }
  }

  static Planted leak(String owner, String site) {
    return new Planted(Kind.LEAK, owner, site);
  }

  static Planted none(Kind kind) {
    return new Planted(kind, "", "");
  }

  /// Whether a finding names this: its kind, and where something leaks its site; the owner is for
  /// people to compare, since kinds of things have few names.
  public boolean isNamedBy(Finding finding) {
    return finding.kind() == kind && finding.site().contains(site);
  }
}
