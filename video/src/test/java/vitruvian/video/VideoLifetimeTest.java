package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.Ledger;
import vitruvian.memory.NativeHeap;

/// What FFmpeg allocates is freed again, which the ledger alone cannot show.
class VideoLifetimeTest {
  private static final ImageSize SIZE = new ImageSize(320, 240);
  private static final int ROUNDS = 25;
  // A single frame that is left behind is 115 KB, each round.
  private static final long MOST_GROWTH = 1 << 20;
  private static final int MOST_LOOKS = 200;
  private static final long PAUSE_NANOS = 20_000_000;

  @TempDir Path folder;

  @Test
  void nothingIsLeftOfAnything() throws IOException {
    assumeTrue(NativeHeap.inUse().isPresent(), "skipped: only glibc tells its figures");
    var clip = Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(30, 40));
    var whole = Files.readAllBytes(clip);
    var torn = Files.write(folder.resolve("torn.mp4"), Arrays.copyOf(whole, whole.length - 300));
    var blank = whole.clone();
    var index = new Mp4(whole);
    Arrays.fill(blank, index.content("mdat"), index.content("moov") - 8, (byte) 0);
    var dark = Files.write(folder.resolve("dark.mp4"), blank);
    for (int i = 0; i < 5; i++) {
      round(clip, torn, dark);
    }
    long before = NativeHeap.inUse().orElseThrow();

    for (int i = 0; i < ROUNDS; i++) {
      round(clip, torn, dark);
    }

    assertThat(settledGrowth(before)).isLessThan(MOST_GROWTH);
  }

  // The JVM's compilers take some megabytes while they are at work, and give them back.
  private static long settledGrowth(long before) {
    long growth = NativeHeap.inUse().orElseThrow() - before;
    for (int i = 0; i < MOST_LOOKS && growth >= MOST_GROWTH; i++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      growth = NativeHeap.inUse().orElseThrow() - before;
    }
    return growth;
  }

  private void round(Path clip, Path torn, Path dark) throws IOException {
    try (var reader = Clips.open(clip)) {
      reader.next().orElseThrow().close();
      assertThat(reader.skip()).isTrue();
    }
    Clips.refusal(torn, Clips.FULL_SIZE);
    Clips.refusal(dark, Clips.FULL_SIZE);
    Clips.refusal(clip, new VideoLimits(100, 0));
    var copy = folder.resolve("copy.mp4");
    try (var writer = VideoWriter.open(copy, SIZE, 25, Ledger.process())) {
      Clips.frames(writer, SIZE, Clips.times(5, 40), 0);
    }
    try (var writer = VideoWriter.resume(copy, SIZE, 25, 4, Ledger.process())) {
      writer.finish();
    }
  }
}
