package vitruvian.motion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// Rotations of people whose rotations are known.
class MotionSolverTest {
  private static final MotionOptions EXACT =
      MotionOptions.DEFAULT.withSmooth(false).withGrounded(false);

  private static Duration at(int frame) {
    return Duration.ofNanos(frame * 33_333_333L);
  }

  private static MotionFrame one(Figure figure) {
    return run(EXACT, 1, _ -> Optional.of(figure)).getLast();
  }

  /// Learns from all frames, then solves them.
  private static List<MotionFrame> run(
      MotionOptions options, int frames, IntFunction<Optional<Figure>> figures) {
    var solver = new MotionSolver(options);
    var learning = solver.learning();
    for (int i = 0; i < frames; i++) {
      figures.apply(i).ifPresent(figure -> learning.add(figure.person(), Figure.PICTURE));
    }
    var state = learning.state();
    var solved = new java.util.ArrayList<MotionFrame>();
    for (int i = 0; i < frames; i++) {
      var next = solver.solve(figures.apply(i).map(Figure::person), Figure.PICTURE, at(i), state);
      state = next.after();
      solved.add(next.frame());
    }
    return solved;
  }

  private static double off(MotionFrame frame, Figure figure, Bone bone) {
    return Math.toDegrees(frame.worldRotation(bone).angleTo(figure.world(bone)));
  }

  private static Figure posed() {
    var figure =
        new Figure()
            .turn(Bone.HIPS, Vector.Y, 30)
            .turn(Bone.CHEST, Vector.Y, -15)
            .turn(Bone.HEAD, Vector.X, 20)
            .turn(Bone.HEAD, Vector.Y, 25);
    for (int side = 1; side >= -1; side -= 2) {
      figure
          .turn(Bone.of(Bone.LEFT_UPPER_ARM, side), Vector.Z, -50 * side)
          .turn(Bone.of(Bone.LEFT_UPPER_ARM, side), Vector.X, 25)
          .turn(Bone.of(Bone.LEFT_LOWER_ARM, side), Vector.Y, -70 * side)
          .turn(Bone.of(Bone.LEFT_HAND, side), Vector.Z, -20 * side)
          .turn(Bone.of(Bone.LEFT_INDEX_PROXIMAL, side), Vector.Z, -40 * side)
          .turn(Bone.of(Bone.LEFT_INDEX_INTERMEDIATE, side), Vector.Z, -60 * side)
          .turn(Bone.of(Bone.LEFT_UPPER_LEG, side), Vector.X, -30)
          .turn(Bone.of(Bone.LEFT_UPPER_LEG, side), Vector.Y, 12 * side)
          .turn(Bone.of(Bone.LEFT_LOWER_LEG, side), Vector.X, 60)
          .turn(Bone.of(Bone.LEFT_FOOT, side), Vector.X, -15);
    }
    return figure;
  }

  // In the T-pose elbows are straight, so that this also shows what palm and foot tell.
  @Test
  void theTPoseIsNoRotation() {
    var frame = one(new Figure());
    for (var bone : Bone.ALL) {
      assertThat(Math.toDegrees(frame.rotation(bone).angle())).as(bone.vrmName()).isLessThan(0.5);
    }
  }

  @Test
  void aPoseIsFoundAgain() {
    var figure = posed();
    var frame = one(figure);
    for (var bone :
        List.of(
            Bone.HEAD,
            Bone.LEFT_UPPER_ARM,
            Bone.RIGHT_UPPER_ARM,
            Bone.LEFT_LOWER_ARM,
            Bone.RIGHT_LOWER_ARM,
            Bone.LEFT_HAND,
            Bone.RIGHT_HAND,
            Bone.LEFT_INDEX_INTERMEDIATE,
            Bone.RIGHT_INDEX_DISTAL,
            Bone.LEFT_UPPER_LEG,
            Bone.RIGHT_LOWER_LEG,
            Bone.LEFT_FOOT)) {
      assertThat(off(frame, figure, bone)).as(bone.vrmName()).isLessThan(1);
    }
    assertThat(off(frame, figure, Bone.HIPS)).isLessThan(3);
    assertThat(off(frame, figure, Bone.CHEST)).isLessThan(3);
  }

  @Test
  void bonesEndWhereTheLandmarksAre() {
    var figure = posed();
    var frame = one(figure);
    var world = figure.person().pose().worldLandmarks();
    var limbs = new int[][] {{11, 13}, {13, 15}, {24, 26}, {26, 28}};
    var bones =
        List.of(
            Bone.LEFT_UPPER_ARM, Bone.LEFT_LOWER_ARM, Bone.RIGHT_UPPER_LEG, Bone.RIGHT_LOWER_LEG);
    for (int i = 0; i < limbs.length; i++) {
      var a = world.get(limbs[i][0]);
      var b = world.get(limbs[i][1]);
      var seen = new Vector(b.x() - a.x(), a.y() - b.y(), a.z() - b.z());
      var bone = bones.get(i);
      var made = frame.position(bone.children().getFirst()).minus(frame.position(bone));
      assertThat(made.minus(seen).length()).as(bone.vrmName()).isLessThan(1e-5);
    }
  }

