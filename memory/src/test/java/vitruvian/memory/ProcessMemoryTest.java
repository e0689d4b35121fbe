package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kernel's figures are taken as they are, and what it does not tell stays empty.
final class ProcessMemoryTest {
  @Test
  void figuresAreTheKernels(@TempDir Path root) throws IOException {
    var self = Files.createDirectories(root.resolve("proc/self"));
    Files.writeString(
        self.resolve("status"),
        """
        Name: java
        VmHWM:  900 kB
        VmRSS:      600 kB
        RssAnon:  300 kB
        RssFile:  200 kB
        RssShmem: 100 kB
        Threads: 17
        """);
    Files.writeString(
        self.resolve("smaps_rollup"),
        """
        1000-2000 ---p 00000000 00:00 0 [rollup]
        Rss: 590 kB
        Pss: 400 kB
        Pss_Dirty: 3 kB
        Private_Dirty:  250 kB
        """);
    for (int number = 0; number < 5; number++) {
      Files.createFile(Files.createDirectories(self.resolve("fd")).resolve("" + number));
    }
    var memory = ProcessMemory.read(root);
    assertThat(memory)
        .isEqualTo(
            new ProcessMemory(
                OptionalLong.of(600 * 1024),
                OptionalLong.of(300 * 1024),
                OptionalLong.of(200 * 1024),
                OptionalLong.of(100 * 1024),
                OptionalLong.of(400 * 1024),
                OptionalLong.of(250 * 1024),
                OptionalLong.of(17),
                OptionalLong.of(4),
                memory.classes()));
    assertThat(memory.classes()).isPositive();
  }

  @Test
  void withoutProcOnlyTheClassesAreKnown(@TempDir Path empty) {
    var memory = ProcessMemory.read(empty);
    assertThat(memory.resident()).isEmpty();
    assertThat(memory.proportional()).isEmpty();
    assertThat(memory.threads()).isEmpty();
    assertThat(memory.files()).isEmpty();
    assertThat(memory.classes()).isPositive();
  }

  @Test
  void openFilesAreCounted() throws IOException {
    long before = ProcessMemory.read().files().orElse(-1);
    assumeTrue(before >= 0, "skipped: this system has no /proc/self/fd");
    try (var _ = Files.newByteChannel(Path.of("/dev/null"));
        var _ = Files.newByteChannel(Path.of("/dev/null"))) {
      assertThat(ProcessMemory.read().files()).hasValue(before + 2);
    }
  }

  @Test
  void kindsAddUpToTheResidentMemory() {
    var memory = ProcessMemory.read();
    assumeTrue(memory.anonymous().isPresent(), "skipped: this system has no /proc/self/status");
    long sum =
        memory.anonymous().orElseThrow()
            + memory.file().orElseThrow()
            + memory.shared().orElseThrow();
    assertThat(sum).isCloseTo(memory.resident().orElseThrow(), within(4096L));
  }
}
