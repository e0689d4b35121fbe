package vitruvian.forensics;

import java.util.LinkedHashMap;
import java.util.List;
import vitruvian.memory.Ledger;

/// What is open in a ledger, by owner and by where it was opened.
final class LedgerItems {
  private LedgerItems() {}

  /// What carries no site is of the site "".
  static List<Item> of(Ledger ledger) {
    var items = new LinkedHashMap<Item.Key, Item>();
    for (var entry : ledger.entries()) {
      var item =
          new Item(Section.LEDGER, entry.owner(), Sites.opening(entry.site()), 1, entry.bytes());
      items.merge(item.key(), item, Item::plus);
    }
    return List.copyOf(items.values());
  }
}
