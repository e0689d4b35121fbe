package vitruvian.memory;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Account.Committed;
import vitruvian.memory.Account.Sources;
import vitruvian.memory.JvmReport.Tracking;
import vitruvian.memory.Mappings.Pool;

/// Every byte in one line, and what cannot be known is said.
final class AccountTest {
  private static final ProcessMemory PROCESS =
      new ProcessMemory(
          OptionalLong.of(1000),
          OptionalLong.of(800),
          OptionalLong.of(200),
          OptionalLong.of(0),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.of(9),
          OptionalLong.of(8),
          7);
  private static final ContainerMemory CONTAINER =
      new ContainerMemory(
          OptionalLong.of(5000),
          OptionalLong.of(2000),
          OptionalLong.empty(),
          OptionalLong.of(900),
          OptionalLong.of(700));
  private static final Committed COMMITTED = new Committed(300, 60, 40);
  private static final Map<String, Usage> LEDGER = Map.of("frame", new Usage(2, 50));
  private static final Map<Pool, Long> RESIDENT =
      Map.of(
          Pool.HEAP, 200L, Pool.CODE, 30L, Pool.STACKS, 20L, Pool.FILES, 150L, Pool.NATIVE, 600L);

  private static Account account(Sources sources) {
    return Account.of(sources, 11, PROCESS, CONTAINER);
  }

  private static Mappings tagged(long reach, long jvmReach) {
    return new Mappings(
        Map.of(
            Pool.HEAP,
            200L,
            Pool.METASPACE,
            55L,
            Pool.COLLECTOR,
            45L,
            Pool.NATIVE,
            500L,
            Pool.LIBRARIES,
            100L,
            Pool.FILES,
            100L),
        reach,
        jvmReach,
        true);
  }

  private static Sources complete(Mappings mappings) {
    return new Sources(
        mappings,
        COMMITTED,
        OptionalLong.of(120),
        Optional.of(new Tracking(250, 70, 80)),
        OptionalLong.of(400),
        OptionalLong.of(90),
        20,
        LEDGER);
  }

  @Test
  void allocatedMemoryIsDividedWithoutCountingTwice() {
    var account = account(complete(tagged(520, 80)));
    assertThat(account.bytes("heap.live")).isEqualTo(120);
    assertThat(account.bytes("heap.rest")).isEqualTo(80);
    assertThat(account.bytes("metaspace")).isEqualTo(55);
    assertThat(account.bytes("collector")).isEqualTo(45);
    assertThat(account.bytes("jvm.allocated")).isEqualTo(180);
    assertThat(account.bytes("direct")).isEqualTo(20);
    assertThat(account.bytes("ledger.frame")).isEqualTo(50);
    assertThat(account.bytes("native")).isEqualTo(400 - 180 - 20 - 50);
    // 20 of 520 are absent: given back by the allocator.
    assertThat(account.bytes("allocator.kept")).isEqualTo(70);
    assertThat(account.bytes("allocator.untouched")).isZero();
    assertThat(account.resident()).hasValue(1000);
    assertThat(account.remainder()).hasValue(500 - 400 - 70);
    assertThat(account.unknown()).isEmpty();
  }

  @Test
  void whatWasNeverTouchedIsANegativeLine() {
    var account = account(complete(tagged(630, 80)));
    assertThat(account.bytes("allocator.kept")).isZero();
    assertThat(account.bytes("allocator.untouched")).isEqualTo(90 - 130);
    assertThat(account.remainder()).hasValue(630 - 400 - 90);
  }

  @Test
  void nativeMemoryJoinedWithTheCollectorsMappingIsNative() {
    var account = account(complete(tagged(500, 110)));
    assertThat(account.bytes("collector")).isEqualTo(45 - 30);
    assertThat(account.bytes("allocator.kept")).isEqualTo(90);
    assertThat(account.remainder()).hasValue(530 - 400 - 90);
  }

