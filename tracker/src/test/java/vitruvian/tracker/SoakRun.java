package vitruvian.tracker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import vitruvian.landmarks.ResultJson;
import vitruvian.memory.Ledger;
import vitruvian.memory.NativeHeap;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;

/// What [SoakTest] runs in a process of its own, whose memory nothing else touches: a number of
/// pictures, of openings or of frames of one stream, in batches with a sample of the process's
/// resident memory after each.
final class SoakRun {
  static final int WINDOWS = 20;

  private static final TrackerConfig CONFIG =
      new TrackerConfig(2, Duration.ofMinutes(1), Ledger.process());
  private static final int[] SIDES = {0, 320, 640, 1280};
  private static final List<String> PICTURES =
      List.of("signer-1928", "signer", "skier", "batter", "kitchen", "suit", "catch", "no-person");
  private static final List<String> RESOURCES =
      List.of("420.jpg", "progressive.jpg", "lossy.webp", "alpha-lossless.webp");

  private final List<byte[]> encoded = encoded();
  private final ImageDecoder[] decoders =
      Arrays.stream(SIDES).mapToObj(Bitmap::decoder).toArray(ImageDecoder[]::new);
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong people = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  private SoakRun() {}

  /// Tracks pictures or frames, or opens and closes trackers.
  ///
  /// @param args `pictures`, `openings` or `frames`, and how many
  public static void main(String[] args) throws InterruptedException {
    int count = Integer.parseInt(args[1]);
    switch (args[0]) {
      case "pictures" -> new SoakRun().pictures(count);
      case "openings" -> new SoakRun().openings(count);
      case "frames" -> new SoakRun().frames(count);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static List<byte[]> encoded() {
    var encoded = new ArrayList<byte[]>();
    encoded.add(bytes(Shared.sample()));
    if (Shared.hasMedia()) {
      PICTURES.forEach(name -> encoded.add(bytes(Shared.media(name + ".png"))));
    }
    RESOURCES.forEach(name -> encoded.add(AlteredJar.original("vitruvian/tracker/image/" + name)));
    // What is refused must leave nothing either: cut short, and damaged within.
    encoded.add(Arrays.copyOf(encoded.getFirst(), 300_000));
    var damaged = encoded.getFirst().clone();
    damaged[damaged.length / 2] ^= 1;
    encoded.add(damaged);
    return encoded;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void pictures(int count) throws InterruptedException {
    try (var tracker = ImageTracker.open(CONFIG, TrackOptions.DEFAULT)) {
      sampled(count, until -> batch(tracker, until));
    }
    finish();
  }

  private void openings(int count) throws InterruptedException {
    sampled(
        count,
        until -> {
          while (next.getAndIncrement() < until) {
            try (var tracker = ImageTracker.open(CONFIG, TrackOptions.DEFAULT)) {
              track(tracker, next.get());
            }
            if (Ledger.process().count() != 0) {
              throw new AssertionError(Ledger.process().toString());
            }
          }
        });
    finish();
  }

  // Two hours, however many frames they have. The person is away now and then.
  private void frames(int count) throws InterruptedException {
    var footage = new Footage();
    var tracking = TrackOptions.DEFAULT.withRefineFace(true).withSegmentation(true);
    var apart = Duration.ofHours(2).dividedBy(count);
    try (var tracker = ImageTracker.open(CONFIG.withSessions(1), TrackOptions.DEFAULT)) {
      var video = tracker.video(new VideoOptions(tracking, true, true));
      var state = new AtomicReference<>(TrackState.FRESH);
      sampled(
          count,
          until -> {
            for (int n = next.get(); n < until; n++) {
              var picture = footage.frame(0, n);
              try (var frame = (n % 100 < 3 ? Footage.nobody(picture) : picture).frame()) {
                var tracked = video.track(frame, apart.multipliedBy(n), state.get());
                people.addAndGet(tracked.result().people().size());
                state.set(tracked.after());
              }
            }
          });
    }
    finish();
  }

  @FunctionalInterface
  private interface Batch {
    void until(int number) throws InterruptedException;
  }

  // Two fifths for warming up, which the JVM's compilers need, then the windows.
  private void sampled(int count, Batch batch) throws InterruptedException {
    int warm = count * 2 / 5;
    for (int i = 0; i <= WINDOWS; i++) {
      int until = warm + (int) ((long) (count - warm) * i / WINDOWS);
      next.set(i == 0 ? 0 : warm + (int) ((long) (count - warm) * (i - 1) / WINDOWS));
      batch.until(until);
      System.gc();
      System.out.printf("sample %d %s%n", until, quiet());
    }
  }

  // The least of a few seconds: the JVM's compilers take memory for as long as they work, and it
  // gives back what they have freed every five seconds.
  private static String quiet() throws InterruptedException {
    long resident = Long.MAX_VALUE;
    long allocated = Long.MAX_VALUE;
    for (int i = 0; i < 13; i++) {
      Thread.sleep(500);
      NativeHeap.trim();
      resident = Math.min(resident, resident());
      allocated = Math.min(allocated, NativeHeap.inUse().orElse(0));
    }
    return "%d %d %d %d"
        .formatted(
            resident,
            allocated,
            Ledger.process().bytes(),
            Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
  }

  private void batch(ImageTracker tracker, int until) {
    try (var _ =
        Crowd.of(
            2,
            () -> {
              for (int i = next.getAndIncrement(); i < until; i = next.getAndIncrement()) {
                track(tracker, i);
              }
            })) {
      Thread.onSpinWait();
    }
  }

  private void track(ImageTracker tracker, int number) throws InterruptedException {
    var decoder = decoders[number / encoded.size() % decoders.length];
    switch (decoder.decode(encoded.get(number % encoded.size()))) {
      case Decoded(var frame, _) -> {
        try (frame) {
          var options = TrackOptions.DEFAULT.withSegmentation(number % 10 == 0);
          var result = tracker.track(frame, options);
          people.addAndGet(ResultJson.toBytes(result).length > 5000 ? 1 : 0);
        }
      }
      case Refused _ -> refused.incrementAndGet();
    }
  }

  private void finish() {
    var ledger = Ledger.process();
    System.out.printf(
        "end %d %d %d %d %d%n",
        ledger.count(), ledger.bytes(), ledger.leaks(), people.get(), refused.get());
  }

  /// The resident memory of this process in bytes.
  private static long resident() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
