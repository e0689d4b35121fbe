package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.Ledger;
import vitruvian.tracker.Refusal;
import vitruvian.video.VideoOpening.Opened;
import vitruvian.video.VideoOpening.Refused;

/// Mutated videos: no crash, no exception, no hang, no endless video, nothing left behind.
final class VideoFuzzTest {
  private static final VideoLimits LIMITS = new VideoLimits(1_000_000, 0);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  // A small file cannot have more than it has packets.
  private static final int MOST_FRAMES = 2_000;
  private static final int[] INTERESTING = {0, 1, 2, 0x7f, 0x80, 0xff, 0xfe, 0x10, 0x40};

  @TempDir Path folder;

  @Test
  void threeHundred() throws IOException {
    fuzz(300, 1);
  }

  @Test
  @Tag("soak")
  void twentyThousand() throws IOException {
    fuzz(20_000, 2);
  }

  private List<byte[]> corpus() throws IOException {
    var file = folder.resolve("clip.mp4");
    var corpus = new ArrayList<byte[]>();
    corpus.add(Files.readAllBytes(Clips.write(file, new ImageSize(64, 48), Clips.times(12, 40))));
    corpus.add(
        Mp4.of(Clips.write(file, new ImageSize(48, 80), Clips.times(6, 400)))
            .matrix(0, 0x10000, -0x10000, 0)
            .bytes());
    // In fragments.
    try (var writer = VideoWriter.open(file, new ImageSize(32, 32), 5, Ledger.process())) {
      Clips.frames(writer, new ImageSize(32, 32), Clips.times(12, 200), 0);
    }
    corpus.add(Files.readAllBytes(file));
    return corpus;
  }

  private void fuzz(int count, long seed) throws IOException {
    var corpus = corpus();
    var random = new Random(seed);
    var file = folder.resolve("mutant");
    Map<Refusal, Integer> refusals = new EnumMap<>(Refusal.class);
    int opened = 0;
    for (int i = 0; i < count; i++) {
      Files.write(file, mutated(corpus, random));
      var what = "mutant %d of seed %d".formatted(i, seed);
      var refusal = assertTimeoutPreemptively(LIMIT, () -> read(file, what), what);
      if (refusal.isEmpty()) {
        opened++;
      } else {
        refusals.merge(refusal.get(0), 1, Integer::sum);
      }
      assertThat(Ledger.process().bytes()).as(what).isZero();
    }
    System.getLogger(VideoFuzzTest.class.getName())
        .log(System.Logger.Level.INFO, "{0} mutants: {1} opened, {2}", count, opened, refusals);
    assertThat(opened).isBetween(count / 5, count - count / 20);
    assertThat(refusals)
        .containsKeys(Refusal.UNSUPPORTED_FORMAT, Refusal.CORRUPT)
        .doesNotContainKey(Refusal.UNREADABLE);
  }

  private static List<Refusal> read(Path file, String what) {
    return switch (VideoReader.open(file, LIMITS, Ledger.process())) {
      case Refused(Refusal reason, String message) -> {
        assertThat(message).as(what).isNotBlank().doesNotContain(file.toString());
        yield List.of(reason);
      }
      case Opened(VideoReader reader) -> {
        try (reader) {
          frames(reader, what);
        }
        yield List.of();
      }
    };
  }

  private static void frames(VideoReader reader, String what) {
    var before = Duration.ofNanos(-1);
    int number = 0;
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      try (var frame = next.get()) {
        var size = frame.original();
        assertThat((long) size.width() * size.height()).as(what).isBetween(1L, LIMITS.maxPixels());
        assertThat(frame.timestamp()).as(what).isGreaterThan(before);
        assertThat(frame.number()).as(what).isEqualTo(number++);
        before = frame.timestamp();
      }
      assertThat(number).as(what).isLessThan(MOST_FRAMES);
    }
    assertThat(reader.next()).as(what).isEmpty();
  }

  private static byte[] mutated(List<byte[]> corpus, Random random) {
    var input = corpus.get(random.nextInt(corpus.size())).clone();
    var index = index(input);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && input.length > 64; i++) {
      // Two thirds of the changes hit the index, where the structure is.
      int at =
          random.nextInt(3) == 0
              ? random.nextInt(input.length - 4)
              : Math.min(input.length - 5, index + random.nextInt(900));
      switch (random.nextInt(8)) {
        case 0, 1 -> input[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> input[at] = (byte) random.nextInt();
        case 3 -> input[at] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
        case 4 -> ByteBuffer.wrap(input).putInt(at, 1 << random.nextInt(32));
        case 5 -> ByteBuffer.wrap(input).putInt(at, -1 >>> random.nextInt(32));
        case 6 -> {
          if (random.nextInt(3) == 0) {
            input = Arrays.copyOf(input, at);
          }
        }
        default -> {
          int count = Math.min(1 + random.nextInt(40), input.length - at);
          int from = random.nextInt(input.length - count);
          System.arraycopy(input.clone(), from, input, at, count);
        }
      }
    }
    return input;
  }

  private static int index(byte[] file) {
    return new Mp4(file).content("moov");
  }
}
