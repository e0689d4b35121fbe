package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.memory.testing.AccountProcess;
import vitruvian.memory.testing.PlantedPool;

/// 100 MB planted in one pool appear in the line of that pool and nowhere else, in a process of its
/// own, with the JVM's native memory tracking and without.
final class AccountPlantedTest {
  private static final long MARGIN = 2 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"summary", "off"})
  void plantedBytesAppearInTheirLine(String tracking) throws Exception {
    AccountProcess.assumeItCanTell();
    var rows = AccountProcess.run(PlantedPools.class, tracking);
    assertThat(rows)
        .extracting(AccountProcess.Row::name)
        .containsExactly(
            "heap.live",
            "direct",
            "native",
            "ledger.planted",
            "files",
            "metaspace",
            "allocator.kept");
    for (var row : rows) {
      long line = row.figure(0);
      long explained = row.figure(1);
      long remainder = row.figure(2);
      long resident = row.figure(3);
      assertThat(line).as("%s", row).isCloseTo(PlantedPool.BYTES, within(MARGIN));
      // The heap has room for more than lives in it, also for the classes' bytes; elsewhere no
      // other
      // line may move.
      boolean usesHeap = row.name().startsWith("heap") || row.name().equals("metaspace");
      assertThat(usesHeap ? line : explained)
          .as("all lines with %s", row)
          .isCloseTo(PlantedPool.BYTES, within(MARGIN));
      assertThat(Math.abs(remainder)).as("remainder with %s", row).isLessThan(resident / 20);
    }
  }
}
