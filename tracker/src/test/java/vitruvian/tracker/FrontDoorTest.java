package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.PoseLandmark;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome.Decoded;

/// The shortest ways in give what the longer ones do.
final class FrontDoorTest {
  private final Ledger ledger = new Ledger(InstantSource.system(), Alarm.ALL);
  private final TrackerConfig config =
      TrackerConfig.DEFAULT.withSessions(1).withLedger(ledger).withPatience(Duration.ofMinutes(1));

  private static HolisticResult result(TrackOutcome outcome) {
    return switch (outcome) {
      case Tracked(var result) -> result;
      case Refused refused -> throw new AssertionError("refused: " + refused);
    };
  }

  private static Refusal reason(TrackOutcome outcome) {
    return switch (outcome) {
      case Tracked tracked -> throw new AssertionError("tracked: " + tracked);
      case Refused(var reason, var message) -> {
        assertThat(message).isNotBlank();
        yield reason;
      }
    };
  }

  // Decoded and tracked apart, as before.
  private static HolisticResult apart(ImageTracker tracker, Path file, int maxSide)
      throws InterruptedException {
    var decoded = (Decoded) Bitmap.decoder(maxSide).decode(file);
    try (var frame = decoded.frame()) {
      assertThat(frame.original()).isEqualTo(decoded.original());
      return tracker.track(frame);
    }
  }

  @Test
  void anEncodedPictureMayComeInAnyForm() throws IOException, InterruptedException {
    var file = Shared.sample();
    var bytes = Files.readAllBytes(file);
    try (var tracker = ImageTracker.open(config, TrackOptions.DEFAULT)) {
      var expected = apart(tracker, file, 1280);
      assertThat(expected.people()).hasSize(1);
      assertThat(result(tracker.track(file))).isEqualTo(expected);
      assertThat(result(tracker.track(bytes))).isEqualTo(expected);
      var buffer = ByteBuffer.allocateDirect(bytes.length + 3).position(3).put(bytes).position(3);
      assertThat(result(tracker.track(buffer))).isEqualTo(expected);
      assertThat(buffer.position()).isEqualTo(3);
      assertThat(result(tracker.track(MemorySegment.ofArray(bytes)))).isEqualTo(expected);
      try (var arena = Arena.ofConfined()) {
        var mine = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
        assertThat(result(tracker.track(mine))).isEqualTo(expected);
      }
      var timing = result(tracker.track(file)).timing();
      assertThat(timing.decode()).isPositive();
      assertThat(timing.total()).isGreaterThan(timing.decode().plus(timing.pose()));
      assertThat(expected.people().getFirst().pose().at(PoseLandmark.LEFT_WRIST))
          .isEqualTo(expected.people().getFirst().pose().landmarks().get(15));
      assertThat(ledger.entries()).noneMatch(entry -> entry.owner().contains("frame"));
    }
    assertThat(ledger.entries()).isEmpty();
  }

  @Test
  void everybodyIsFoundInAnEncodedPictureToo() throws InterruptedException {
    var all = TrackOptions.DEFAULT.withPeople(TrackOptions.ALL_PEOPLE);
    try (var tracker = ImageTracker.open(config, all)) {
      assertThat(result(tracker.track(Shared.sample())))
          .isEqualTo(apart(tracker, Shared.sample(), 1280));
    }
  }

  @Test
  void theResultKnowsThePictureThatWasShrunk() throws InterruptedException {
    var smaller = config.withLimits(ImageLimits.DEFAULT.withMaxSide(256));
    try (var tracker = ImageTracker.open(smaller, TrackOptions.DEFAULT)) {
      var result = result(tracker.track(Shared.sample()));
      assertThat(result.image()).isEqualTo(new ImageSize(512, 512));
      assertThat(result.tracked()).isEqualTo(new ImageSize(256, 256));
      assertThat(result).isEqualTo(apart(tracker, Shared.sample(), 256));
      var all = TrackOptions.DEFAULT.withPeople(2);
      var decoded = (Decoded) Bitmap.decoder(256).decode(Shared.sample());
      try (var frame = decoded.frame()) {
        assertThat(tracker.track(frame, all).image()).isEqualTo(new ImageSize(512, 512));
      }
    }
  }

