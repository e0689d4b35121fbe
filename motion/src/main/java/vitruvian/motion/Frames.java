package vitruvian.motion;

import org.jspecify.annotations.Nullable;

/// The rotations of one frame as its landmarks show them, before anything is smoothed. Used once.
final class Frames {
  /// How exact points of the body are: landmarks of a person who stands still wander by about as
  /// much. In metres.
  private static final double NOISE = 0.01;

  /// Where no smoothing is wanted, points are taken as they are, to a millimetre.
  private static final double EXACT = 0.001;

  /// A forearm can be turned by 85 degrees both ways from where the palm is down (AAOS, Joint
  /// Motion, 1965); so much does a palm leave open about the elbow, as a uniform range has it.
  private static final double PALM = square(Math.toRadians(2 * 85) / Math.sqrt(12));

  /// A foot is turned out or in against its knee by some 10 degrees.
  private static final double FOOT = square(Math.toRadians(10));

  /// The trunk bends by 60 degrees forward and 25 back (AAOS, 1965).
  private static final double BEND = Math.toRadians(60 + 25) / Math.sqrt(12);

  private static final int ROUNDS = 4;

  private final Body body;
  private final boolean smooth;
  private final double dt;
  private final double noise;
  private final double[] world = new double[4 * Bone.COUNT];
  private long known;
  private final Quaternion[] hinges = new Quaternion[4];
  private final double[] variances = new double[4];
  private final double[] forearms = new double[2];
  private final @Nullable Quaternion[] palms = new Quaternion[2];

  Frames(Body body, boolean smooth, double dt) {
    this.body = body;
    this.smooth = smooth;
    this.dt = dt;
    this.noise = smooth ? NOISE : EXACT;
  }

  private static double square(double value) {
    return value * value;
  }

  Quaternion[] hinges() {
    return hinges;
  }

  double[] variances() {
    return variances;
  }

  double[] forearms() {
    return forearms;
  }

  boolean isKnown(int bone) {
    return (known >> bone & 1) != 0;
  }

  /// A bit for each bone that is known.
  long known() {
    return known;
  }

  private Quaternion local(int bone) {
    var parent = MotionFrame.at(world, Bone.PARENTS[bone]);
    return parent.inverse().times(MotionFrame.at(world, bone)).unit();
  }

  /// How each bone is turned against its parent, four numbers each: as it is seen, else as in the
  /// rest pose; hips that are not seen stay. This is used up by that.
  double[] locals() {
    for (int b = Bone.COUNT - 1; Bone.PARENTS[b] >= 0; b--) {
      // Children come after their parents, whose rotations are still against the world here.
      MotionFrame.put(world, b, local(b));
    }
    return world;
  }

  void set(Points p, MotionState.@Nullable Pose last) {
    for (int i = 0; i < 4; i++) {
      hinges[i] = last == null ? Quaternion.IDENTITY : last.hinges()[i];
      variances[i] = last == null ? Twist.UNKNOWN : last.variances()[i];
    }
    if (last != null) {
      System.arraycopy(last.forearms(), 0, forearms, 0, 2);
    }
    trunk(p, last);
    head(p);
    for (int side = 1; side >= -1; side -= 2) {
      arm(p, side, last);
      hand(p, side);
      leg(p, side, last);
    }
  }

  private void put(Bone bone, Quaternion q, boolean seen) {
    MotionFrame.put(world, bone.index(), q);
    known |= seen ? 1L << bone.index() : 0;
  }

  private Quaternion world(Bone bone) {
    return MotionFrame.at(world, bone.index());
  }

  /// Rest: as the parent is turned, but arms hang, since nobody stands as a T.
  private void rest(Bone bone) {
    var parent = MotionFrame.at(world, Bone.PARENTS[bone.index()]);
    put(bone, parent.times(Rest.of(bone)), false);
  }

  private void trunk(Points p, MotionState.@Nullable Pose last) {
    boolean hips = p.seen(23) && p.seen(24);
    boolean chest = p.seen(11) && p.seen(12);
    if (hips && chest) {
      both(p);
    } else if (hips) {
      var x = p.at(23).minus(p.at(24)).unit(Vector.X);
      put(Bone.HIPS, Quaternion.ofYX(Vector.Y, x), true);
      rest(Bone.SPINE);
      rest(Bone.CHEST);
    } else if (chest) {
      // Someone behind a desk: the hips are upright below the shoulders.
      var x = p.at(11).minus(p.at(12)).unit(Vector.X);
      put(Bone.HIPS, Quaternion.ofYX(Vector.Y, x), false);
      put(Bone.CHEST, Quaternion.ofXY(x, Vector.Y), true);
      put(Bone.SPINE, world(Bone.HIPS).towards(world(Bone.CHEST), 0.5), true);
    } else {
      put(
          Bone.HIPS,
          last == null ? Quaternion.IDENTITY : MotionFrame.at(last.rotations(), 0),
          false);
      rest(Bone.SPINE);
      rest(Bone.CHEST);
    }
  }