  @Test
  void theCameraTellsWhereThePersonStands() {
    var figure = posed();
    figure.root = new Vector(0.7, -0.2, -4.5);
    assertThat(one(figure).root().minus(figure.root).length()).isLessThan(1e-4);
  }

  @Test
  void aFloorIsUnderTheFeet() {
    var frames = run(EXACT.withGrounded(true), 5, _ -> Optional.of(new Figure()));
    // Hip to knee, to ankle, to sole.
    assertThat(frames.getLast().root().y()).isCloseTo(0.42 + 0.4 + 0.07, within(1e-4));
  }

  @Test
  void whatIsUnseenGoesToRestAndComesBackWithoutASnap() {
    var frames =
        run(
            MotionOptions.DEFAULT,
            120,
            i -> {
              var figure = posed();
              figure.legs = i < 30 || i >= 80;
              figure.rightHand = figure.legs;
              return Optional.of(figure);
            });
    for (var bone : List.of(Bone.LEFT_UPPER_LEG, Bone.RIGHT_HAND, Bone.RIGHT_INDEX_INTERMEDIATE)) {
      assertThat(Math.toDegrees(frames.get(75).rotation(bone).angle()))
          .as("%s at rest", bone)
          .isLessThan(2);
      assertThat(off(frames.get(119), posed(), bone)).as("%s is back", bone).isLessThan(3);
      for (int i = 1; i < frames.size(); i++) {
        double step =
            frames.get(i - 1).worldRotation(bone).angleTo(frames.get(i).worldRotation(bone));
        assertThat(Math.toDegrees(step) * 30).as("%s in frame %d", bone, i).isLessThan(720);
      }
    }
    assertThat(frames.get(50).isSeen(Bone.LEFT_UPPER_LEG)).isFalse();
    assertThat(frames.get(119).isSeen(Bone.LEFT_UPPER_LEG)).isTrue();
  }

  @Test
  void nobodyIsNoFailure() {
    var frames =
        run(MotionOptions.DEFAULT, 60, i -> i < 20 ? Optional.of(posed()) : Optional.empty());
    var last = frames.getLast();
    assertThat(last.isPresent()).isFalse();
    assertThat(last.root().minus(frames.get(21).root()).length()).isLessThan(1e-3);
    assertThat(Math.toDegrees(last.rotation(Bone.LEFT_LOWER_LEG).angle())).isLessThan(2);
    assertThat(run(MotionOptions.DEFAULT, 3, _ -> Optional.empty())).hasSize(3);
  }

  // The state is a value: what one stream does is not seen by another, and the same again is the
  // same.
  @Test
  void theStateIsAValue() {
    var solver = new MotionSolver(MotionOptions.DEFAULT);
    var person = Optional.of(posed().person());
    var once = solver.solve(person, Figure.PICTURE, at(0), MotionState.FRESH).after();
    var first = solver.solve(person, Figure.PICTURE, at(1), once).frame();
    solver.solve(Optional.of(new Figure().person()), Figure.PICTURE, at(1), once);
    var again = solver.solve(person, Figure.PICTURE, at(1), once).frame();
    for (var bone : Bone.ALL) {
      assertThat(again.rotation(bone)).isEqualTo(first.rotation(bone));
    }
  }

  // Live, there is no first pass: the body is learned on the way, and then stays.
  @Test
  void bonesAreFixedAfterTheFirstSeconds() {
    var solver = new MotionSolver(MotionOptions.DEFAULT);
    var state = MotionState.FRESH;
    var skeletons = new java.util.ArrayList<Skeleton>();
    for (int i = 0; i < 100; i++) {
      var next = solver.solve(Optional.of(posed().person()), Figure.PICTURE, at(i), state);
      state = next.after();
      skeletons.add(next.frame().skeleton());
    }
    assertThat(skeletons.get(64)).isSameAs(skeletons.get(99));
    assertThat(skeletons.getLast().offset(Bone.LEFT_LOWER_LEG).y()).isCloseTo(-0.42, within(1e-5));
  }

  @Test
  void anglesAreThoseThatWereMade() {
    var frame = one(posed());
    assertThat(JointAngle.LEFT_ELBOW_FLEXION.of(frame)).isCloseTo(70, within(0.1));
    assertThat(JointAngle.RIGHT_KNEE_FLEXION.of(frame)).isCloseTo(60, within(0.1));
    assertThat(JointAngle.LEFT_ANKLE_DORSIFLEXION.of(frame)).isCloseTo(15, within(0.1));
    assertThat(JointAngle.SPINE_ROTATION.of(frame)).isCloseTo(-15, within(3.0));
    var standing = one(new Figure());
    assertThat(JointAngle.LEFT_SHOULDER_ABDUCTION.of(standing)).isCloseTo(90, within(0.5));
    assertThat(JointAngle.RIGHT_HIP_FLEXION.of(standing)).isCloseTo(0, within(0.5));
    var figure = posed();
    figure.legs = false;
    assertThat(JointAngle.LEFT_KNEE_FLEXION.of(one(figure))).isNaN();
  }
}
