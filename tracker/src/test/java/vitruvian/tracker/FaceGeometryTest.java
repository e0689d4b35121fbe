package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.FaceGeometry;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.landmarks.Timing;
import vitruvian.memory.Ledger;

/// The geometry of faces in real pictures, and that nothing else depends on whether it is there.
final class FaceGeometryTest {
  private static final TrackOptions WITH = TrackOptions.DEFAULT.withFaceGeometry(true);
  private static final TrackerConfig CONFIG =
      new TrackerConfig(1, Duration.ofMinutes(1), Ledger.process());

  static Stream<Path> pictures() {
    return Stream.concat(
        Stream.of(Shared.sample()),
        Shared.hasMedia()
            ? Stream.of("signer", "suit", "three-women").map(name -> Shared.media(name + ".png"))
            : Stream.empty());
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void theCameraTakesItBackToTheLandmarks(Path picture) throws InterruptedException {
    try (var tracker = ImageTracker.open(CONFIG, WITH);
        var frame = Bitmap.read(picture).frame()) {
      var face = tracker.track(frame).people().getFirst().face().orElseThrow();
      assertTakenBack(face, (double) frame.width() / frame.height());
      var geometry = face.geometry().orElseThrow();
      System.out.printf("figure: %s: %s%n", picture.getFileName(), geometry.transform());
      // The fit is to a face of common size and without a change of shape: a head at some distance
      // before the camera, not scaled, its nose ahead and its forehead up.
      assertThat(geometry.transform(2, 3)).isBetween(-1000f, -10f);
      double scale =
          Math.hypot(
              Math.hypot(geometry.transform(0, 0), geometry.transform(1, 0)),
              geometry.transform(2, 0));
      assertThat(scale).isBetween(0.9, 1.1);
      assertThat(geometry.transform(1, 1)).isGreaterThan(0.5f);
      assertThat(geometry.transform(2, 2)).isGreaterThan(0);
    }
  }

  /// The check at the end of the specification's section: to rounding of 32-bit floats.
  private static void assertTakenBack(Face face, double aspect) {
    var geometry = face.geometry().orElseThrow();
    double height = 2 * Math.tan(Math.toRadians(FaceGeometry.FIELD_OF_VIEW / 2));
    for (int i = 0; i < Face.MESH_POINTS; i++) {
      var space = new double[3];
      var point = geometry.landmarks().get(i);
      for (int row = 0; row < 3; row++) {
        space[row] =
            (double) geometry.transform(row, 0) * point.x()
                + (double) geometry.transform(row, 1) * point.y()
                + (double) geometry.transform(row, 2) * point.z()
                + geometry.transform(row, 3);
      }
      var landmark = face.landmarks().get(i);
      assertThat(space[0] / -space[2] / (height * aspect) + 0.5)
          .isCloseTo(landmark.x(), within(1e-6));
      assertThat(0.5 - space[1] / -space[2] / height).isCloseTo(landmark.y(), within(1e-6));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingElseDependsOnIt(boolean refined) throws InterruptedException {
    var options = TrackOptions.DEFAULT.withRefineFace(refined);
    try (var tracker = ImageTracker.open(CONFIG, options);
        var frame = Bitmap.read(Shared.sample()).frame()) {
      var without = text(tracker.track(frame));
      var with = text(tracker.track(frame, options.withFaceGeometry(true)));
      assertThat(without).doesNotContain("faceTransform", "Metric");
      assertThat(with.replaceFirst("\"faceTransform.*?],\"faceMetricLandmarks.*?],", ""))
          .isEqualTo(without);
    }
  }

  @Test
  void aStreamRemembersTheSameWithAndWithout() throws InterruptedException {
    try (var tracker = ImageTracker.open(CONFIG, WITH);
        var frame = Bitmap.read(Shared.sample()).frame()) {
      var plain = tracker.video(VideoOptions.DEFAULT);
      var inSpace = tracker.video(new VideoOptions(WITH, true, true));
      var without = TrackState.FRESH;
      var with = TrackState.FRESH;
      for (int n = 0; n < 3; n++) {
        var time = Duration.ofMillis(33L * n);
        without = plain.track(frame, time, without).after();
        var tracked = inSpace.track(frame, time, with);
        with = tracked.after();
        assertThat(tracked.result().people().getFirst().face().orElseThrow().geometry())
            .isPresent();
        assertThat(with.ofOne().face()).isPresent();
        assertThat(with.toBytes()).isEqualTo(without.toBytes());
      }
    }
  }

  private static String text(HolisticResult result) {
    return ResultJson.toText(result.withTiming(Timing.NONE));
  }
}