  @Test
  void estimatesInTheLedgerBeyondWhatIsAllocatedMakeNativeNegative() {
    var sources =
        new Sources(
            tagged(520, 80),
            COMMITTED,
            OptionalLong.of(120),
            Optional.of(new Tracking(250, 70, 80)),
            OptionalLong.of(400),
            OptionalLong.of(90),
            20,
            Map.of("decoder", new Usage(1, 230)));
    var account = account(sources);
    assertThat(account.bytes("native")).isEqualTo(-30);
    assertThat(account.remainder()).hasValue(30);
  }

  @Test
  void withoutTrackingTheJvmsOwnIsPartOfNative() {
    var account =
        account(
            new Sources(
                new Mappings(RESIDENT, 0, 0, false),
                COMMITTED,
                OptionalLong.empty(),
                Optional.empty(),
                OptionalLong.of(400),
                OptionalLong.of(90),
                20,
                LEDGER));
    assertThat(account.bytes("heap.live")).isZero();
    assertThat(account.bytes("heap.rest")).isEqualTo(200);
    assertThat(account.bytes("metaspace")).isEqualTo(60);
    assertThat(account.bytes("native")).isEqualTo(400 - 20 - 50);
    assertThat(account.bytes("allocator.kept")).isEqualTo(90);
    assertThat(account.remainder()).hasValue(600 - 60 - 400 - 90);
    assertThat(account.unknown()).hasSize(3);
  }

  @Test
  void withoutGlibcWhatIsAllocatedIsPartOfTheRemainder() {
    var account =
        account(
            new Sources(
                tagged(500, 80),
                COMMITTED,
                OptionalLong.of(120),
                Optional.of(new Tracking(250, 70, 80)),
                OptionalLong.empty(),
                OptionalLong.empty(),
                20,
                LEDGER));
    assertThat(account.bytes("native")).isZero();
    assertThat(account.bytes("allocator.kept")).isZero();
    assertThat(account.remainder()).hasValue(500 - 180 - 20 - 50);
    assertThat(account.unknown()).singleElement().asString().startsWith("This C library");
  }

  @Test
  void withoutMappingsTheJvmsOwnFiguresStand() {
    var account =
        account(
            new Sources(
                new Mappings(Map.of(), 0, 0, false),
                COMMITTED,
                OptionalLong.of(120),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                20,
                LEDGER));
    assertThat(account.bytes("heap.live")).isEqualTo(120);
    assertThat(account.bytes("heap.rest")).isEqualTo(180);
    assertThat(account.bytes("metaspace")).isEqualTo(60);
    assertThat(account.bytes("code")).isEqualTo(40);
    assertThat(account.explained()).isEqualTo(300 + 60 + 40 + 20 + 50);
    assertThat(account.resident()).hasValue(1000);
    assertThat(account.unknown()).hasSize(3);
  }

  @Test
  void theTableAddsUpAndEndsWithWhatIsNotKnown() {
    var text = account(complete(tagged(520, 80))).toText();
    assertThat(text)
        .contains("frame x 2")
        .containsPattern("remainder +0.0 MB +3.0 %")
        .containsPattern("resident +0.0 MB +100.0 %")
        .contains("Control group:")
        .endsWith("\n");
  }

  @Test
  void jsonHasEveryLineAndNullForWhatIsNotKnown() {
    var json = account(complete(tagged(520, 80))).toJson();
    assertThat(json)
        .startsWith("{\"resident\":1000,\"explained\":970,\"remainder\":30,\"lines\":[")
        .contains("{\"key\":\"ledger.frame\",\"name\":\"frame x 2\",\"bytes\":50}")
        .contains("\"mappedBuffers\":11,")
        .contains("\"proportional\":null")
        .endsWith(
            "\"container\":{\"limit\":5000,\"usage\":2000,\"peak\":null,\"anonymous\":900,\"file\":700},\"unknown\":[]}");
  }

  @Test
  void figuresForTheTrendAreNamedAsTheDiagnosisReadsThem() {
    assertThat(account(complete(tagged(520, 80))).figures())
        .isEqualTo(
            Map.ofEntries(
                entry(Diagnosis.CODE, 0.0),
                entry(Figures.DIRECT, 20.0),
                entry(Diagnosis.RESIDENT, 1000.0),
                entry(Diagnosis.HEAP, 120.0),
                entry(Diagnosis.NATIVE, 400.0 - 180),
                entry(Diagnosis.LEDGER, 50.0),
                entry("ledger.frame", 50.0),
                entry(Diagnosis.KEPT, 70.0),
                entry("threads", 9.0),
                entry("files", 8.0),
                entry("classes", 7.0)));
  }

