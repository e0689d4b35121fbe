package vitruvian.tracker.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.FaceGeometry;
import vitruvian.landmarks.MetricLandmark;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.tracker.engine.CanonicalFace;

/// The face in space, from its landmarks in the picture. Immutable.
///
/// The depths of landmarks are relative, so how far the face is away shows in its size only. The
/// first estimate of that takes the landmarks as they are on the near plane of the camera, the
/// second one takes what the first has moved away from there, and their product places the face.
///
/// Upstream: `mediapipe/modules/face_geometry/libs/geometry_pipeline.cc`; the camera is that of
/// `mediapipe/graphs/face_effect/face_effect_gpu.pbtxt`.
public final class GeometryStage {
  /// At a distance of 1 cm, where the near plane is.
  private static final double HEIGHT = 2 * Math.tan(Math.toRadians(FaceGeometry.FIELD_OF_VIEW) / 2);

  private static final double TOO_COMPACT = 1e-3;

  private final Procrustes canonicalFace;

  private GeometryStage(Procrustes canonicalFace) {
    this.canonicalFace = canonicalFace;
  }

  /// Reads the canonical face.
  ///
  /// @throws vitruvian.tracker.TrackingException where it is not the official one
  public static GeometryStage open() {
    return new GeometryStage(new Procrustes(CanonicalFace.read()));
  }

  /// The geometry of a face; none where its landmarks lie too near to each other, on a line, or too
  /// far for numbers.
  ///
  /// @param landmarks of a face, refined or not
  /// @param size of the picture
  Optional<FaceGeometry> solve(List<NormalizedLandmark> landmarks, Size size) {
    var mesh = landmarks.subList(0, Face.MESH_POINTS);
    if (isTooCompact(mesh)) {
      return Optional.empty();
    }
    var screen = screen(mesh, size);
    var flipped = screen.clone();
    for (int z = 2; z < flipped.length; z += 3) {
      flipped[z] = -flipped[z];
    }
    return scaleOnto(flipped)
        .flatMap(first -> scaleOnto(unprojected(screen, first)).map(second -> first * second))
        .map(scale -> unprojected(screen, scale))
        .flatMap(space -> canonicalFace.onto(space).flatMap(pose -> geometry(pose, space)));
  }

  private Optional<Double> scaleOnto(double[] points) {
    return canonicalFace.onto(points).map(Procrustes.Similarity::scale);
  }

  private static boolean isTooCompact(List<NormalizedLandmark> landmarks) {
    double meanX = landmarks.stream().mapToDouble(NormalizedLandmark::x).average().orElseThrow();
    double meanY = landmarks.stream().mapToDouble(NormalizedLandmark::y).average().orElseThrow();
    return landmarks.stream()
        .allMatch(point -> Math.hypot(point.x() - meanX, point.y() - meanY) <= TOO_COMPACT);
  }

  /// The landmarks on the near plane, in centimetres from its middle, y upwards; z still grows away
  /// from the camera, from the mean depth of the face at the near plane.
  private static double[] screen(List<NormalizedLandmark> landmarks, Size size) {
    double width = HEIGHT * size.width() / size.height();
    double depth = landmarks.stream().mapToDouble(NormalizedLandmark::z).average().orElseThrow();
    var screen = new double[3 * landmarks.size()];
    int at = 0;
    for (var point : landmarks) {
      screen[at++] = (point.x() - 0.5) * width;
      screen[at++] = (0.5 - point.y()) * HEIGHT;
      screen[at++] = (point.z() - depth) * width + 1;
    }
    return screen;
  }

  /// Moves points away from the near plane, along the rays from the camera.
  private static double[] unprojected(double[] screen, double scale) {
    var space = new double[screen.length];
    for (int i = 0; i < space.length; i += 3) {
      double distance = screen[i + 2] / scale;
      space[i] = screen[i] * distance;
      space[i + 1] = screen[i + 1] * distance;
      space[i + 2] = -distance;
    }
    return space;
  }

  private static Optional<FaceGeometry> geometry(Procrustes.Similarity pose, double[] space) {
    var transform = new ArrayList<Float>(FaceGeometry.NUMBERS);
    for (int column = 0; column < 4; column++) {
      for (int row = 0; row < 3; row++) {
        transform.add((float) pose.matrix(row, column));
      }
      transform.add(column < 3 ? 0f : 1f);
    }
    var points = new Points(space.length / 3);
    for (int i = 0; i < points.count(); i++) {
      double x = space[3 * i];
      double y = space[3 * i + 1];
      double z = space[3 * i + 2];
      points.set(
          i,
          (float) pose.inverse(0, x, y, z),
          (float) pose.inverse(1, x, y, z),
          (float) pose.inverse(2, x, y, z));
    }
    return transform.stream().allMatch(Float::isFinite) && points.areFinite()
        ? Optional.of(new FaceGeometry(transform, metric(points)))
        : Optional.empty();
  }

  private static List<MetricLandmark> metric(Points points) {
    var landmarks = new ArrayList<MetricLandmark>(points.count());
    for (int i = 0; i < points.count(); i++) {
      landmarks.add(new MetricLandmark(points.x(i), points.y(i), points.z(i)));
    }
    return landmarks;
  }
}
