package vitruvian.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vitruvian.landmarks.PoseTopology;

/// What is written is what was meant, by name.
class FormatsTest {
  @TempDir Path folder;

  private static MotionFrame frame(int number) {
    var figure =
        new Figure()
            .turn(Bone.HIPS, Vector.Y, 170 + 10 * number)
            .turn(Bone.LEFT_UPPER_ARM, Vector.Z, 30)
            .turn(Bone.LEFT_LOWER_ARM, Vector.Y, -80);
    return new MotionSolver(MotionOptions.DEFAULT.withSmooth(false))
        .solve(
            Optional.of(figure.person()),
            Figure.PICTURE,
            Duration.ofMillis(40L * number),
            MotionState.FRESH)
        .frame();
  }

  @Test
  void eulerAnglesMakeTheSameRotation() {
    var random = new Random(7);
    var angles = new double[3];
    for (int i = 0; i < 2000; i++) {
      var q =
          i % 10 == 0
              ? Quaternion.about(Vector.X, Math.PI / 2).times(Quaternion.about(Vector.Z, i))
              : new Quaternion(
                      random.nextGaussian(),
                      random.nextGaussian(),
                      random.nextGaussian(),
                      random.nextGaussian())
                  .unit();
      EulerZxy.of(q).near(angles, 0);
      var back =
          Quaternion.about(Vector.Z, angles[0])
              .times(Quaternion.about(Vector.X, angles[1]))
              .times(Quaternion.about(Vector.Y, angles[2]));
      assertThat(back.angleTo(q)).isLessThan(1e-4);
    }
  }

  // A body that turns on and on must not jump back by a whole turn between two frames.
  @Test
  void bvhHasAllBonesAndAnglesThatDoNotJump() throws IOException {
    var out = new StringBuilder();
    var bvh = new BvhWriter(out, frame(0).skeleton(), 5, Duration.ofMillis(40));
    for (int i = 0; i < 5; i++) {
      bvh.write(frame(i));
    }
    for (var bone : Bone.ALL) {
      assertThat(out).containsPattern("(ROOT|JOINT) " + bone.vrmName() + "\n");
    }
    var lines = out.substring(out.indexOf("MOTION")).lines().toList();
    assertThat(lines.subList(1, 3)).containsExactly("Frames: 5", "Frame Time: 0.040000000");
    double before = Double.NaN;
    for (var line : lines.subList(3, 8)) {
      var numbers = line.split(" ", -1);
      assertThat(numbers).hasSize(3 + 3 * Bone.COUNT);
      double turn = Double.parseDouble(numbers[5]);
      if (!Double.isNaN(before)) {
        assertThat(turn - before).isCloseTo(10, within(0.5));
      }
      before = turn;
    }
  }