  /// Hips and chest have their left-right axes from two landmarks each. Both are open about these:
  /// two angles, for which there is the way from the middle of the hips to that of the shoulders,
  /// three numbers. It is the sum of the lower trunk, which goes with the hips, and of the upper,
  /// which goes with the chest. Where that decides nothing, the trunk is straight.
  private void both(Points p) {
    var way = p.middle(11, 12).minus(p.middle(23, 24));
    var xHips = p.at(23).minus(p.at(24)).unit(Vector.X);
    var xChest = p.at(11).minus(p.at(12)).unit(Vector.X);
    var yHips = way.across(xHips).unit(Vector.Y);
    var yChest = way.across(xChest).unit(Vector.Y);
    var zHips = xHips.cross(yHips);
    var zChest = xChest.cross(yChest);
    double lower = body.trunk() * Skeleton.LOWER_TRUNK;
    double upper = body.trunk() - lower;
    // Along the axis of the hips, what is off is mostly the noise of that axis itself, which the
    // short way from hip to hip makes large.
    double axisNoise = noise * (1 + way.length() / (Math.sqrt(2) * body.pelvis()));
    double part = 1 - noise / axisNoise;
    double prior = square(noise / BEND);
    // Gauss and Newton, from straight.
    double h = 0;
    double c = 0;
    for (int round = 0; round < ROUNDS; round++) {
      var up = yHips.times(Math.cos(h)).plus(zHips.times(Math.sin(h)));
      var dUp = zHips.times(Math.cos(h)).minus(yHips.times(Math.sin(h)));
      var top = yChest.times(Math.cos(c)).plus(zChest.times(Math.sin(c)));
      var dTop = zChest.times(Math.cos(c)).minus(yChest.times(Math.sin(c)));
      var off = way.minus(up.times(lower)).minus(top.times(upper));
      off = off.minus(xHips.times(part * off.dot(xHips)));
      dUp = dUp.minus(xHips.times(part * dUp.dot(xHips)));
      dTop = dTop.minus(xHips.times(part * dTop.dot(xHips)));
      double hh = square(lower) * dUp.dot(dUp) + prior;
      double cc = square(upper) * dTop.dot(dTop) + prior;
      double hc = lower * upper * dUp.dot(dTop) - prior;
      double gh = lower * dUp.dot(off) + prior * (c - h);
      double gc = upper * dTop.dot(off) - prior * (c - h);
      double determinant = hh * cc - hc * hc;
      if (determinant < 1e-12) {
        break;
      }
      h += Math.clamp((cc * gh - hc * gc) / determinant, -0.3, 0.3);
      c += Math.clamp((hh * gc - hc * gh) / determinant, -0.3, 0.3);
    }
    put(
        Bone.HIPS,
        Quaternion.ofXY(xHips, yHips.times(Math.cos(h)).plus(zHips.times(Math.sin(h)))),
        true);
    put(
        Bone.CHEST,
        Quaternion.ofXY(xChest, yChest.times(Math.cos(c)).plus(zChest.times(Math.sin(c)))),
        true);
    put(Bone.SPINE, world(Bone.HIPS).towards(world(Bone.CHEST), 0.5), true);
  }

  private void head(Points p) {
    if (!p.headSeen()) {
      rest(Bone.NECK);
      rest(Bone.HEAD);
      return;
    }
    var turn = p.faceTurn().orElse(null);
    if (turn == null) {
      var seen = new double[3 * Measures.HEAD_POINTS];
      for (int i = 0; i < Measures.HEAD_POINTS; i++) {
        Vector.put(seen, i, p.at(i));
      }
      turn = Rigid.fit(body.head(), Rigid.fromMean(seen), p.roughHead());
    }
    var chest = world(Bone.CHEST);
    turn = Limits.within(chest, turn, Limits.HEAD);
    put(Bone.HEAD, turn, true);
    // Half of the way is that of the neck, as its seven vertebrae share it.
    put(Bone.NECK, chest.towards(turn, 0.5), true);
  }

