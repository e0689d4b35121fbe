package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vitruvian.landmarks.FaceGeometry;
import vitruvian.landmarks.MetricLandmark;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.tracker.engine.CanonicalFace;

/// Face geometry against faces whose place in space is known, and against points that are no face.
final class GeometryStageTest {
  private static final double HEIGHT = 2 * Math.tan(Math.toRadians(31.5));
  private static final Size SQUARE = new Size(512, 512);

  private final CanonicalFace canonical = CanonicalFace.read();
  private final GeometryStage stage = GeometryStage.open();

  /// Turned about y, then x, then z, and moved: row after row.
  private static double[] pose(double yaw, double pitch, double roll, double... to) {
    double a = Math.toRadians(yaw);
    double b = Math.toRadians(pitch);
    double c = Math.toRadians(roll);
    double[] y = {Math.cos(a), 0, Math.sin(a), 0, 1, 0, -Math.sin(a), 0, Math.cos(a)};
    double[] x = {1, 0, 0, 0, Math.cos(b), -Math.sin(b), 0, Math.sin(b), Math.cos(b)};
    double[] z = {Math.cos(c), -Math.sin(c), 0, Math.sin(c), Math.cos(c), 0, 0, 0, 1};
    var pose = new double[12];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int k = 0; k < 9; k++) {
          pose[4 * row + column] += z[3 * row + k / 3] * x[k] * y[k % 3 * 3 + column];
        }
      }
      pose[4 * row + 3] = to[row];
    }
    return pose;
  }

  private static double moved(double[] pose, int row, MetricLandmark point) {
    return pose[4 * row] * point.x()
        + pose[4 * row + 1] * point.y()
        + pose[4 * row + 2] * point.z()
        + pose[4 * row + 3];
  }

  /// What a face model would find of the canonical face: its depth is relative to an unknown zero,
  /// in the scale of x at the face's mean distance.
  private List<NormalizedLandmark> pictured(double[] pose, Size size, float zero) {
    double width = HEIGHT * size.width() / size.height();
    double mean =
        canonical.vertices().stream().mapToDouble(v -> -moved(pose, 2, v)).average().orElseThrow();
    return canonical.vertices().stream()
        .map(
            vertex -> {
              double distance = -moved(pose, 2, vertex);
              return new NormalizedLandmark(
                  (float) (moved(pose, 0, vertex) / distance / width + 0.5),
                  (float) (0.5 - moved(pose, 1, vertex) / distance / HEIGHT),
                  (float) ((distance / mean - 1) / width) + zero);
            })
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0, 0, -40, 512, 512, 0",
    "30, 0, 0, 5, -3, -40, 1280, 720, 0",
    "-60, 20, 10, -12, 8, -60, 720, 1280, 0.125",
    "85, -30, 5, 0, 0, -30, 640, 480, -0.25",
    "0, 45, 90, 3, 3, -100, 1000, 300, 0",
    "10, -15, 180, 0, 10, -50, 300, 1000, 0.5",
    "180, 0, 0, 0, 0, -35, 512, 512, 0",
    "-20, 12, -45, 80, 20, -200, 1920, 1080, 0",
  })
  void findsTheCanonicalFaceWhereItIs(
      double yaw,
      double pitch,
      double roll,
      double x,
      double y,
      double z,
      int width,
      int height,
      float zero) {
    var pose = pose(yaw, pitch, roll, x, y, z);
    var size = new Size(width, height);
    var found = stage.solve(pictured(pose, size, zero), size).orElseThrow();
    // Landmarks are 32-bit floats: some 6e-8 of the picture, whose side at the distance of the face
    // is up to five times that.
    double tolerance = 3e-6 * -z;
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 4; column++) {
        assertThat((double) found.transform(row, column))
            .as("row %d, column %d", row, column)
            .isCloseTo(pose[4 * row + column], within(column < 3 ? 1e-5 : tolerance));
      }
    }
    for (int i = 0; i < 468; i++) {
      var expected = canonical.vertices().get(i);
      var actual = found.landmarks().get(i);
      assertThat(actual.x()).isCloseTo(expected.x(), within((float) tolerance));
      assertThat(actual.y()).isCloseTo(expected.y(), within((float) tolerance));
      assertThat(actual.z()).isCloseTo(expected.z(), within((float) tolerance));
    }
  }

  @Test
  void irisesDoNotCount() {
    var mesh = pictured(pose(20, 10, 5, 1, 2, -40), SQUARE, 0);
    var refined = new ArrayList<>(mesh);
    refined.addAll(Collections.nCopies(10, new NormalizedLandmark(9, 9, 9)));
    assertThat(stage.solve(refined, SQUARE)).isEqualTo(stage.solve(mesh, SQUARE)).isPresent();
  }

  @Test
  void pointsOfNoExtentHaveNone() {
    assertThat(solve(_ -> new NormalizedLandmark(0.5f, 0.5f, 0))).isEmpty();
    assertThat(solve(i -> new NormalizedLandmark(0.5f, 0.5f, i))).isEmpty();
    assertThat(solve(i -> new NormalizedLandmark(0.5f + i * 2e-6f, 0.5f, i % 7))).isEmpty();
    assertThat(solve(i -> new NormalizedLandmark(i / 468f, 0.5f, 0))).isEmpty();
  }

  @Test
  void aFaceTooFarAwayHasNone() {
    // The face is between 15 and 20 cm high, and 1e-3 of the picture's height to each side is the
    // least that counts.
    var pose = pose(0, 0, 0, 0, 0, -0.5 * 20 / 1e-3 / HEIGHT);
    assertThat(stage.solve(pictured(pose, SQUARE, 0), SQUARE)).isEmpty();
    var nearer = pose(0, 0, 0, 0, 0, -0.5 * 15 / 1e-3 / HEIGHT);
    assertThat(stage.solve(pictured(nearer, SQUARE, 0), SQUARE)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"1e-4", "1e-2", "1", "1e6", "1e20", "3e38"})
  void pointsThatAreNoFaceFailNowhere(float spread) {
    var random = new Random(4);
    for (int round = 0; round < 50; round++) {
      var found =
          solve(
              _ ->
                  new NormalizedLandmark(
                      at(random, spread), at(random, spread), at(random, spread)));
      // That its numbers are finite, the records see to.
      assertThat(found.map(FaceGeometry::landmarks).orElse(canonical.vertices())).hasSize(468);
    }
  }

  private static float at(Random random, float spread) {
    return spread * (2 * random.nextFloat() - 1);
  }

  private Optional<FaceGeometry> solve(IntFunction<NormalizedLandmark> point) {
    return stage.solve(IntStream.range(0, 468).mapToObj(point).toList(), SQUARE);
  }
}
