package vitruvian.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import vitruvian.memory.testing.AccountProcess;
import vitruvian.memory.testing.PlantedPool;

/// The account adds up in a service at rest, under load and after it, and what is planted in one
/// pool under load appears in the line of that pool.
final class LoadedAccountTest {
  private static final long MARGIN = 2 << 20;

  @Test
  void plantedBytesAppearInTheirLineUnderLoad() throws Exception {
    AccountProcess.assumeItCanTell();
    var rows = AccountProcess.run(LoadedAccount.class, "summary", "../samples/astronaut.png");
    assertThat(rows)
        .extracting(AccountProcess.Row::name)
        .containsExactly(
            "idle",
            "heap.live",
            "direct",
            "native",
            "ledger.planted",
            "files",
            "metaspace",
            "after");
    for (var row : rows) {
      long growth = row.figure(0);
      long remainder = row.figure(1);
      long resident = row.figure(2);
      long answered = row.figure(3);
      assertThat(Math.abs(remainder)).as("remainder: %s", row).isLessThan(resident / 20);
      if (!List.of("idle", "after").contains(row.name())) {
        assertThat(growth).as("%s", row).isCloseTo(PlantedPool.BYTES, within(MARGIN));
        assertThat(answered).as("under load: %s", row).isPositive();
      }
    }
  }
}
