package vitruvian.forensics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a process held at one moment, small enough to be kept: counts and sizes by name, no
/// objects.
///
/// @param figures by the names of `vitruvian.memory.Account.figures()`
/// @param items what there was, in the order of the sections
public record Snapshot(long id, Instant at, Map<String, Double> figures, List<Item> items) {
  public Snapshot {
    figures = Map.copyOf(figures);
    items = List.copyOf(items);
  }

  /// Which snapshot, and the totals.
  ///
  /// @param id of the process that has it; 0 for one that is not kept
  public record Head(long id, Instant at, Map<String, Double> figures) {
    public Head {
      figures = Map.copyOf(figures);
    }

    /// `id`, `at` in milliseconds since 1970, `figures`.
    public String toJson() {
      return Json.write(json -> SnapshotForms.head(json, this));
    }
  }

  /// What is told without the items.
  public Head head() {
    return new Head(id, at, new TreeMap<>(figures));
  }

  /// The items of one section.
  public List<Item> of(Section section) {
    return items.stream().filter(item -> item.section() == section).toList();
  }
}
