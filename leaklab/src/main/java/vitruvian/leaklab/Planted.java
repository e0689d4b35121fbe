package vitruvian.leaklab;

import java.util.List;
import vitruvian.forensics.Finding;
import vitruvian.forensics.Finding.Kind;

/// What is planted in a scenario, in the words of those who look for it. They never see it.
///
/// @param kind what they should call it
/// @param owners parts of names, one of which must be in that of their owner; none where nothing
///     leaks
/// @param site a part of the site's name, likewise
public record Planted(Kind kind, List<String> owners, String site) {
  public Planted {
    owners = List.copyOf(owners);
    if (owners.contains("")) {
      throw new IllegalArgumentException("an empty name is in every other");
    }
  }

  static Planted leak(String owner, String site) {
    return new Planted(Kind.LEAK, List.of(owner), site);
  }

  static Planted none(Kind kind) {
    return new Planted(kind, List.of(), "");
  }

  /// Whether a finding names this: its kind, and where something leaks its owner or its site.
  public boolean isNamedBy(Finding finding) {
    return finding.kind() == kind
        && (kind != Kind.LEAK
            || owners.stream().anyMatch(finding.owner()::contains)
            || finding.site().contains(site));
  }
}
