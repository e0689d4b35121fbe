package vitruvian.tracker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.memory.Usage;
import vitruvian.tracker.DecodeOutcome;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.Refusal;

/// Memory is reserved before it is used and given back with the frame.
final class AdmissionTest {
  private static final byte[] PNG = Pictures.png(200, 100);
  private static final long FRAME = 4 * 200 * 100;

  private static ImageDecoder decoder(ByteBudget budget, Duration patience, int maxSide) {
    return new ImageDecoder(
        ImageLimits.DEFAULT.withMaxSide(maxSide), Ledger.process(), budget, patience);
  }

  private static Refusal reason(DecodeOutcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return ((Refused) outcome).reason();
  }

  private static Decoded decoded(DecodeOutcome outcome) {
    assertThat(outcome).isInstanceOf(Decoded.class);
    return (Decoded) outcome;
  }

  @Test
  void theFramesShareStaysReservedUntilItIsClosed() {
    var budget = new ByteBudget(100_000_000);
    try (var frame = decoded(decoder(budget, Duration.ZERO, 0).decode(PNG)).frame()) {
      assertThat(budget.free()).isEqualTo(100_000_000 - FRAME);
      assertThat(Ledger.process().byOwner()).isEqualTo(Map.of("frame", new Usage(1, FRAME)));
      assertThat(frame.pixels().byteSize()).isEqualTo(FRAME);
    }
    assertThat(budget.free()).isEqualTo(100_000_000);
    assertThat(Ledger.process().count()).isZero();
  }

  @Test
  void aShrunkFrameKeepsLittle() {
    var budget = new ByteBudget(100_000_000);
    try (var frame = decoded(decoder(budget, Duration.ZERO, 20).decode(PNG)).frame()) {
      assertThat(frame.width()).isEqualTo(20);
      assertThat(budget.free()).isEqualTo(100_000_000 - 4 * 20 * 10);
    }
    assertThat(budget.free()).isEqualTo(100_000_000);
  }

  @Test
  void alsoOfATightBudgetOnlyTheFramesShareStaysReserved() {
    long needed = needed(0);
    var budget = new ByteBudget(needed);
    try (var frame = decoded(decoder(budget, Duration.ZERO, 0).decode(PNG)).frame()) {
      assertThat(frame.width()).isEqualTo(200);
      assertThat(budget.free()).isEqualTo(needed - FRAME);
    }
    assertThat(budget.free()).isEqualTo(needed);
  }

  @Test
  void whatNeverFitsIsTooLarge() {
    var budget = new ByteBudget(needed(0) - 1);
    assertThat(reason(decoder(budget, Duration.ZERO, 0).decode(PNG)))
        .isEqualTo(Refusal.IMAGE_TOO_LARGE);
    assertThat(budget.free()).isEqualTo(budget.total());
  }

  @Test
  void whatDoesNotFitNowIsOverload() throws InterruptedException {
    var budget = new ByteBudget(10_000_000);
    try (var other = budget.reserve(9_900_000, Duration.ZERO).orElseThrow()) {
      long opened = Ledger.process().opened();
      assertThat(reason(decoder(budget, Duration.ofMillis(5), 0).decode(PNG)))
          .isEqualTo(Refusal.OVERLOADED);
      assertThat(Ledger.process().opened()).isEqualTo(opened);
      assertThat(budget.free()).isEqualTo(10_000_000 - other.bytes());
    }
    assertThat(budget.free()).isEqualTo(10_000_000);
  }

  @Test
  void anInterruptWhileWaitingIsOverload() throws InterruptedException {
    var budget = new ByteBudget(10_000_000);
    try (var other = budget.reserve(10_000_000, Duration.ZERO).orElseThrow()) {
      Thread.currentThread().interrupt();
      assertThat(reason(decoder(budget, Duration.ofMinutes(1), 0).decode(PNG)))
          .isEqualTo(Refusal.OVERLOADED);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(budget.free()).isEqualTo(10_000_000 - other.bytes());
    }
  }

  @Test
  void aDecoderThatIsNotFreeIsOverload() {
    var budget = new ByteBudget(10_000_000);
    var busy =
        decoder(budget, Duration.ZERO, 0)
            .on(
                _ -> {
                  throw new RejectedExecutionException("busy");
                });
    assertThat(reason(busy.decode(PNG))).isEqualTo(Refusal.OVERLOADED);
    assertThat(budget.free()).isEqualTo(10_000_000);
  }

  @Test
  void aRefusedPictureGivesEverythingBack() {
    var budget = new ByteBudget(100_000_000);
    var damaged = PNG.clone();
    damaged[PNG.length - 20] ^= 1;
    assertThat(reason(decoder(budget, Duration.ZERO, 20).decode(damaged)))
        .isEqualTo(Refusal.CORRUPT);
    assertThat(budget.free()).isEqualTo(100_000_000);
  }

  @Test
  void files(@TempDir Path folder) throws IOException, InterruptedException {
    var file = Files.write(folder.resolve("picture"), PNG);
    var budget = new ByteBudget(10_000_000);
    var decoder = decoder(budget, Duration.ZERO, 0);
    try (var _ = decoded(decoder.decode(file)).frame()) {
      assertThat(budget.free()).isEqualTo(10_000_000 - FRAME);
    }
    try (var other = budget.reserve(9_999_999, Duration.ZERO).orElseThrow()) {
      assertThat(other.bytes()).isPositive();
      assertThat(reason(decoder.decode(file))).isEqualTo(Refusal.OVERLOADED);
    }
    assertThat(reason(decoder(new ByteBudget(10), Duration.ZERO, 0).decode(file)))
        .isEqualTo(Refusal.BODY_TOO_LARGE);
    Thread.currentThread().interrupt();
    assertThat(reason(decoder.decode(file))).isEqualTo(Refusal.OVERLOADED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(budget.free()).isEqualTo(10_000_000);
  }

  @Test
  void aClosedFrameCannotBeRead() {
    for (var encoded : new byte[][] {PNG, Pictures.jpeg(), Pictures.read("lossy.webp")}) {
      var frame = decoded(Pictures.decoder(0).decode(encoded)).frame();
      var pixels = frame.pixels();
      frame.close();
      frame.close();
      assertThatIllegalStateException().isThrownBy(() -> pixels.get(ValueLayout.JAVA_INT, 0));
    }
  }

  // The smallest budget that the picture fits in.
  private static long needed(int maxSide) {
    long low = 1;
    long high = 1 << 30;
    while (low < high) {
      long middle = (low + high) / 2;
      var outcome = decoder(new ByteBudget(middle), Duration.ZERO, maxSide).decode(PNG);
      if (outcome instanceof Decoded(var frame, _)) {
        frame.close();
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