  @Test
  void vrmaIsAWholeGlb() throws IOException {
    var file = folder.resolve("x.vrma");
    // More than are gathered at a time, and not a multiple.
    int count = 300;
    try (var vrma =
        new VrmaWriter(file, frame(0).skeleton(), count, Duration.ofMillis(40L * (count - 1)))) {
      for (int i = 0; i < count; i++) {
        vrma.write(frame(i));
      }
      vrma.finish();
    }
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getInt(0)).isEqualTo(0x46546C67);
    assertThat(bytes.getInt(8)).isEqualTo(bytes.capacity());
    int json = bytes.getInt(12);
    var text = new String(bytes.array(), 20, json, StandardCharsets.UTF_8);
    assertThat(text).contains("VRMC_vrm_animation").contains("\"leftUpperArm\":{\"node\":6}");
    int binary = 28 + json;
    assertThat(bytes.getInt(20 + json)).isEqualTo(bytes.capacity() - binary);
    for (int i = 0; i < count; i += 37) {
      assertThat(bytes.getFloat(binary + 4 * i)).isCloseTo(0.04f * i, within(1e-4f));
      // Times, places, then the hips' rotations.
      int at = binary + 4 * count * 4 + 16 * i;
      var q = frame(i).rotation(Bone.HIPS);
      assertThat(bytes.getFloat(at)).isEqualTo((float) q.x());
      assertThat(bytes.getFloat(at + 12)).isEqualTo((float) q.w());
    }
  }

  @Test
  void vrmaRefusesFramesThatAreNotInOrder() throws IOException {
    try (var vrma =
        new VrmaWriter(folder.resolve("y.vrma"), frame(0).skeleton(), 3, Duration.ofMillis(80))) {
      vrma.write(frame(1));
      assertThatThrownBy(() -> vrma.write(frame(0))).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(vrma::finish).hasMessageContaining("1 of 3 frames");
    }
  }

  private static String sources(List<Keypoint> table, String name) {
    return table.stream()
        .filter(point -> point.name().equals(name))
        .map(
            point ->
                String.join("+", point.landmarks().stream().map(PoseTopology.NAMES::get).toList()))
        .findFirst()
        .orElse("none of that name");
  }

  @Test
  void openPosesPointsAreThoseOfItsNames() {
    var body = OpenPose.BODY_25;
    assertThat(body).hasSize(25);
    for (var pair :
        List.of(
            "RShoulder=RIGHT_SHOULDER",
            "LElbow=LEFT_ELBOW",
            "RWrist=RIGHT_WRIST",
            "LHip=LEFT_HIP",
            "RKnee=RIGHT_KNEE",
            "LAnkle=LEFT_ANKLE",
            "REye=RIGHT_EYE",
            "LEar=LEFT_EAR",
            "RHeel=RIGHT_HEEL",
            "LBigToe=LEFT_FOOT_INDEX",
            "LSmallToe=",
            "Neck=LEFT_SHOULDER+RIGHT_SHOULDER",
            "MidHip=LEFT_HIP+RIGHT_HIP")) {
      var names = pair.split("=", -1);
      assertThat(sources(body, names[0])).as(names[0]).isEqualTo(names[1]);
    }
    assertThat(body.get(8).name()).isEqualTo("MidHip");
    assertThat(body.get(24).name()).isEqualTo("RHeel");
    assertThat(OpenPose.FACE).hasSize(70);
  }

  @Test
  void cocosPointsAreThoseOfItsNames() {
    assertThat(CocoWholeBody.BODY).hasSize(17);
    assertThat(CocoWholeBody.FEET).hasSize(6);
    assertThat(CocoWholeBody.FACE).hasSize(68);
    for (var point : CocoWholeBody.BODY) {
      assertThat(sources(CocoWholeBody.BODY, point.name()))
          .isEqualTo(point.name().toUpperCase(java.util.Locale.ROOT));
    }
    assertThat(sources(CocoWholeBody.FEET, "right_big_toe")).isEqualTo("RIGHT_FOOT_INDEX");
  }

  @Test
  void trcsMarkersAreThoseOfTheirNames() {
    assertThat(TrcWriter.MARKERS).hasSize(35);
    assertThat(sources(TrcWriter.MARKERS, "LFootIndex")).isEqualTo("LEFT_FOOT_INDEX");
    assertThat(sources(TrcWriter.MARKERS, "RShoulder")).isEqualTo("RIGHT_SHOULDER");
    assertThat(sources(TrcWriter.MARKERS, "MidHip")).isEqualTo("LEFT_HIP+RIGHT_HIP");
  }

  @Test
  void trcHasTheFrontOfThePersonAtX() throws IOException {
    var figure = new Figure();
    var motion =
        new MotionSolver(MotionOptions.DEFAULT.withGrounded(false))
            .solve(Optional.of(figure.person()), Figure.PICTURE, Duration.ZERO, MotionState.FRESH)
            .frame();
    var out = new StringBuilder();
    var trc = new TrcWriter(out, "x.trc", 1, 25);
    trc.write(List.of(figure.person()), motion);
    trc.write(List.of(), motion);
    var lines = out.toString().lines().toList();
    assertThat(lines.get(2)).isEqualTo("25.000\t25.000\t1\t35\tm\t25.000\t1\t1");
    var cells = lines.get(6).split("\t", -1);
    assertThat(cells).hasSize(2 + 3 * 35);
    // The nose is 0.115 in front of the neck, the right ear to the right of the left one.
    double nose = Double.parseDouble(cells[2]);
    double leftEar = Double.parseDouble(cells[2 + 3 * 7 + 2]);
    double rightEar = Double.parseDouble(cells[2 + 3 * 8 + 2]);
    assertThat(nose).isCloseTo(figure.root.z() + 0.115, within(1e-4));
    assertThat(rightEar - leftEar).isCloseTo(0.15, within(1e-4));
    assertThat(lines.get(7).split("\t", -1)).hasSize(2 + 3 * 35).endsWith("", "", "");
  }
}