  private void arm(Points p, int side, MotionState.@Nullable Pose last) {
    int left = side > 0 ? 0 : 1;
    var shoulderBone = Bone.of(Bone.LEFT_SHOULDER, side);
    var upperBone = Bone.of(Bone.LEFT_UPPER_ARM, side);
    var lowerBone = Bone.of(Bone.LEFT_LOWER_ARM, side);
    // One landmark a shoulder says nothing of how the collarbone is turned.
    put(shoulderBone, world(Bone.CHEST), isKnown(Bone.CHEST.index()));
    boolean upperSeen = p.seen(11 + left) && p.seen(13 + left);
    if (!upperSeen) {
      rest(upperBone);
      rest(lowerBone);
      variances[left] = Twist.UNKNOWN;
      forearms[left] = Limits.towardsZero(forearms[left], dt);
      return;
    }
    boolean lowerSeen = p.seen(15 + left);
    var upper = p.at(13 + left).minus(p.at(11 + left)).unit(Vector.X.times(side));
    // Used only where it is seen.
    var lower = p.at(15 + left).minus(p.at(13 + left)).unit(upper);
    var parent = world(shoulderBone);
    var rest = Vector.X.times(side);
    var before = carried(left, parent, rest, upper, last != null);
    var twist = new Twist(upper, before.turn(Vector.Y), variances[left], smooth, dt);
    if (lowerSeen) {
      var hinge = lower.cross(upper).times(side);
      twist.measure(hinge, hingeVariance(hinge.length(), Bone.LEFT_LOWER_ARM, Bone.LEFT_HAND));
    }
    boolean palm = p.handSeen(side);
    if (palm && lowerSeen) {
      // What the palm says of the forearm, the forearm being folded back to the upper arm.
      twist.measure(Quaternion.between(lower, upper).turn(palm(p, side).turn(Vector.Y)), PALM);
    }
    var turned = twist.turn().times(before);
    variances[left] = twist.variance();
    hinges[left] = parent.inverse().times(turned).unit();
    put(upperBone, Quaternion.ofXY(upper.times(side), turned.turn(Vector.Y)), true);
    if (lowerSeen) {
      put(lowerBone, Quaternion.ofXY(lower.times(side), world(upperBone).turn(Vector.Y)), true);
    } else {
      rest(lowerBone);
    }
    forearm(p, side, left, lowerSeen && palm);
  }

  /// The hinge of the frame before, taken along as the limb's direction changes.
  private Quaternion carried(
      int limb, Quaternion parent, Vector rest, Vector direction, boolean hasLast) {
    if (!hasLast || variances[limb] >= Twist.UNKNOWN) {
      return parent.times(Quaternion.between(rest, parent.inverse().turn(direction)));
    }
    var before = parent.times(hinges[limb]);
    return Quaternion.between(before.turn(rest), direction).times(before).unit();
  }

  /// How well a hinge is known whose two bones make an angle. Where the middle joint is off the
  /// line of the other two, it is so by noise in two directions as well; what is more than that
  /// tells the plane.
  ///
  /// @param sine of the angle, as it is seen
  private double hingeVariance(double sine, Bone upperEnd, Bone lowerEnd) {
    double upper = 1 / body.skeleton().offset(upperEnd).length();
    double lower = 1 / body.skeleton().offset(lowerEnd).length();
    double variance = square(noise) * (square(upper) + square(lower) + square(upper + lower));
    return variance / Math.max(1e-9, square(sine) - 2 * variance);
  }

  private Quaternion palm(Points p, int side) {
    int left = side > 0 ? 0 : 1;
    var known = palms[left];
    if (known == null) {
      known = fitPalm(p, side);
      palms[left] = known;
    }
    return known;
  }

  private Quaternion fitPalm(Points p, int side) {
    var seen = new double[3 * Measures.PALM.length];
    // The shape is that of a left palm: a right one is mirrored, fitted, mirrored back.
    for (int i = 0; i < Measures.PALM.length; i++) {
      Vector.put(seen, i, p.hand(side, Measures.PALM[i]).mirrored(side));
    }
    var guess = mirrored(p.roughPalm(side), side);
    return mirrored(Rigid.fit(body.palm(), Rigid.fromMean(seen), guess), side);
  }

  private static Quaternion mirrored(Quaternion q, int side) {
    return new Quaternion(q.x(), side * q.y(), side * q.z(), q.w());
  }

