package vitruvian.forensics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;

/// What is planted between two snapshots stands in their difference, under its name.
final class SnapshotsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1000);

  private final Ledger ledger = new Ledger(() -> NOW, Alarm.ALL);
  private final Snapshots snapshots = new Snapshots(ledger, () -> NOW);

  /// What the heap holds more of.
  private static final class Planted {
    private final long[] numbers = new long[16];
  }

  @Test
  void whatIsOpenedIsToldByOwnerAndSite() {
    var before = snapshots.take();
    var entry = ledger.open("thing", 5000);
    var change = SnapshotDiff.of(before, snapshots.now()).of(Section.LEDGER).getFirst();
    entry.settle();
    assertThat(change.name()).isEqualTo("thing");
    assertThat(change.site()).startsWith("vitruvian.forensics.SnapshotsTest.whatIsOpened");
    assertThat(change.count()).isEqualTo(1);
    assertThat(change.bytes()).isEqualTo(5000);
    assertThat(SnapshotDiff.of(before, snapshots.now()).of(Section.LEDGER)).isEmpty();
  }

  @Test
  void whatTheHeapHoldsMoreOfIsToldByClass() {
    var before = snapshots.take();
    var planted = Stream.generate(Planted::new).limit(10_000).toList();
    var change =
        SnapshotDiff.of(before, snapshots.now()).of(Section.CLASSES).stream()
            .filter(one -> one.name().equals(Planted.class.getName()))
            .findFirst()
            .orElseThrow();
    assertThat(change.count()).isEqualTo(10_000);
    assertThat(change.bytes()).isGreaterThanOrEqualTo(160_000);
    assertThat(planted.stream().mapToInt(one -> one.numbers.length).sum()).isEqualTo(160_000);
  }

  @Test
  void filesAreToldByTheirPatternAndBuffersByTheirKind(@TempDir Path folder) throws IOException {
    var before = snapshots.take();
    try (var one = open(folder.resolve("planted1"));
        var other = open(folder.resolve("planted2"))) {
      var buffer = ByteBuffer.allocateDirect(1 << 20);
      var diff = SnapshotDiff.of(before, snapshots.now());
      assertThat(one.isOpen() && other.isOpen()).isTrue();
      assertThat(diff.of(Section.FILES))
          .anySatisfy(
              change -> {
                assertThat(change.name()).endsWith("/planted#");
                assertThat(change.count()).isEqualTo(2);
              });
      assertThat(diff.of(Section.BUFFERS))
          .anySatisfy(change -> assertThat(change.bytes()).isGreaterThanOrEqualTo(1 << 20));
      assertThat(buffer.capacity()).isEqualTo(1 << 20);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.WRITE);
  }

  @Test
  void threadsAreToldByTheirPatternAndWhereTheyRun() throws InterruptedException {
    var end = new java.util.concurrent.CountDownLatch(1);
    var threads =
        IntStream.range(0, 3)
            .mapToObj(i -> Thread.ofPlatform().name("planted-" + i).start(() -> waitFor(end)))
            .toList();
    var stacks = new java.util.HashMap<Thread, StackTraceElement[]>();
    for (var thread : threads) {
      while (thread.getStackTrace().length < 4) {
        Thread.onSpinWait();
      }
      stacks.put(thread, thread.getStackTrace());
    }
    var items = Snapshots.threads(stacks);
    end.countDown();
    for (var thread : threads) {
      thread.join();
    }
    assertThat(items)
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.name()).isEqualTo("planted-#");
              assertThat(item.count()).isEqualTo(3);
              assertThat(item.site()).startsWith("vitruvian.forensics.SnapshotsTest.");
            });
  }

  private static void waitFor(java.util.concurrent.CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  @Test
  void theOldestGoFirst() {
    for (int i = 0; i < Snapshots.MOST + 2; i++) {
      snapshots.take();
    }
    assertThat(snapshots.list())
        .hasSize(Snapshots.MOST)
        .first()
        .extracting(Snapshot.Head::id)
        .isEqualTo(3L);
    assertThat(snapshots.find(2)).isEmpty();
    assertThat(snapshots.find(3)).isPresent();
    assertThat(snapshots.toJson()).startsWith("{\"snapshots\":[{\"id\":3,\"at\":1000000,");
  }

  @Test
  void aDifferenceReadsBackFromItsJson() {
    var from = new Snapshot(1, NOW, java.util.Map.of("heap", 5.0), List.of(item("a", "", 1, 10)));
    var to =
        new Snapshot(
            0,
            NOW.plusSeconds(1),
            java.util.Map.of("heap", 7.0),
            List.of(item("a", "", 3, 30), item("b<", "s", 1, 1)));
    var diff = SnapshotDiff.of(from, to);
    assertThat(SnapshotDiff.parse(diff.toJson())).isEqualTo(diff);
    assertThat(diff.toText()).contains("(now)", "+2 of 3", "+20 of 30", "b<  at s");
    assertThat(diff.toHtml()).startsWith("<!doctype html>").contains("b&lt;").doesNotContain("b<");
  }

  private static Item item(String name, String site, long count, long bytes) {
    return new Item(Section.CLASSES, name, site, count, bytes);
  }

  @Test
  void theReportReadsBackFromItsJson() {
    var entry = ledger.open("thing", 5000);
    var report = MemoryReport.take(ledger, () -> NOW);
    entry.settle();
    var read = MemoryReport.parse(report.toJson());
    assertThat(read.pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(read.at()).isEqualTo(NOW);
    assertThat(read.sampled()).isFalse();
    assertThat(read.ledger()).isEqualTo(report.ledger()).hasSize(1);
    assertThat(read.ledger().getFirst().sites())
        .singleElement()
        .satisfies(site -> assertThat(site.site()).contains("SnapshotsTest.theReportReadsBack"));
    assertThat(read.account().bytes("ledger.thing")).isEqualTo(5000);
    assertThat(report.toText()).contains("thing", "SnapshotsTest", "safety net: 0");
    assertThat(report.toHtml()).contains("thing", "SnapshotsTest");
  }
}
