package vitruvian.motion;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import vitruvian.landmarks.Hand;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.landmarks.NormalizedPoseLandmark;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.Pose;
import vitruvian.landmarks.WorldLandmark;
import vitruvian.landmarks.WorldPoseLandmark;

/// A person whose rotations are known: landmarks by forward kinematics, written without any code of
/// the module but its vectors.
final class Figure {
  static final ImageSize PICTURE = new ImageSize(1280, 720);
  static final double FIELD_OF_VIEW = 60;

  private static final Vector[] FACE = {
    new Vector(0, .03, .115), new Vector(.018, .065, .09), new Vector(.032, .066, .085),
    new Vector(.045, .065, .078), new Vector(-.018, .065, .09), new Vector(-.032, .066, .085),
    new Vector(-.045, .065, .078), new Vector(.075, .05, 0), new Vector(-.075, .05, 0),
    new Vector(.025, -.01, .09), new Vector(-.025, -.01, .09)
  };
  private static final Vector[] KNUCKLES = {
    new Vector(.022, -.006, .026),
    new Vector(.09, 0, .026),
    new Vector(.092, 0, 0),
    new Vector(.086, 0, -.018),
    new Vector(.079, 0, -.036)
  };

  private final Map<Bone, Quaternion> world = new EnumMap<>(Bone.class);
  Vector root = new Vector(0.2, -0.1, -3);
  boolean legs = true;
  boolean rightHand = true;

  /// In metres, of each landmark in space, in each direction: of Gauss's distribution.
  double noise;

  private final Random random = new Random(7);

  /// In the T-pose.
  Figure() {
    Bone.ALL.forEach(bone -> world.put(bone, Quaternion.IDENTITY));
  }

  /// Turns a bone, and what hangs on it, about where it begins.
  Figure turn(Bone bone, Vector axis, double degrees) {
    var turn = Quaternion.about(axis, Math.toRadians(degrees));
    var base = world(bone);
    var moved = base.times(turn).times(base.inverse());
    turnAll(bone, moved);
    return this;
  }

  private void turnAll(Bone bone, Quaternion turn) {
    world.put(bone, turn.times(world(bone)));
    bone.children().forEach(child -> turnAll(child, turn));
  }

  Quaternion world(Bone bone) {
    return world.getOrDefault(bone, Quaternion.IDENTITY);
  }

  Person person() {
    var at = new Vector[33];
    var neck =
        world(Bone.HIPS)
            .turn(new Vector(0, 0.14, 0))
            .plus(world(Bone.CHEST).turn(new Vector(0, 0.35, 0)));
    var centre = neck.plus(world(Bone.CHEST).turn(new Vector(0, 0.12, 0)));
    for (int i = 0; i < FACE.length; i++) {
      at[i] = centre.plus(world(Bone.HEAD).turn(FACE[i]));
    }
    var hands = new ArrayList<Optional<Hand>>();
    for (int side = 1; side >= -1; side -= 2) {
      int i = side > 0 ? 0 : 1;
      at[11 + i] = neck.plus(world(Bone.CHEST).turn(new Vector(side * .17, 0, 0)));
      at[13 + i] = at[11 + i].plus(along(Bone.LEFT_UPPER_ARM, side, new Vector(.28, 0, 0)));
      at[15 + i] = at[13 + i].plus(along(Bone.LEFT_LOWER_ARM, side, new Vector(.25, 0, 0)));
      var hand = hand(at[15 + i], side);
      at[17 + i] = hand[17];
      at[19 + i] = hand[5];
      at[21 + i] = hand[2];
      hands.add(side > 0 || rightHand ? Optional.of(hand(hand)) : Optional.empty());
      at[23 + i] = world(Bone.HIPS).turn(new Vector(side * .09, 0, 0));
      at[25 + i] = at[23 + i].plus(along(Bone.LEFT_UPPER_LEG, side, new Vector(0, -.42, 0)));
      at[27 + i] = at[25 + i].plus(along(Bone.LEFT_LOWER_LEG, side, new Vector(0, -.4, 0)));
      at[29 + i] = at[27 + i].plus(along(Bone.LEFT_FOOT, side, new Vector(0, -.07, -.05)));
      at[31 + i] = at[27 + i].plus(along(Bone.LEFT_FOOT, side, new Vector(0, -.07, .16)));
    }
    var image = new ArrayList<NormalizedPoseLandmark>();
    var space = new ArrayList<WorldPoseLandmark>();
    for (int i = 0; i < 33; i++) {
      float seen = legs || i < 25 ? 1 : 0.05f;
      var p = inPicture(at[i]);
      image.add(new NormalizedPoseLandmark(p.x(), p.y(), p.z(), seen, seen));
      space.add(
          new WorldPoseLandmark(
              (float) (at[i].x() + noise()),
              (float) (noise() - at[i].y()),
              (float) (noise() - at[i].z()),
              seen,
              seen));
    }
    return new Person(
        new Pose(image, space, 1), Optional.empty(), hands.get(0), hands.get(1), Optional.empty());
  }

  private double noise() {
    return noise * random.nextGaussian();
  }

  private Vector along(Bone left, int side, Vector bone) {
    return world(Bone.of(left, side)).turn(bone.mirrored(side));
  }

  private Vector[] hand(Vector wrist, int side) {
    var points = new Vector[21];
    points[0] = wrist;
    for (int finger = 0; finger < 5; finger++) {
      int first = 4 * finger + 1;
      points[first] = wrist.plus(along(Bone.LEFT_HAND, side, KNUCKLES[finger]));
      var along = finger == 0 ? Skeleton.THUMB : Vector.X;
      for (int j = 0; j < 3; j++) {
        var bone = Bone.ALL.get(Bone.LEFT_THUMB_METACARPAL.index() + 3 * finger + j);
        points[first + j + 1] =
            points[first + j].plus(along(bone, side, along.times(0.04 - 0.01 * j)));
      }
    }
    return points;
  }

  private Hand hand(Vector[] points) {
    return new Hand(
        List.of(points).stream().map(this::inPicture).toList(),
        List.of(points).stream()
            .map(
                p ->
                    new WorldLandmark(
                        (float) (p.x() + noise()),
                        (float) (noise() - p.y()),
                        (float) (noise() - p.z())))
            .toList(),
        1);
  }

  private NormalizedLandmark inPicture(Vector at) {
    var p = at.plus(root);
    double f = PICTURE.width() / 2.0 / Math.tan(Math.toRadians(FIELD_OF_VIEW) / 2);
    return new NormalizedLandmark(
        (float) (0.5 - f * p.x() / p.z() / PICTURE.width()),
        (float) (0.5 + f * p.y() / p.z() / PICTURE.height()),
        (float) -at.z());
  }
}
