package vitruvian.motion;

/// How a bone goes to rest when it is not seen any more, and comes back when it is seen again: at a
/// limited speed, so that it never snaps.
///
/// A chain of bones turns as fast as the sum of its bones. The limits are such that even a finger's
/// end, with all of its chain under way, stays under 720 degrees a second beside an arm that moves.
final class Transition {
  /// In radians a second.
  private static final double LIMB_SPEED = Math.toRadians(150);

  private static final double FINGER_SPEED = Math.toRadians(60);

  /// In which a bone that goes to rest slows down, in seconds.
  private static final double EASE = 0.15;

  private Transition() {}

  private static boolean isFinger(int bone) {
    return isBetween(bone, Bone.LEFT_THUMB_METACARPAL, Bone.LEFT_LITTLE_DISTAL)
        || isBetween(bone, Bone.RIGHT_THUMB_METACARPAL, Bone.RIGHT_LITTLE_DISTAL);
  }

  private static boolean isBetween(int bone, Bone first, Bone last) {
    return bone >= first.index() && bone <= last.index();
  }

  private static double most(int bone, double dt) {
    return (isFinger(bone) ? FINGER_SPEED : LIMB_SPEED) * dt;
  }

  /// Whether a bone is not seen, or not back yet.
  ///
  /// @param from how it was shown last
  /// @param target how it is seen, or the rest pose
  /// @param wasAway whether it was away in the frame before
  static boolean isAway(
      int bone, Quaternion from, Quaternion target, boolean seen, boolean wasAway, double dt) {
    return !seen || (wasAway && from.angleTo(target) > most(bone, dt));
  }

  /// The next rotation of a bone that is away.
  static Quaternion step(int bone, Quaternion from, Quaternion target, boolean seen, double dt) {
    double angle = from.angleTo(target);
    double step = most(bone, dt);
    if (!seen) {
      step = Math.min(step, angle * (1 - Math.exp(-dt / EASE)));
    }
    return angle <= step || angle == 0 ? target : from.towards(target, step / angle);
  }
}