  @Test
  void jsonEscapesNames() {
    var odd =
        new Sources(
            tagged(520, 80),
            COMMITTED,
            OptionalLong.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            0,
            Map.of("a\"b\\c\n", new Usage(1, 1)));
    assertThat(account(odd).toJson()).contains("\"ledger.a\\u0022b\\u005cc\\u000a\"");
  }

  @Test
  void theRealAccountHasALineForEveryOwner() {
    var ledger = new Ledger(InstantSource.system(), Alarm.OFF);
    var entry = ledger.open("thing", 12345);
    var account = Account.take(ledger);
    entry.settle();
    assertThat(account.bytes("ledger.thing")).isEqualTo(12345);
    assertThat(account.lines()).extracting(Account.Line::key).contains("heap.live", "native");
    assertThat(account.toText()).contains("thing x 1");
  }

  private static final String SMAPS =
      """
      00001000-00003000 rw-p 00000000 00:00 0                          [heap]
      Size:                  8 kB
      Rss:                   4 kB
      VmFlags: rd wr mr mw me ac
      10000000-10010000 rw-p 00000000 00:00 0
      Rss:                  64 kB
      20000000-20001000 r-xp 00000000 fe:00 12                         /usr/lib/libx y.so
      Rss:                   4 kB
      20001000-20003000 rw-p 00001000 fe:00 12                         /usr/lib/libx y.so
      Rss:                   8 kB
      30000000-30010000 rw-p 00000000 00:00 0
      Rss:                  16 kB
      40000000-40001000 rwxp 00000000 00:00 0
      Rss:                   4 kB
      50000000-50001000 rw-s 00000000 fe:00 13                         /tmp/data
      Rss:                   4 kB
      60000000-60002000 rw-p 00000000 fe:00 14                         /usr/lib/classes.jsa
      Rss:                   8 kB
      70000000-70002000 rw-p 00000000 00:00 0
      Rss:                   4 kB
      ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0          [vsyscall]
      Rss:                   0 kB
      """;

  @Test
  void mappingsAreToldApartWithoutTracking() {
    var mappings =
        Mappings.of(
            SMAPS.lines().toList(),
            "NMT is disabled. VM info not available.",
            "def new generation total 9K [0x10000000, 0x10008000, 0x10010000)\n"
                + " Metaspace [0x70000000, 0x70002000)",
            Set.of(0x30000ff0L));
    assertThat(mappings.resident())
        .isEqualTo(
            Map.of(
                Pool.HEAP, 64L << 10,
                Pool.LIBRARIES, 12L << 10,
                Pool.STACKS, 16L << 10,
                Pool.CODE, 4L << 10,
                Pool.FILES, 4L << 10,
                Pool.CLASS_DATA, 8L << 10,
                Pool.NATIVE, 8L << 10));
    assertThat(mappings.tagged()).isFalse();
    assertThat(mappings.total()).isEqualTo(116 << 10);
  }

  @Test
  void trackingTellsWhatTheJvmsMappingsAreFor() {
    var map =
        """
        from               to                        vsize prot          rss      hugetlb pgsz notes            info      file
        0x0000000010000000-0x0000000010010000        65536 rw-p        65536            0 4K   com              META      -
        0x0000000030000000-0x0000000030010000        65536 rw-p        16384            0 4K   com,nothp        STACK-12-main -
        0x0000000040000000-0x0000000040001000         4096 rwxp         4096            0 4K   com              CODE      -
        0x0000000070000000-0x0000000070002000         8192 rw-p         4096            0 4K   com              CODE,GC   -
        """;
    var mappings = Mappings.of(SMAPS.lines().toList(), map, "", Set.of());
    assertThat(mappings.tagged()).isTrue();
    assertThat(mappings.of(Pool.METASPACE)).isEqualTo(64 << 10);
    assertThat(mappings.of(Pool.STACKS)).isEqualTo(16 << 10);
    assertThat(mappings.of(Pool.CODE)).isEqualTo(4 << 10);
    assertThat(mappings.of(Pool.COLLECTOR)).isEqualTo(4 << 10);
    assertThat(mappings.of(Pool.NATIVE)).isEqualTo(4 << 10);
    assertThat(mappings.reach()).isEqualTo(8 << 10);
    assertThat(mappings.jvmReach()).isEqualTo(12 << 10);
  }