  /// The twist of the forearm grows from the elbow to the wrist, as the radius turns around the
  /// ulna: its bone in the middle has half of the palm's.
  private void forearm(Points p, int side, int left, boolean seen) {
    var bone = Bone.of(Bone.LEFT_LOWER_ARM, side);
    var lower = world(bone);
    var along = Vector.X.times(side);
    if (seen) {
      double wanted = lower.inverse().times(palm(p, side)).twist(along) / 2;
      forearms[left] = Limits.follow(forearms[left], wanted, dt);
    } else {
      forearms[left] = Limits.towardsZero(forearms[left], dt);
    }
    MotionFrame.put(world, bone.index(), lower.times(Quaternion.about(along, forearms[left])));
  }

  private void hand(Points p, int side) {
    var bone = Bone.of(Bone.LEFT_HAND, side);
    boolean seen = p.handSeen(side) && isKnown(Bone.of(Bone.LEFT_LOWER_ARM, side).index());
    if (!seen) {
      rest(bone);
      for (int i = 0; i < 15; i++) {
        rest(Bone.of(Bone.ALL.get(Bone.LEFT_THUMB_METACARPAL.index() + i), side));
      }
      return;
    }
    var palm =
        Limits.within(world(Bone.of(Bone.LEFT_LOWER_ARM, side)), palm(p, side), Limits.WRIST);
    put(bone, palm, true);
    for (int finger = 0; finger < 5; finger++) {
      finger(p, side, finger);
    }
  }

  private void finger(Points p, int side, int finger) {
    int first = 4 * finger + 1;
    var parent = Bone.of(Bone.LEFT_HAND, side);
    for (int j = 0; j < 3; j++) {
      var bone = Bone.of(Bone.ALL.get(Bone.LEFT_THUMB_METACARPAL.index() + 3 * finger + j), side);
      var seen = p.hand(side, first + j + 1).minus(p.hand(side, first + j));
      var direction = world(parent).inverse().turn(seen).mirrored(side).unit(Vector.X);
      if (finger == 0) {
        put(bone, world(parent).times(mirrored(Fingers.thumb(j, direction), side)), true);
      } else {
        put(bone, world(parent).times(mirrored(Fingers.finger(j, direction), side)), true);
      }
      parent = bone;
    }
  }

  private void leg(Points p, int side, MotionState.@Nullable Pose last) {
    int left = side > 0 ? 0 : 1;
    int limb = 2 + left;
    var upperBone = Bone.of(Bone.LEFT_UPPER_LEG, side);
    var lowerBone = Bone.of(Bone.LEFT_LOWER_LEG, side);
    var footBone = Bone.of(Bone.LEFT_FOOT, side);
    if (!p.seen(23 + left) || !p.seen(25 + left)) {
      rest(upperBone);
      rest(lowerBone);
      rest(footBone);
      variances[limb] = Twist.UNKNOWN;
      return;
    }
    boolean lowerSeen = p.seen(27 + left);
    boolean footSeen = lowerSeen && p.seen(29 + left) && p.seen(31 + left);
    var down = Vector.Y.times(-1);
    var upper = p.at(25 + left).minus(p.at(23 + left)).unit(down);
    // Used only where they are seen.
    var lower = p.at(27 + left).minus(p.at(25 + left)).unit(upper);
    var forward = p.at(31 + left).minus(p.at(29 + left)).unit(Vector.Z);
    var parent = world(Bone.HIPS);
    var before = carried(limb, parent, down, upper, last != null);
    var twist = new Twist(upper, before.turn(Vector.X), variances[limb], smooth, dt);
    if (lowerSeen) {
      var hinge = upper.cross(lower);
      twist.measure(hinge, hingeVariance(hinge.length(), Bone.LEFT_LOWER_LEG, Bone.LEFT_FOOT));
    }
    if (footSeen) {
      // The knee's axis is at right angles to shank and foot.
      var axis = forward.cross(lower);
      double across =
          axis.length() * body.skeleton().toe(1).minus(body.skeleton().heel(1)).length();
      twist.measure(
          Quaternion.between(lower, upper).turn(axis),
          FOOT + 2 * square(noise / Math.max(1e-6, across)));
    }
    var turned = twist.turn().times(before);
    variances[limb] = twist.variance();
    hinges[limb] = parent.inverse().times(turned).unit();
    put(upperBone, Quaternion.ofYX(upper.times(-1), turned.turn(Vector.X)), true);
    if (!lowerSeen) {
      rest(lowerBone);
      rest(footBone);
      return;
    }
    put(lowerBone, Quaternion.ofYX(lower.times(-1), world(upperBone).turn(Vector.X)), true);
    if (!footSeen) {
      rest(footBone);
      return;
    }
    put(footBone, Quaternion.ofZX(forward, world(lowerBone).turn(Vector.X)), true);
  }
}
