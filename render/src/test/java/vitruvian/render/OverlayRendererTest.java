package vitruvian.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.FaceTopology;
import vitruvian.landmarks.Hand;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.landmarks.NormalizedPoseLandmark;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.Pose;
import vitruvian.landmarks.PoseTopology;
import vitruvian.landmarks.SegmentationMask;
import vitruvian.landmarks.Timing;
import vitruvian.landmarks.WorldLandmark;
import vitruvian.landmarks.WorldPoseLandmark;
import vitruvian.render.OverlayStyle.Layer;
import vitruvian.tracker.Frame;

class OverlayRendererTest {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final int GROUND = 0x203040;
  private static final int LEFT_WRIST = PoseTopology.NAMES.indexOf("LEFT_WRIST");
  private static final int RIGHT_WRIST = PoseTopology.NAMES.indexOf("RIGHT_WRIST");
  private static final int LEFT_PINKY = PoseTopology.NAMES.indexOf("LEFT_PINKY");
  private static final int LEFT_ELBOW = PoseTopology.NAMES.indexOf("LEFT_ELBOW");
  private static final int MOUTH_LEFT = PoseTopology.NAMES.indexOf("MOUTH_LEFT");

  @Test
  void nobodyLeavesThePictureAsItIs() {
    var random = new byte[3 * 64 * 48];
    new Random(1).nextBytes(random);
    try (var frame = Frame.ofRgb(64, 48, random)) {
      var image = new OverlayRenderer().draw(frame, result());
      for (int i = 0; i < 64 * 48; i++) {
        assertThat(image.getRGB(i % 64, i / 64) & 0xffffff)
            .isEqualTo(
                ((random[3 * i] & 255) << 16)
                    | ((random[3 * i + 1] & 255) << 8)
                    | (random[3 * i + 2] & 255));
      }
    }
  }

  @Test
  void posePointsHaveTheColourOfTheirSide() {
    var image = draw(OverlayStyle.DEFAULT, body(OverlayRendererTest::scattered));
    assertThat(at(image, scattered(LEFT_WRIST))).isEqualTo(Palette.LEFT);
    assertThat(at(image, scattered(RIGHT_WRIST))).isEqualTo(Palette.RIGHT);
    assertThat(at(image, scattered(MOUTH_LEFT))).isEqualTo(Palette.LEFT);
    assertThat(at(image, scattered(0))).isEqualTo(Palette.LINE);
  }

  @Test
  void poseLinesAreWhite() {
    var image = draw(OverlayStyle.DEFAULT, body(OverlayRendererTest::scattered));
    var elbow = scattered(LEFT_ELBOW);
    var wrist = scattered(LEFT_WRIST);
    var middle = point((elbow.x() + wrist.x()) / 2, (elbow.y() + wrist.y()) / 2, 1, 1);
    assertThat(at(image, middle)).isEqualTo(Palette.LINE);
  }

  @Test
  void doubtfulPointsAndTheirLinesAreNotDrawn() {
    for (boolean visible : new boolean[] {true, false}) {
      var image =
          draw(
              OverlayStyle.DEFAULT,
              body(
                  i -> {
                    var at = scattered(i);
                    return i == LEFT_WRIST
                        ? point(at.x(), at.y(), visible ? 1 : 0.49f, visible ? 0.49f : 1)
                        : at;
                  }));
      assertThat(at(image, scattered(LEFT_WRIST))).isEqualTo(GROUND);
      assertThat(at(image, scattered(LEFT_ELBOW))).isEqualTo(Palette.LEFT);
    }
  }

  @Test
  void linesAreCutWhereAPointLiesOutside() {
    var image =
        draw(
            OverlayStyle.DEFAULT,
            body(
                i -> {
                  if (i == LEFT_ELBOW) {
                    return point(0.5f, 0.5f, 1, 1);
                  }
                  return i == LEFT_WRIST ? point(1.5f, 0.5f, 1, 1) : point(0.1f, 0.1f, 0, 0);
                }));
    assertThat(at(image, point(0.8f, 0.5f, 1, 1))).isEqualTo(Palette.LINE);
    assertThat(image.getRGB(WIDTH - 1, HEIGHT / 2) & 0xffffff).isEqualTo(Palette.LINE);
  }

