package vitruvian.forensics;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What has changed from one [Snapshot] to another.
///
/// @param from the earlier one
/// @param to the later one
/// @param changes by section, what grew most first; what did not change is left out
public record SnapshotDiff(Snapshot.Head from, Snapshot.Head to, List<Change> changes) {
  public SnapshotDiff {
    changes = List.copyOf(changes);
  }

  /// One thing at the two moments.
  public record Change(Item before, Item after) {
    /// The section that both are of.
    public Section section() {
      return after.section();
    }

    /// An owner, a class, a pattern: see [Section].
    public String name() {
      return after.name();
    }

    /// Where it comes from, or empty.
    public String site() {
      return after.site().isEmpty() ? before.site() : after.site();
    }

    /// How many more there are.
    public long count() {
      return after.count() - before.count();
    }

    /// By how many bytes it is larger.
    public long bytes() {
      return after.bytes() - before.bytes();
    }
  }

  /// Compares two snapshots.
  public static SnapshotDiff of(Snapshot from, Snapshot to) {
    var before = byKey(from);
    var after = byKey(to);
    var keys = new LinkedHashSet<>(after.keySet());
    keys.addAll(before.keySet());
    var changes =
        keys.stream()
            .map(
                key ->
                    new Change(
                        before.getOrDefault(key, Item.none(key)),
                        after.getOrDefault(key, Item.none(key))))
            .filter(change -> change.count() != 0 || change.bytes() != 0)
            .sorted(
                Comparator.comparing(Change::section)
                    .thenComparing(Comparator.comparingLong(Change::bytes).reversed())
                    .thenComparing(Comparator.comparingLong(Change::count).reversed())
                    .thenComparing(Change::name))
            .toList();
    return new SnapshotDiff(from.head(), to.head(), changes);
  }

  // A thread's frame is another at another moment and does not make it another thread.
  private static Map<Item.Key, Item> byKey(Snapshot snapshot) {
    return snapshot.items().stream()
        .collect(
            Collectors.toMap(
                item ->
                    item.section() == Section.THREADS
                        ? new Item.Key(item.section(), item.name(), "")
                        : item.key(),
                item -> item,
                Item::plus));
  }

  /// The changes of one section, what grew most first.
  public List<Change> of(Section section) {
    return changes.stream().filter(change -> change.section() == section).toList();
  }

  /// A table for people.
  public String toText() {
    return SnapshotForms.text(this);
  }

  /// `from` and `to` (`id`, `at`), and for each section a list of `name`, `site`, `countBefore`,
  /// `count`, `countGrowth`, `bytesBefore`, `bytes`, `bytesGrowth`.
  public String toJson() {
    return SnapshotForms.json(this);
  }

  /// A page that needs nothing else.
  public String toHtml() {
    return SnapshotForms.html(this);
  }

  /// What [#toJson] has written.
  ///
  /// @throws IllegalArgumentException where the text is something else
  public static SnapshotDiff parse(String json) {
    return SnapshotForms.diff(Json.parse(json));
  }
}
