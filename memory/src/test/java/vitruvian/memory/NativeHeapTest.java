package vitruvian.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The C library's own account sees native memory come and go, and trimming gives it back.
///
/// The JVM allocates beside the tests, so each figure is the median of some tries.
final class NativeHeapTest {
  private static final long MB = 1 << 20;
  private static final int TRIES = 7;

  @BeforeEach
  void needsGlibc() {
    assumeTrue(
        NativeHeap.inUse().isPresent(),
        "skipped: this C library has no mallinfo2 (it is not glibc)");
  }

  private record Change(long up, long down) {}

  @Test
  void seesALargeAllocationAndItsRelease() {
    var changes =
        LongStream.range(0, TRIES)
            .mapToObj(
                _ -> {
                  long before = inUse();
                  long during;
                  try (var arena = Arena.ofConfined()) {
                    arena.allocate(64 * MB);
                    during = inUse();
                  }
                  return new Change(during - before, during - inUse());
                })
            .toList();
    assertThat(median(changes.stream().mapToLong(Change::up))).isCloseTo(64 * MB, within(2 * MB));
    assertThat(median(changes.stream().mapToLong(Change::down))).isCloseTo(64 * MB, within(2 * MB));
  }

  // Blocks are freed between blocks that stay, so that the allocator can give back none by itself.
  @Test
  void trimmingGivesBackWhatTheAllocatorKeeps() {
    long blocks = 512;
    long size = 64 * 1024;
    var gone = new long[TRIES];
    for (int i = 0; i < TRIES; i++) {
      try (var stays = Arena.ofConfined()) {
        try (var freed = Arena.ofConfined()) {
          for (int block = 0; block < blocks; block++) {
            freed.allocate(size);
            stays.allocate(size);
          }
        }
        assertThat(kept()).isGreaterThan(blocks * size / 2);
        long resident = resident();
        assertThat(NativeHeap.trim()).isTrue();
        gone[i] = resident - resident();
      }
    }
    assertThat(median(LongStream.of(gone))).isGreaterThan(blocks * size / 2);
  }

  private static long median(LongStream values) {
    return values.sorted().skip(TRIES / 2).findFirst().orElseThrow();
  }

  private static long inUse() {
    return NativeHeap.inUse().orElseThrow();
  }

  private static long kept() {
    return NativeHeap.kept().orElseThrow();
  }

  private static long resident() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
