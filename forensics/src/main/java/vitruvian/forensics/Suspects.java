package vitruvian.forensics;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import vitruvian.forensics.HeapBlame.Blame;
import vitruvian.forensics.Holders.Chain;
import vitruvian.forensics.SnapshotDiff.Change;

/// Who holds what grew: each chain speaks for its part of the growth of the class at its end.
final class Suspects {
  // Of the same weight, a field of ours says more than one of the platform's.
  private static final double OWN = 2;

  private final Map<String, Suspect> bySite = new LinkedHashMap<>();

  private static final class Suspect {
    private double weight;
    private double heaviest;
    private String owner = "";
    private Optional<Chain> chain = Optional.empty();

    void add(double more, Change change, Chain by) {
      weight += more;
      // The largest class of ours that is held, or else the largest.
      double rank = Sites.isPlatform(change.name()) ? more / 1e6 : more;
      if (rank > heaviest) {
        heaviest = rank;
        owner = change.name();
        chain = Optional.of(by);
      }
    }
  }

  void add(Change change, Holders holders) {
    if (holders.looked() == 0) {
      return;
    }
    // Where most of a class was there before, most chains are about what was there before.
    double grown = (double) change.count() / Math.max(1, change.after().count());
    for (var chain : holders.chains()) {
      double weight =
          grown
              * change.bytes()
              * chain.count()
              / holders.looked()
              * (Sites.isOwn(chain.site()) ? OWN : 1);
      bySite.computeIfAbsent(chain.site(), _ -> new Suspect()).add(weight, change, chain);
    }
  }

  Optional<Blame> worst() {
    return bySite.entrySet().stream()
        .filter(one -> one.getValue().chain.isPresent())
        .max(Comparator.comparingDouble(one -> one.getValue().weight))
        .map(
            one ->
                new Blame(
                    one.getValue().owner,
                    one.getKey(),
                    one.getValue().chain.orElseThrow().lines()));
  }
}
