package vitruvian.tracker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.Refusal;

/// Mutated pictures of all kinds: no crash, no exception, no hang, nothing left behind.
final class FuzzTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final long BUDGET = 768L << 20;
  private static final int[] INTERESTING = {0, 1, 0x7f, 0x80, 0xff, 0xfe, 0xd8, 0xd9, 0xda, 0xc2};

  private static List<byte[]> corpus() {
    var corpus = new ArrayList<byte[]>();
    for (var name : Pictures.NAMES) {
      corpus.add(Pictures.read(name));
    }
    corpus.add(Pictures.read("cmyk.jpg"));
    corpus.add(Pictures.read("cmyk.png"));
    for (var kind :
        new int[][] {
          {PngBuilder.RGB, 8},
          {PngBuilder.RGB, 16},
          {PngBuilder.RGB_ALPHA, 8},
          {PngBuilder.RGB_ALPHA, 16},
          {PngBuilder.GRAY, 1},
          {PngBuilder.GRAY, 8},
          {PngBuilder.GRAY_ALPHA, 8},
          {PngBuilder.PALETTE, 4}
        }) {
      var builder = new PngBuilder(23, 19, kind[0], kind[1]);
      if (kind[0] == PngBuilder.PALETTE) {
        builder.chunk("PLTE", new byte[48]).chunk("tRNS", new byte[] {1, 2, 3});
      }
      int mask = (1 << kind[1]) - 1;
      corpus.add(builder.build((x, y, channel) -> (x * y + channel) & mask));
      corpus.add(builder.interlaced().build((x, y, channel) -> (x + y * channel) & mask));
    }
    corpus.add(
        Pictures.insert(
            Pictures.jpeg(),
            2,
            Pictures.jpegSegment(
                0xe1,
                Pictures.join(
                    Pictures.latin1("Exif\0\0"), Pictures.exif(7, ByteOrder.BIG_ENDIAN)))));
    return corpus;
  }

  @Test
  void threeThousand() {
    fuzz(3_000, 1);
  }

  @Test
  @Tag("soak")
  void hundredThousand() {
    fuzz(100_000, 2);
  }

  private static void fuzz(int count, long seed) {
    var budget = new ByteBudget(BUDGET);
    var decoders =
        List.of(
            decoder(budget, ImageLimits.DEFAULT.withMaxSide(16)),
            decoder(budget, ImageLimits.DEFAULT.withMaxSide(0)));
    var corpus = corpus();
    var random = new Random(seed);
    Map<Refusal, Integer> refusals = new EnumMap<>(Refusal.class);
    int decoded = 0;
    for (int i = 0; i < count; i++) {
      var input = mutated(corpus, random);
      var decoder = decoders.get(i & 1);
      var reason = reason(decoder, input, i);
      if (reason == null) {
        decoded++;
      } else {
        refusals.merge(reason, 1, Integer::sum);
      }
      assertThat(Ledger.process().bytes()).as("input %d of seed %d", i, seed).isZero();
      assertThat(budget.free()).as("input %d of seed %d", i, seed).isEqualTo(BUDGET);
    }
    System.Logger log = System.getLogger(FuzzTest.class.getName());
    log.log(System.Logger.Level.INFO, "{0} mutants: {1} decoded, {2}", count, decoded, refusals);
    assertThat(decoded).isGreaterThan(count / 20);
    assertThat(refusals)
        .containsKeys(
            Refusal.TRUNCATED,
            Refusal.CORRUPT,
            Refusal.UNSUPPORTED_FORMAT,
            Refusal.IMAGE_TOO_LARGE);
  }

  private static ImageDecoder decoder(ByteBudget budget, ImageLimits limits) {
    return new ImageDecoder(limits, Ledger.process(), budget, Duration.ZERO);
  }

  // A machine that stood still for a moment is not a hang: what is slow must be slow twice.
  private static @Nullable Refusal reason(ImageDecoder decoder, byte[] input, int number) {
    Duration took = Duration.ZERO;
    for (int attempt = 0; attempt < 2; attempt++) {
      long start = System.nanoTime();
      var outcome = decoder.decode(input);
      took = Duration.ofNanos(System.nanoTime() - start);
      if (outcome instanceof Decoded(var frame, _)) {
        frame.close();
      }
      if (took.compareTo(LIMIT) < 0) {
        return outcome instanceof Refused(Refusal reason, _) ? reason : null;
      }
    }
    throw new AssertionError("input %d took %s".formatted(number, took));
  }

  private static byte[] mutated(List<byte[]> corpus, Random random) {
    var input = corpus.get(random.nextInt(corpus.size())).clone();
    int changes = 1 + random.nextInt(5);
    for (int i = 0; i < changes && input.length > 4; i++) {
      // Half of the changes hit the first bytes, where the headers are.
      int at =
          random.nextBoolean()
              ? random.nextInt(input.length)
              : random.nextInt(Math.min(input.length, 200));
      switch (random.nextInt(8)) {
        case 0, 1 -> input[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> input[at] = (byte) random.nextInt();
        case 3 -> input[at] = (byte) INTERESTING[random.nextInt(INTERESTING.length)];
        case 4 -> {
          if (random.nextInt(4) == 0) {
            input = Arrays.copyOf(input, at);
          }
        }
        case 5 -> {
          var other = corpus.get(random.nextInt(corpus.size()));
          int from = random.nextInt(other.length);
          int to = from + random.nextInt(Math.min(64, other.length - from));
          input = Pictures.insert(input, at, Arrays.copyOfRange(other, from, to));
        }
        case 6 -> {
          int to = Math.min(input.length, at + random.nextInt(32));
          input =
              Pictures.join(Arrays.copyOf(input, at), Arrays.copyOfRange(input, to, input.length));
        }
        default -> {
          if (at + 4 <= input.length) {
            ByteBuffer.wrap(input)
                .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .putShort(at + random.nextInt(3), (short) (1 << random.nextInt(16)));
          }
        }
      }
    }
    return random.nextBoolean() ? withCheckSums(input) : input;
  }

  // Otherwise almost every mutated PNG would be refused for its check sums alone.
  private static byte[] withCheckSums(byte[] input) {
    if (input.length < 8 || input[0] != (byte) 0x89) {
      return input;
    }
    var buffer = ByteBuffer.wrap(input);
    int at = 8;
    while (at <= input.length - 12) {
      long end = at + 8L + (buffer.getInt(at) & 0xffff_ffffL);
      if (end > input.length - 4) {
        break;
      }
      var sum = new CRC32();
      sum.update(input, at + 4, (int) end - at - 4);
      buffer.putInt((int) end, (int) sum.getValue());
      at = (int) end + 4;
    }
    return input;
  }
}