  @ParameterizedTest
  @ValueSource(floats = {-3, 5, 1e9f, -3e38f})
  void pointsFarAwayDoNoHarm(float far) {
    var everywhere = new NormalizedLandmark(far, far, 0);
    var person =
        new Person(
            pose(_ -> point(far, far, 1, 1)),
            Optional.of(new Face(Collections.nCopies(478, everywhere), 1)),
            Optional.of(hand(_ -> everywhere)),
            Optional.empty(),
            Optional.empty());
    assertThat(draw(OverlayStyle.DEFAULT, person).getRGB(5, 5) & 0xffffff).isEqualTo(GROUND);
  }

  @Test
  void everythingIsLeftOutWhereNothingIsAskedFor() {
    var image = draw(new OverlayStyle(Set.of(), 1), complete(478));
    assertThat(colours(image)).containsExactly(GROUND);
  }

  @ParameterizedTest
  @EnumSource(Layer.class)
  void everyLayerCanBeLeftOut(Layer layer) {
    var without = draw(OverlayStyle.DEFAULT.without(layer), complete(478));
    assertThat(pixels(without)).isNotEqualTo(pixels(draw(OverlayStyle.DEFAULT, complete(478))));
    var alone = draw(new OverlayStyle(EnumSet.of(layer), 1), complete(478));
    assertThat(colours(alone)).contains(GROUND).hasSizeGreaterThan(1);
  }

  @Test
  void irisesNeedARefinedFace() {
    var irises = new OverlayStyle(EnumSet.of(Layer.IRISES), 1);
    assertThat(colours(draw(irises, complete(468)))).containsExactly(GROUND);
    assertThat(colours(draw(irises, complete(478)))).contains(Palette.LEFT, Palette.RIGHT);
  }

  @Test
  void poseLeavesFaceAndHandsToTheirOwnLayers() {
    var person = complete(468);
    var bodyAlone =
        new Person(
            person.pose(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    var pose = new OverlayStyle(EnumSet.of(Layer.POSE), 1);
    assertThat(pixels(draw(pose, person))).isEqualTo(pixels(draw(pose, bodyAlone)));

    var image = draw(pose.with(Layer.HANDS).with(Layer.CONTOURS), person);
    assertThat(at(image, scattered(LEFT_PINKY))).isNotEqualTo(Palette.LEFT);
    assertThat(at(image, scattered(MOUTH_LEFT))).isNotEqualTo(Palette.LEFT);
    assertThat(at(image, scattered(LEFT_WRIST))).isEqualTo(Palette.LEFT);
  }

  @Test
  void linesGrowWithThePictureAndWithBoldness() {
    var person = body(OverlayRendererTest::scattered);
    double area = share(draw(WIDTH, HEIGHT, OverlayStyle.DEFAULT, person));
    double twice = share(draw(2 * WIDTH, 2 * HEIGHT, OverlayStyle.DEFAULT, person));
    double bold = share(draw(WIDTH, HEIGHT, OverlayStyle.DEFAULT.withBoldness(2), person));
    assertThat(twice / area).isBetween(0.8, 1.0);
    assertThat(bold / area).isBetween(1.6, 2.6);
  }

  @Test
  void smallPersonIsDrawnFiner() {
    IntFunction<NormalizedPoseLandmark> small =
        i -> {
          var at = scattered(i);
          return point(0.4f + 0.2f * at.x(), 0.4f + 0.2f * at.y(), 1, 1);
        };
    double full = share(draw(OverlayStyle.DEFAULT, body(OverlayRendererTest::scattered)));
    assertThat(share(draw(OverlayStyle.DEFAULT, body(small))) / full).isLessThan(0.12);
  }

  @Test
  void maskOfAnySizeTintsWhatItCovers() {
    var mask = SegmentationMask.ofRows(32, 24, (_, row) -> Arrays.fill(row, 0, 16, (byte) 255));
    var person =
        new Person(
            pose(_ -> point(0, 0, 0, 0)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(mask));
    var image = draw(OverlayStyle.DEFAULT, person);
    assertThat(image.getRGB(WIDTH / 2 - 1, HEIGHT - 1) & 0xffffff).isNotEqualTo(GROUND);
    assertThat(image.getRGB(WIDTH / 2, HEIGHT - 1) & 0xffffff).isEqualTo(GROUND);
  }

  @Test
  void drawsOnAPictureOfTheRightType() {
    var renderer = new OverlayRenderer();
    var result = result(complete(478));
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Arrays.fill(PictureWriter.pixels(image), GROUND);
    renderer.drawOn(image, result);
    assertThat(pixels(image)).isEqualTo(pixels(draw(OverlayStyle.DEFAULT, complete(478))));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> renderer.drawOn(new BufferedImage(2, 2, BufferedImage.TYPE_3BYTE_BGR), result));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17})
  void tinyPicturesAreDrawnToo(int side) {
    assertThat(draw(side, side, OverlayStyle.DEFAULT, complete(478)).getWidth()).isEqualTo(side);
  }

  @Test
  void styleKnowsItsRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> new OverlayStyle(Set.of(), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new OverlayStyle(Set.of(), Float.NaN));
    assertThat(OverlayStyle.DEFAULT.without(Layer.POSE).with(Layer.POSE))
        .isEqualTo(OverlayStyle.DEFAULT);
  }

