package vitruvian.motion;

/// How a bone goes to rest when it is not seen any more, and comes back when it is seen again: at a
/// limited speed, so that it never snaps.
///
/// A chain of bones turns as fast as the sum of its bones. The limits are such that even a finger's
/// end, with all of its chain under way, stays under 720 degrees a second beside an arm that moves.
final class Transition {
  /// In radians a second.
  private static final double LIMB_SPEED = Math.toRadians(130);

  private static final double FINGER_SPEED = Math.toRadians(45);

  /// In which a bone that goes to rest slows down, in seconds.
  private static final double EASE = 0.15;

  private static final double DONE = 1e-4;

  private Transition() {}

  private static boolean isFinger(int bone) {
    return isBetween(bone, Bone.LEFT_THUMB_METACARPAL, Bone.LEFT_LITTLE_DISTAL)
        || isBetween(bone, Bone.RIGHT_THUMB_METACARPAL, Bone.RIGHT_LITTLE_DISTAL);
  }

  private static boolean isBetween(int bone, Bone first, Bone last) {
    return bone >= first.index() && bone <= last.index();
  }

  /// How a bone is shown apart from where it goes, in the next frame. Where what is seen of it has
  /// begun or ended, that is the whole difference, so that nothing jumps; then it dwindles. Since
  /// it is added to where the bone goes, a bone that is seen to move is caught up with all the
  /// same.
  ///
  /// @param before the same of the frame before
  /// @param shown how bones were shown in the frame before, four numbers each
  /// @param targets how they are seen, or their rest
  /// @param changed whether what is seen of it has begun or ended with this frame
  static Quaternion apart(
      int bone,
      Quaternion before,
      double[] shown,
      double[] targets,
      boolean seen,
      boolean changed,
      double dt) {
    var apart =
        changed
            ? MotionFrame.at(targets, bone).inverse().times(MotionFrame.at(shown, bone))
            : before;
    double angle = apart.angle();
    double step = (isFinger(bone) ? FINGER_SPEED : LIMB_SPEED) * dt;
    if (!seen) {
      step = Math.min(step, angle * (1 - Math.exp(-dt / EASE)));
    }
    return angle <= step || angle < DONE
        ? Quaternion.IDENTITY
        : apart.towards(Quaternion.IDENTITY, step / angle);
  }
}
