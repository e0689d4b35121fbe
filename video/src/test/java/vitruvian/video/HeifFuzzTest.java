package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.Refusal;

/// Mutated HEIC and AVIF files: no crash, no exception, no hang, nothing left behind.
final class HeifFuzzTest {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final long BUDGET = 768L << 20;
  private static final int[] INTERESTING = {0, 1, 2, 0x7f, 0x80, 0xff, 0xfe, 0x12, 0x0a, 0x40};

  @Test
  void fourThousand() {
    fuzz(4_000, 1);
  }

  @Test
  @Tag("soak")
  void hundredThousand() {
    fuzz(100_000, 2);
  }

  private static List<byte[]> corpus() {
    var corpus = new ArrayList<byte[]>();
    for (var coding : new String[] {HeifBuilder.HEVC, HeifBuilder.AV1}) {
      corpus.add(HeifBuilder.grid(coding, 120, 110, HeifBuilder.turned(1)));
      corpus.add(
          HeifBuilder.single(
              coding, 1, HeifBuilder.cropped(30, 30, 0, 0), HeifBuilder.mirrored(1)));
      corpus.add(HeifBuilder.single(coding, 2, HeifBuilder.colours(1, false)));
    }
    var file = new HeifBuilder("avif");
    int colour = file.tile(HeifBuilder.AV1, 0);
    int alpha =
        file.coded(
            HeifBuilder.AV1,
            HeifBuilder.AV1_ALPHA,
            HeifBuilder.SIDE,
            HeifBuilder.SIDE,
            HeifBuilder.auxiliary(HeifBuilder.ALPHA));
    corpus.add(file.refer("auxl", alpha, colour).primary(colour).bytes());
    return corpus;
  }

  private static void fuzz(int count, long seed) {
    var budget = new ByteBudget(BUDGET);
    var decoder = new ImageDecoder(ImageLimits.DEFAULT, Ledger.process(), budget, Duration.ZERO);
    var corpus = corpus();
    for (var whole : corpus) {
      assertThat(reason(decoder, whole, -1)).isEmpty();
    }
    long free = budget.free();
    var random = new Random(seed);
    Map<Refusal, Integer> refusals = new EnumMap<>(Refusal.class);
    int decoded = 0;
    for (int i = 0; i < count; i++) {
      var reason = reason(decoder, mutated(corpus, random), i);
      if (reason.isEmpty()) {
        decoded++;
      } else {
        refusals.merge(reason.getFirst(), 1, Integer::sum);
      }
      assertThat(Ledger.process().bytes()).as("input %d of seed %d", i, seed).isZero();
      assertThat(budget.free()).as("input %d of seed %d", i, seed).isEqualTo(free);
    }
    System.getLogger(HeifFuzzTest.class.getName())
        .log(System.Logger.Level.INFO, "{0} mutants: {1} decoded, {2}", count, decoded, refusals);
    assertThat(decoded).isGreaterThan(count / 20);
    assertThat(refusals)
        .containsKeys(Refusal.TRUNCATED, Refusal.CORRUPT, Refusal.UNSUPPORTED_FORMAT)
        .doesNotContainKey(Refusal.OVERLOADED);
  }

  // A machine that stood still for a moment is not a hang: what is slow must be slow twice.
  private static List<Refusal> reason(ImageDecoder decoder, byte[] input, int number) {
    var took = Duration.ZERO;
    for (int attempt = 0; attempt < 2; attempt++) {
      long start = System.nanoTime();
      var outcome = decoder.decode(input);
      took = Duration.ofNanos(System.nanoTime() - start);
      if (outcome instanceof Decoded(var frame, _)) {
        frame.close();
      }
      if (took.compareTo(LIMIT) < 0) {
        return outcome instanceof Refused(Refusal reason, _) ? List.of(reason) : List.of();
      }
    }
    throw new AssertionError("input %d took %s".formatted(number, took));
  }

  private static byte[] mutated(List<byte[]> corpus, Random random) {
    var input = corpus.get(random.nextInt(corpus.size())).clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && input.length > 64; i++) {
      int at = random.nextInt(input.length - 4);
      switch (random.nextInt(8)) {
        case 0, 1 -> input[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> input[at] = (byte) random.nextInt();
        case 3 -> input[at] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
        case 4 -> ByteBuffer.wrap(input).putInt(at, 1 << random.nextInt(32));
        case 5 -> ByteBuffer.wrap(input).putShort(at, (short) (1 << random.nextInt(16)));
        case 6 -> {
          if (random.nextInt(3) == 0) {
            input = Arrays.copyOf(input, at);
          }
        }
        default -> {
          int bytes = Math.min(1 + random.nextInt(40), input.length - at);
          int from = random.nextInt(input.length - bytes);
          System.arraycopy(input.clone(), from, input, at, bytes);
        }
      }
    }
    return input;
  }
}
