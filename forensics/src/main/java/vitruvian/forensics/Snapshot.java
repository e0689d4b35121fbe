package vitruvian.forensics;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a process held at one moment, small enough to be kept: counts and sizes by name, no
/// objects.
///
/// @param figures by the names of `vitruvian.memory.Account.figures()`, and [#LEAKS]
/// @param items what there was, in the order of the sections
public record Snapshot(long id, Instant at, Map<String, Double> figures, List<Item> items) {
  /// The figure that tells how many things were never closed, since the start, and were freed by
  /// the safety net.
  public static final String LEAKS = "leaks";

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

    /// One line for people.
    public String toText() {
      return SnapshotForms.text(List.of(this));
    }

    /// A page that needs nothing else.
    public String toHtml() {
      return SnapshotForms.html(List.of(this));
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