  private static HolisticResult result(Person... people) {
    var size = new ImageSize(WIDTH, HEIGHT);
    return new HolisticResult(size, size, List.of(people), Timing.NONE);
  }

  private static BufferedImage draw(OverlayStyle style, Person person) {
    return draw(WIDTH, HEIGHT, style, person);
  }

  private static BufferedImage draw(int width, int height, OverlayStyle style, Person person) {
    var rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (GROUND >> (16 - 8 * (i % 3)));
    }
    try (var frame = Frame.ofRgb(width, height, rgb)) {
      return new OverlayRenderer(style).draw(frame, result(person));
    }
  }

  private static Person body(IntFunction<NormalizedPoseLandmark> point) {
    return new Person(
        pose(point), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Somebody with everything, the parts being apart from each other.
  private static Person complete(int facePoints) {
    var face =
        IntStream.range(0, facePoints)
            .mapToObj(
                i ->
                    i < FaceTopology.RIGHT_IRIS_CENTER
                        ? round(0.5, 0.15, 0.1 + i % 3 * 0.01, i)
                        : round(i < 473 ? 0.48 : 0.52, 0.15, (i - 468) % 5 == 0 ? 0 : 0.01, i))
            .toList();
    return new Person(
        pose(OverlayRendererTest::scattered),
        Optional.of(new Face(face, 1)),
        Optional.of(hand(i -> round(0.85, 0.15, 0.08, i))),
        Optional.of(hand(i -> round(0.15, 0.15, 0.08, i))),
        Optional.of(
            SegmentationMask.ofRows(
                WIDTH, HEIGHT, (_, row) -> Arrays.fill(row, 0, 20, (byte) 255))));
  }

  /// Places for the pose's points: rows of eight in the lower half.
  private static NormalizedPoseLandmark scattered(int index) {
    int row = index / 8;
    return point(0.08f + index % 8 * 0.12f, 0.5f + row * 0.1f + index % 2 * 0.05f, 1, 1);
  }

  private static NormalizedPoseLandmark point(float x, float y, float visibility, float presence) {
    return new NormalizedPoseLandmark(x, y, 0, visibility, presence);
  }

  private static NormalizedLandmark round(double x, double y, double radius, int index) {
    return new NormalizedLandmark(
        (float) (x + radius * Math.cos(index)), (float) (y + radius * Math.sin(index)), 0);
  }

  private static Pose pose(IntFunction<NormalizedPoseLandmark> point) {
    return new Pose(
        IntStream.range(0, Pose.POINTS).mapToObj(point).toList(),
        Collections.nCopies(Pose.POINTS, new WorldPoseLandmark(0, 0, 0, 1, 1)),
        1);
  }

  private static Hand hand(IntFunction<NormalizedLandmark> point) {
    return new Hand(
        IntStream.range(0, Hand.POINTS).mapToObj(point).toList(),
        Collections.nCopies(Hand.POINTS, new WorldLandmark(0, 0, 0)),
        1);
  }

  private static int at(BufferedImage image, NormalizedPoseLandmark point) {
    return image.getRGB((int) (point.x() * WIDTH), (int) (point.y() * HEIGHT)) & 0xffffff;
  }

  private static int[] pixels(BufferedImage image) {
    return PictureWriter.pixels(image);
  }

  private static List<Integer> colours(BufferedImage image) {
    return Arrays.stream(pixels(image)).distinct().boxed().toList();
  }

  /// How much of the picture is drawn on.
  private static double share(BufferedImage image) {
    return (double) Arrays.stream(pixels(image)).filter(pixel -> pixel != GROUND).count()
        / pixels(image).length;
  }
}
