package vitruvian.memory;

import java.io.IOException;
import vitruvian.memory.testing.PlantedPool;

/// What [AccountPlantedTest] runs in a process of its own: plants 100 MB in one pool after the
/// other and takes the account before and with it.
final class PlantedPools {
  private PlantedPools() {}

  /// Prints one line for each pool: its key, the growth of that line, the growth of all lines, and
  /// the remainder and the resident memory with it.
  public static void main(String[] args) throws IOException {
    settled(); // the classes that this needs
    for (var pool : PlantedPool.values()) {
      compare(pool);
    }
  }

  private static void compare(PlantedPool pool) throws IOException {
    var before = settled();
    try (var _ = pool.plant()) {
      var during = settled();
      System.out.printf(
          "%s %d %d %d %d%n",
          pool.key(),
          during.bytes(pool.key()) - before.bytes(pool.key()),
          during.explained() - before.explained(),
          during.remainder().orElseThrow(),
          during.resident().orElseThrow());
    }
  }

  // The live heap is that after a collection.
  private static Account settled() {
    System.gc();
    return Account.take();
  }
}