  @Test
  void whatIsNoPictureIsAnsweredAndLeavesNothing(@TempDir Path folder)
      throws IOException, InterruptedException {
    var limits = ImageLimits.DEFAULT.withMaxBytes(1000).withMaxPixels(10_000);
    var bytes = Files.readAllBytes(Shared.sample());
    try (var tracker = ImageTracker.open(config.withLimits(limits), TrackOptions.DEFAULT);
        var arena = Arena.ofConfined()) {
      long before = ledger.bytes();
      assertThat(reason(tracker.track(new byte[0]))).isEqualTo(Refusal.EMPTY);
      assertThat(reason(tracker.track(arena.allocate(0)))).isEqualTo(Refusal.EMPTY);
      assertThat(reason(tracker.track(new byte[99]))).isEqualTo(Refusal.UNSUPPORTED_FORMAT);
      assertThat(reason(tracker.track(folder))).isEqualTo(Refusal.UNREADABLE);
      assertThat(reason(tracker.track(folder.resolve("none")))).isEqualTo(Refusal.UNREADABLE);
      assertThat(reason(tracker.track(Shared.sample()))).isEqualTo(Refusal.BODY_TOO_LARGE);
      var mine = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      assertThat(reason(tracker.track(mine))).isEqualTo(Refusal.BODY_TOO_LARGE);
      assertThat(ledger.bytes()).isEqualTo(before);
    }
    var few = config.withLimits(ImageLimits.DEFAULT.withMaxPixels(10_000));
    try (var tracker = ImageTracker.open(few, TrackOptions.DEFAULT)) {
      assertThat(reason(tracker.track(bytes))).isEqualTo(Refusal.IMAGE_TOO_LARGE);
    }
    assertThat(ledger.entries()).isEmpty();
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker") // closing too early is the test
  void aClosedTrackerSaysSo() {
    var tracker = ImageTracker.open(config, TrackOptions.DEFAULT);
    tracker.close();
    assertThatExceptionOfType(TrackingException.class)
        .isThrownBy(() -> tracker.track(Shared.sample()))
        .satisfies(failure -> assertThat(failure.fault()).isEqualTo(Fault.CLOSED));
  }

  @Test
  void aStreamThatRemembersIsTheOneWhoseStateIsKept() throws InterruptedException {
    var picture = Bitmap.read(Shared.sample());
    try (var tracker = ImageTracker.open(config, TrackOptions.DEFAULT)) {
      var stream = tracker.stream(VideoOptions.DEFAULT);
      var video = tracker.video(VideoOptions.DEFAULT);
      var state = TrackState.FRESH;
      for (int n = 0; n < 4; n++) {
        try (var frame = picture.part(4 * n, 0, 500, 512).frame()) {
          var time = Duration.ofMillis(40L * n);
          var tracked = video.track(frame, time, state);
          state = tracked.after();
          assertThat(stream.track(frame, time)).as("frame %d", n).isEqualTo(tracked.result());
          assertThat(stream.state().toBytes()).isEqualTo(state.toBytes());
        }
      }
      try (var frame = picture.frame()) {
        stream.restart(TrackState.FRESH);
        assertThat(stream.track(frame, Duration.ofSeconds(1))).isEqualTo(tracker.track(frame));
        stream.restart(state);
        assertThat(stream.track(frame, Duration.ofSeconds(1)))
            .isEqualTo(video.track(frame, Duration.ofSeconds(1), state).result());
      }
    }
  }

  @Test
  void everyOptionHasItsWither() {
    var tracking =
        TrackOptions.DEFAULT
            .withComplexity(2)
            .withRefineFace(true)
            .withFaceGeometry(true)
            .withSegmentation(true)
            .withSampling(Sampling.GPU)
            .withMinDetectionConfidence(0.25)
            .withMinTrackingConfidence(0.75)
            .withPeople(3);
    assertThat(tracking)
        .isEqualTo(new TrackOptions(2, true, true, true, Sampling.GPU, 0.25, 0.75, 3));
    assertThat(
            VideoOptions.DEFAULT
                .withTracking(tracking)
                .withSmoothLandmarks(false)
                .withSmoothSegmentation(false)
                .withSmoothHands(true)
                .withSmoothFace(true)
                .withLockHands(true))
        .isEqualTo(new VideoOptions(tracking, false, false, true, true, true));
  }

  /// A small runtime has no desktop, and the library does without.
  @Test
  void theDesktopIsNotNeeded() throws IOException, InterruptedException {
    var child =
        ChildJvm.of(
                List.of("-Xmx256m", "--limit-modules", "java.base,java.logging,java.management"),
                WithoutDesktop.class,
                Shared.sample().toString())
            .start();
    assertThat(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .isEqualTo("1 person");
    assertThat(child.waitFor()).isZero();
  }

  /// Tracks a picture where there is no `java.desktop`.
  static final class WithoutDesktop {
    private WithoutDesktop() {}

    public static void main(String[] args) throws InterruptedException {
      if (ModuleLayer.boot().findModule("java.desktop").isPresent()) {
        throw new AssertionError("the desktop is there");
      }
      try (var tracker = ImageTracker.open()) {
        System.out.println(result(tracker.track(Path.of(args[0]))).people().size() + " person");
      }
    }
  }
}