  @Test
  void trackingReportIsRead() {
    var report =
        """
        Native Memory Tracking:

        Total: reserved=1990682, committed=491562
               malloc: 26650 #58536, peak=46746 #55827
               mmap:   reserved=1964032, committed=464912
        -                 Java Heap (reserved=524288, committed=389120)
                                    (mmap: reserved=524288, committed=389120, at peak)
        -                        GC (reserved=47550, committed=44910)
                                    (malloc=4470 tag=GC #3357) (at peak)
                                    (mmap: reserved=43080, committed=40440, at peak)
        -                     Other (reserved=34, committed=34)
                                    (malloc=34 tag=Other #2) (at peak)
        -                 Safepoint (reserved=8, committed=8)
                                    (mmap: reserved=8, committed=8, at peak)
        """;
    assertThat(Tracking.parse(report)).hasValue(new Tracking(26650, 34, 40448));
    assertThat(Tracking.parse("Native memory tracking is not enabled")).isEmpty();
    assertThat(Tracking.parse("")).isEmpty();
  }

  // 60 bytes in a mapping of 300 of their own, beside what `complete` has.
  @Test
  void whatAnOwnerHasMappedIsNotTheAllocators() {
    var plain = complete(tagged(520, 80));
    var before = account(plain);
    var ledger = new TreeMap<>(LEDGER);
    ledger.put("weights", new Usage(1, 60, 60, 300));
    var resident = new EnumMap<>(plain.mapped().resident());
    resident.merge(Pool.NATIVE, 60L, Long::sum);
    var account =
        account(
            new Sources(
                new Mappings(resident, 520 + 300, 80, true),
                COMMITTED,
                plain.heapAfterCollection(),
                plain.tracking(),
                plain.inUse(),
                plain.kept(),
                plain.direct(),
                ledger));
    assertThat(account.bytes("ledger.weights")).isEqualTo(60);
    for (var key : List.of("native", "allocator.kept", "allocator.untouched")) {
      assertThat(account.bytes(key)).as(key).isEqualTo(before.bytes(key));
    }
    assertThat(account.remainder()).isEqualTo(before.remainder());
  }

  @Test
  void whatMallocTellsOfItselfIsRead() {
    var report =
        """
        <malloc version="1">
        <heap nr="0">
        <total type="fast" count="1" size="32"/>
        <total type="rest" count="2" size="500"/>
        <system type="current" size="10000"/>
        </heap>
        <total type="fast" count="1" size="32"/>
        <total type="rest" count="7" size="1500"/>
        <total type="mmap" count="2" size="4096"/>
        <system type="current" size="20000"/>
        <system type="max" size="30000"/>
        </malloc>
        """;
    var allocated = JvmReport.Allocated.parse(report);
    assertThat(allocated.inUse()).hasValue(20000 - 1532 + 4096);
    assertThat(allocated.kept()).hasValue(1532);
    assertThat(JvmReport.Allocated.parse("").inUse()).isEmpty();
    assertThat(JvmReport.liveBytes("  1: 2 3 [B\nTotal          5       1234\n")).hasValue(1234);
  }

  @Test
  void heapAfterCollectionIsKnownAfterOne() {
    var garbage = List.of(new byte[1 << 20], new byte[1 << 20]);
    System.gc();
    assertThat(JvmReport.heapAfterCollection().orElseThrow())
        .isBetween(2L << 20, Runtime.getRuntime().maxMemory());
    assertThat(garbage).hasSize(2);
  }
}
