package vitruvian.forensics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;
import vitruvian.memory.Lifetime;

/// What holds something is named, from a dump that nobody else can read and that is gone
/// afterwards.
final class HeapDumpTest {
  private static final List<Object> RESULTS = new ArrayList<>();
  private static final List<Object> WEAK = new ArrayList<>();

  private static final class Result {
    private final List<String> lines = List.of("a line");
  }

  private static final class Forgotten {
    private final String text = "forgotten";
  }

  /// Owns native memory, as its ledger believes.
  private static final class Owner {
    private final Lifetime lifetime;

    Owner(Ledger ledger, String name) {
      lifetime = Lifetime.of(this, ledger, name, 4096, () -> {});
    }
  }

  @AfterEach
  void letGo() {
    RESULTS.clear();
    WEAK.clear();
  }

  @Test
  void aStaticListIsNamedAsTheHolder() throws IOException {
    IntStream.range(0, 100).forEach(_ -> RESULTS.add(new Result()));
    try (var dump = HeapDump.ofThisProcess()) {
      var holders = dump.holders(new Wanted.Instances(List.of(Result.class.getName())), 20);
      assertThat(holders.found()).isEqualTo(100);
      assertThat(holders.looked()).isEqualTo(20);
      assertThat(holders.chains())
          .singleElement()
          .satisfies(
              chain -> {
                assertThat(chain.count()).isEqualTo(20);
                assertThat(chain.site())
                    .isEqualTo("vitruvian.forensics.HeapDumpTest.RESULTS (static field)");
                assertThat(chain.type()).isEqualTo(Result.class.getName());
              });
      assertThat(holders.toText()).contains("100 found", "20 x ", "RESULTS (static field)");
      assertThat(holders.toSvg())
          .startsWith("<svg ")
          .contains("RESULTS (static)")
          .endsWith("</svg>\n");
    }
    assertThat(RESULTS).hasSize(100);
    assertThat(((Result) RESULTS.getFirst()).lines).hasSize(1);
  }

  @Test
  void whatIsOnlyHeldWeaklyIsNotHeld() throws IOException {
    var strong = new Forgotten();
    WEAK.add(new WeakReference<>(strong));
    try (var dump = HeapDump.ofThisProcess()) {
      var holders = dump.holders(new Wanted.Instances(List.of(Forgotten.class.getName())), 5);
      assertThat(holders.toText()).doesNotContain("referent");
    }
    assertThat(strong.text).isNotEmpty();
  }

  @Test
  void whatOwnsNativeMemoryIsFoundUntilItIsClosed() throws IOException {
    var ledger = new Ledger(InstantSource.system(), Alarm.SAMPLED);
    var open = Stream.generate(() -> new Owner(ledger, "planted")).limit(3).toList();
    var closed = new Owner(ledger, "planted");
    closed.lifetime.close();
    RESULTS.addAll(open);
    RESULTS.add(closed);
    try (var dump = HeapDump.ofThisProcess()) {
      var holders = dump.holders(new Wanted.Unclosed("planted"), 20);
      assertThat(holders.found()).isEqualTo(3);
      assertThat(holders.chains().getFirst().site()).contains("HeapDumpTest.RESULTS");
      assertThat(dump.holders(new Wanted.Unclosed("other"), 20).found()).isZero();
      assertThat(HeapReader.ledger(dump.file()).get("planted"))
          .isEqualTo(new vitruvian.memory.Usage(3, 3 * 4096));
    }
    open.forEach(one -> one.lifetime.close());
    assertThat(ledger.count()).isZero();
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker") // closed on the way
  void theFileIsPrivateAndDeleted() throws IOException {
    var dump = HeapDump.ofThisProcess();
    var file = dump.file();
    var folder = file.getParent();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    dump.close();
    assertThat(folder).doesNotExist();
  }

  @Test
  void whatIsNoJvmIsToldInOneLine() {
    assertThatThrownBy(() -> HeapDump.of(Integer.MAX_VALUE - 1))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no process 2147483646");
    assertThatThrownBy(() -> HeapDump.of(1))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("process 1 is (not a JVM|another user's.*)");
  }
}
