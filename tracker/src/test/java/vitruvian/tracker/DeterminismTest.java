package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vitruvian.landmarks.ResultJson;
import vitruvian.landmarks.Timing;
import vitruvian.memory.Ledger;

/// The same picture gives the same bytes: in whatever order, on however many threads and sessions,
/// whatever was tracked before.
final class DeterminismTest {
  private static final int ORDERS = 5;
  private static final int[] THREADS = {1, 8, 2, 5, 4};

  private static final List<String> PICTURES =
      List.of("signer", "skier", "batter", "kitchen", "suit", "catch", "three-women");

  private final List<Bitmap> sources = sources();

  private static List<Bitmap> sources() {
    var sources = new ArrayList<Bitmap>();
    sources.add(Bitmap.read(Shared.sample()));
    if (Shared.hasMedia()) {
      for (var name : PICTURES) {
        sources.add(Bitmap.read(Shared.media(name + ".png")));
      }
    }
    return sources;
  }

  @Test
  void fewPicturesInFiveOrders() throws InterruptedException {
    assertDeterministic(30);
  }

  @Test
  @Tag("soak")
  void twoHundredPicturesInFiveOrders() throws InterruptedException {
    assertDeterministic(200);
  }

  private void assertDeterministic(int count) throws InterruptedException {
    var results = new AtomicReferenceArray<byte[]>(count);
    for (int order = 0; order < ORDERS; order++) {
      var numbers = new ArrayList<>(IntStream.range(0, count).boxed().toList());
      Collections.shuffle(numbers, new Random(order));
      int sessions = 1 + order % 2;
      var config = new TrackerConfig(sessions, Duration.ofMinutes(1), Ledger.process());
      try (var tracker = ImageTracker.open(config, TrackOptions.DEFAULT)) {
        var next = new AtomicInteger();
        try (var _ =
            Crowd.of(
                THREADS[order],
                () -> {
                  for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    compare(tracker, numbers.get(i), results);
                  }
                })) {
          assertThat(next).hasNonNegativeValue();
        }
      }
    }
    long found =
        IntStream.range(0, count)
            .filter(i -> !ResultJson.read(results.get(i)).people().isEmpty())
            .count();
    System.out.printf(
        "figure: determinism: %d pictures (%d with a person) x %d orders, identical%n",
        count, found, ORDERS);
    assertThat(found).isGreaterThan(count / 3);
  }

  private void compare(ImageTracker tracker, int number, AtomicReferenceArray<byte[]> results)
      throws InterruptedException {
    byte[] json;
    try (var frame = picture(number).frame()) {
      json = ResultJson.toBytes(tracker.track(frame, options(number)).withTiming(Timing.NONE));
    }
    if (!results.compareAndSet(number, null, json)) {
      assertThat(json).as("picture %d", number).isEqualTo(results.get(number));
    }
  }

  // Made anew for every tracking, from its number alone.
  private Bitmap picture(int number) {
    return sources.get(number % sources.size()).variant(new Random(number));
  }

  private static TrackOptions options(int number) {
    return switch (number % 5) {
      case 0 -> TrackOptions.DEFAULT.withRefineFace(true);
      case 1 -> TrackOptions.DEFAULT.withSegmentation(true);
      case 2 -> TrackOptions.DEFAULT.withSampling(Sampling.GPU).withComplexity(0);
      default -> TrackOptions.DEFAULT;
    };
  }
}
