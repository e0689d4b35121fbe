package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.SegmentationMask;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;

/// Whole pictures against the reference results, and against what the official web package finds in
/// them. Needs `shared/media` beside the checkout, and is skipped without it.
@TestInstance(Lifecycle.PER_CLASS)
final class ReferenceEqualityTest {
  // Not that of the process: models stay from one test to the next here.
  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.ALL);

  private Optional<ImageTracker> tracker = Optional.empty();

  @BeforeAll
  @SuppressWarnings("MustBeClosedChecker") // closed after all tests
  void open() {
    Shared.media("expected");
    var config = new TrackerConfig(1, Duration.ofSeconds(10), ledger);
    tracker = Optional.of(ImageTracker.open(config, TrackOptions.DEFAULT));
  }

  @AfterAll
  void close() {
    tracker.ifPresent(ImageTracker::close);
    assertThat(ledger.entries()).isEmpty();
  }

  private HolisticResult track(String name, TrackOptions options) throws InterruptedException {
    try (var frame = Bitmap.read(Shared.media(name + ".png")).frame()) {
      return tracker.orElseThrow().track(frame, options);
    }
  }

  private void assertEqual(String folder, String name, TrackOptions options)
      throws InterruptedException {
    var noise = Json.of(Shared.media("expected/noise.json")).get("files");
    compare("expected/" + folder, name, options, noise.find(folder + "/" + name + ".json"));
  }

  private void compare(String folder, String name, TrackOptions options, Optional<Json> noise)
      throws InterruptedException {
    var expected = Json.of(Shared.media("%s/%s.json".formatted(folder, name)));
    var comparison = Comparison.of(expected, track(name, options), noise);
    System.out.printf("figure: %s %s: pixels mean/max %s%n", folder, name, comparison.figures());
    assertThat(comparison.failures()).as("%s %s", folder, name).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "batter",
        "catch",
        "kitchen",
        "no-person",
        "signer",
        "signer-1928",
        "skier",
        "suit",
        "three-women"
      })
  void stillPictures(String name) throws InterruptedException {
    assertEqual("static", name, TrackOptions.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({"0, kitchen", "0, three-women", "2, kitchen", "2, three-women"})
  void otherComplexities(int complexity, String name) throws InterruptedException {
    assertEqual(
        "static-complexity-" + complexity, name, TrackOptions.DEFAULT.withComplexity(complexity));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kitchen", "signer", "suit", "three-women"})
  void refinedFaces(String name) throws InterruptedException {
    assertEqual("static-refine", name, TrackOptions.DEFAULT.withRefineFace(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"signer", "skier"})
  void masks(String name) throws InterruptedException {
    var options = TrackOptions.DEFAULT.withSegmentation(true);
    assertEqual("static-segmentation", name, options);
    var expected =
        Bitmap.read(Shared.media("expected/static-segmentation/%s.mask.png".formatted(name)));
    var mask = track(name, options).people().getFirst().mask().orElseThrow();
    double difference = difference(expected, mask);
    System.out.printf("figure: mask %s: mean %.4f of 255%n", name, difference);
    assertThat(difference).isLessThanOrEqualTo(0.5);
  }

  private static double difference(Bitmap expected, SegmentationMask mask) {
    assertThat(mask.width()).isEqualTo(expected.width());
    assertThat(mask.height()).isEqualTo(expected.height());
    long sum = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        sum += Math.abs((expected.pixel(x, y) & 255) - mask.value(x, y));
      }
    }
    return (double) sum / mask.width() / mask.height();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "batter",
        "catch",
        "kitchen",
        "no-person",
        "signer",
        "signer-1928",
        "skier",
        "suit",
        "three-women"
      })
  void officialWebPackage(String name) throws InterruptedException {
    var options = TrackOptions.DEFAULT.withSampling(Sampling.GPU);
    compare("official-web/static", name, options, Optional.empty());
    compare("official-web/static-refine", name, options.withRefineFace(true), Optional.empty());
  }

  @Test
  void decodedPixelsAreThoseOfTheReference() throws Exception {
    var pixels = Json.of(Shared.media("pixels.json"));
    try (var files = Files.newDirectoryStream(Shared.media(""), "*.png")) {
      for (Path file : files) {
        var name = file.getFileName().toString();
        assertThat(Bitmap.read(file).sha256())
            .as(name)
            .isEqualTo(pixels.get(name).get("sha256").text());
      }
    }
  }
}
