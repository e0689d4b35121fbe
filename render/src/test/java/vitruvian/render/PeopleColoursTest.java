package vitruvian.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.NormalizedPoseLandmark;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.Pose;
import vitruvian.landmarks.PoseTopology;
import vitruvian.landmarks.SegmentationMask;
import vitruvian.landmarks.Timing;
import vitruvian.landmarks.WorldPoseLandmark;

/// Of several people each has a colour, which anybody can tell from the others.
class PeopleColoursTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final int PEOPLE = 7;

  /// Somebody whose shoulders are a line across the picture, with a mask below it.
  private static Person at(double y, Optional<Integer> id) {
    var points =
        IntStream.range(0, Pose.POINTS)
            .mapToObj(
                i -> {
                  var name = PoseTopology.NAMES.get(i);
                  boolean seen = name.endsWith("SHOULDER");
                  float x = name.startsWith("LEFT") ? 0.9f : 0.1f;
                  return new NormalizedPoseLandmark(x, (float) y, 0, seen ? 1 : 0, seen ? 1 : 0);
                })
            .toList();
    int top = (int) (y * HEIGHT) + 10;
    var mask =
        SegmentationMask.ofRows(
            WIDTH,
            HEIGHT,
            (row, values) -> Arrays.fill(values, (byte) (row >= top && row < top + 5 ? 255 : 0)));
    var world = Collections.nCopies(Pose.POINTS, new WorldPoseLandmark(0, 0, 0, 1, 1));
    return new Person(
            new Pose(points, world, 1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(mask))
        .withId(id);
  }

  private static BufferedImage draw(Person... people) {
    var size = new ImageSize(WIDTH, HEIGHT);
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    new OverlayRenderer(OverlayStyle.DEFAULT.withBoldness(4))
        .drawOn(image, new HolisticResult(size, size, List.of(people), Timing.NONE));
    return image;
  }

  private static int line(BufferedImage image, double y) {
    return image.getRGB(WIDTH / 2, (int) (y * HEIGHT)) & 0xffffff;
  }

  private static int mask(BufferedImage image, double y) {
    return image.getRGB(WIDTH / 2, (int) (y * HEIGHT) + 12) & 0xffffff;
  }

  @Test
  void eachHasLinesAndAMaskOfOneColour() {
    var image = draw(at(0.2, Optional.empty()), at(0.5, Optional.empty()));
    assertThat(line(image, 0.2)).isEqualTo(Palette.ofPerson(0));
    assertThat(line(image, 0.5)).isEqualTo(Palette.ofPerson(1));
    assertThat(mask(image, 0.2)).isNotEqualTo(mask(image, 0.5)).isNotZero();
    // Left and right are told apart as on anybody.
    assertThat(image.getRGB((int) (0.9 * WIDTH), HEIGHT / 2) & 0xffffff).isEqualTo(Palette.LEFT);
    assertThat(image.getRGB((int) (0.1 * WIDTH), HEIGHT / 2) & 0xffffff).isEqualTo(Palette.RIGHT);
  }

  @Test
  void inAStreamItStaysWithTheId() {
    assertThat(line(draw(at(0.5, Optional.of(3))), 0.5)).isEqualTo(Palette.ofPerson(2));
    var both = draw(at(0.2, Optional.of(2)), at(0.5, Optional.of(3)));
    assertThat(line(both, 0.5)).isEqualTo(Palette.ofPerson(2));
    assertThat(line(draw(at(0.5, Optional.of(1000))), 0.5)).isEqualTo(Palette.ofPerson(999));
  }

  @Test
  void whoIsAloneInAPictureIsWhite() {
    var image = draw(at(0.5, Optional.empty()));
    assertThat(line(image, 0.5)).isEqualTo(Palette.LINE);
    assertThat(mask(image, 0.5) & 0xff).isBetween(88, 90); // 35 % of 255
  }

  /// How people see, as Machado, Oliveira and Fernandes model it: from linear red, green and blue
  /// to the same.
  enum Vision {
    USUAL,
    WITHOUT_RED,
    WITHOUT_GREEN,
    WITHOUT_BLUE;

    private double[] matrix() {
      return switch (this) {
        case USUAL -> new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1};
        case WITHOUT_RED ->
            new double[] {
              0.152286, 1.052583, -0.204868,
              0.114503, 0.786281, 0.099216,
              -0.003882, -0.048116, 1.051998
            };
        case WITHOUT_GREEN ->
            new double[] {
              0.367322, 0.860646, -0.227968,
              0.280085, 0.672501, 0.047413,
              -0.011820, 0.042940, 0.968881
            };
        case WITHOUT_BLUE ->
            new double[] {
              1.255528, -0.076749, -0.178779,
              -0.078411, 0.930809, 0.147602,
              0.004733, 0.691367, 0.303900
            };
      };
    }

    /// The colour in CIE's L*a*b*.
    double[] see(int rgb) {
      var matrix = matrix();
      var seen = new double[3];
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
          double value = (rgb >> (16 - 8 * column) & 255) / 255.0;
          double linear = value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
          seen[row] += matrix[3 * row + column] * linear;
        }
        seen[row] = Math.clamp(seen[row], 0, 1);
      }
      double x = f((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505);
      double y = f(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
      double z = f((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089);
      return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double f(double t) {
      return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
  }

  // A difference of 2.3 can just be noticed side by side.
  @ParameterizedTest
  @EnumSource(Vision.class)
  void anybodyTellsThemApart(Vision vision) {
    var colours = new ArrayList<Integer>();
    for (int i = 0; i < PEOPLE; i++) {
      var one = vision.see(Palette.ofPerson(i));
      for (int j = 0; j < i; j++) {
        var other = vision.see(Palette.ofPerson(j));
        double distance =
            Math.sqrt(IntStream.range(0, 3).mapToDouble(k -> Math.pow(one[k] - other[k], 2)).sum());
        assertThat(distance).as("%d and %d", i, j).isGreaterThan(15);
      }
      colours.add(Palette.ofPerson(i));
    }
    assertThat(Palette.ofPerson(PEOPLE)).isEqualTo(colours.getFirst());
  }
}
