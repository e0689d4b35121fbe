package vitruvian.forensics;

/// So many of one thing at one moment.
///
/// @param name an owner, a class, a pattern of names: see [Section]
/// @param site where it comes from, or empty where that is not known
/// @param count how many
/// @param bytes how large together; 0 where size means nothing
public record Item(Section section, String name, String site, long count, long bytes) {
  /// What is the same thing at two moments.
  record Key(Section section, String name, String site) {}

  Key key() {
    return new Key(section, name, site);
  }

  static Item none(Key key) {
    return new Item(key.section, key.name, key.site, 0, 0);
  }

  Item plus(Item other) {
    return new Item(section, name, site, count + other.count, bytes + other.bytes);
  }
}
