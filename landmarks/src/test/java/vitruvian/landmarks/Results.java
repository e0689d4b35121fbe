package vitruvian.landmarks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/// Made-up results for the tests. Their floats are the ones nearest to seven digits, so that they
/// survive being written.
final class Results {
  static final Timing TIMING =
      new Timing(
          Duration.ofNanos(4_250_000),
          Duration.ofNanos(12_345_678),
          Duration.ofMillis(6),
          Duration.ofNanos(1_500),
          Duration.ofNanos(24_000_499));

  private final Random random;

  Results(long seed) {
    this.random = new Random(seed);
  }

  static HolisticResult of(Person... people) {
    return new HolisticResult(
        new ImageSize(1928, 1285), new ImageSize(1280, 853), List.of(people), TIMING);
  }

  /// Somebody with everything.
  Person person() {
    return new Person(
        pose(),
        Optional.of(face(478)),
        Optional.of(hand()),
        Optional.of(hand()),
        Optional.of(mask()));
  }

  /// Somebody of whom only the body was found.
  Person body() {
    return new Person(
        pose(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  Pose pose() {
    return new Pose(
        points(
            Pose.POINTS,
            () ->
                new NormalizedPoseLandmark(
                    coordinate(), coordinate(), coordinate(), probability(), probability())),
        points(
            Pose.POINTS,
            () ->
                new WorldPoseLandmark(
                    coordinate(), coordinate(), coordinate(), probability(), probability())),
        probability());
  }

  Face face(int points) {
    return new Face(points(points, this::normalized), probability());
  }

  /// The same face with a geometry; numbers have seven digits, a transform any that are finite.
  Face withGeometry(Face face) {
    var transform = points(16, this::coordinate).toArray(Float[]::new);
    for (int column = 0; column < 4; column++) {
      transform[4 * column + 3] = column < 3 ? 0f : 1f;
    }
    var geometry =
        new FaceGeometry(
            List.of(transform),
            points(468, () -> new MetricLandmark(coordinate(), coordinate(), coordinate())));
    return new Face(face.landmarks(), face.confidence(), Optional.of(geometry));
  }

  Hand hand() {
    return new Hand(
        points(Hand.POINTS, this::normalized),
        points(Hand.POINTS, () -> new WorldLandmark(coordinate(), coordinate(), coordinate())),
        probability());
  }

  SegmentationMask mask() {
    var values = new byte[31 * 17];
    random.nextBytes(values);
    return new SegmentationMask(31, 17, values);
  }

  private NormalizedLandmark normalized() {
    return new NormalizedLandmark(coordinate(), coordinate(), coordinate());
  }

  private float coordinate() {
    return sevenDigits(random.nextFloat(-1.5f, 1.5f));
  }

  private float probability() {
    return sevenDigits(random.nextFloat());
  }

  private static float sevenDigits(float value) {
    return Float.parseFloat("%.6e".formatted(value));
  }

  private static <T> List<T> points(int count, java.util.function.Supplier<T> point) {
    return IntStream.range(0, count).mapToObj(_ -> point.get()).toList();
  }
}
