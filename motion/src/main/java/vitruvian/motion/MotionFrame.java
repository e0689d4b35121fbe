package vitruvian.motion;

import java.time.Duration;

/// How a figure is posed at a moment: the place of the hips and a rotation for each bone.
///
/// Immutable. Of a bone that is not seen the rotation is on its way to that of the rest pose, or
/// there.
public final class MotionFrame {
  private final Duration time;
  private final Skeleton skeleton;
  private final Vector root;
  private final double[] rotations;
  private final long seen;
  private final boolean present;

  /// @param rotations four numbers a bone, kept and not to be changed any more
  /// @param seen a bit for each bone
  MotionFrame(
      Duration time,
      Skeleton skeleton,
      Vector root,
      double[] rotations,
      long seen,
      boolean present) {
    this.time = time;
    this.skeleton = skeleton;
    this.root = root;
    this.rotations = rotations;
    this.seen = seen;
    this.present = present;
  }

  /// When, since the start.
  public Duration time() {
    return time;
  }

  /// The bones that are turned; the same for all frames of a file, and live after the first
  /// seconds.
  public Skeleton skeleton() {
    return skeleton;
  }

  /// Where the middle of the hips is, in metres: `x` and `z` from the camera, which looks along
  /// `-z`; `y` above the floor, or from the camera where no floor is wanted.
  public Vector root() {
    return root;
  }

  /// Whether the person was found in this frame.
  public boolean isPresent() {
    return present;
  }

  /// Whether landmarks showed in this frame how a bone is turned.
  public boolean isSeen(Bone bone) {
    return (seen >> bone.index() & 1) != 0;
  }

  /// How a bone is turned against its parent; the hips against the world.
  public Quaternion rotation(Bone bone) {
    return at(rotations, bone.index());
  }

  /// How a bone is turned against the rest pose, in the axes of the world.
  public Quaternion worldRotation(Bone bone) {
    double x = rotations[4 * bone.index()];
    double y = rotations[4 * bone.index() + 1];
    double z = rotations[4 * bone.index() + 2];
    double w = rotations[4 * bone.index() + 3];
    for (int up = Bone.PARENTS[bone.index()]; up >= 0; up = Bone.PARENTS[up]) {
      var turn = at(rotations, up).times(new Quaternion(x, y, z, w));
      x = turn.x();
      y = turn.y();
      z = turn.z();
      w = turn.w();
    }
    return new Quaternion(x, y, z, w);
  }

  /// Where a bone begins, in the world and in metres.
  public Vector position(Bone bone) {
    double x = 0;
    double y = 0;
    double z = 0;
    for (int b = bone.index(); Bone.PARENTS[b] >= 0; b = Bone.PARENTS[b]) {
      var from = skeleton.offsets().get(b).plus(new Vector(x, y, z));
      var at = at(rotations, Bone.PARENTS[b]).turn(from);
      x = at.x();
      y = at.y();
      z = at.z();
    }
    return new Vector(x, y, z).plus(root);
  }

  static Quaternion at(double[] rotations, int bone) {
    int i = 4 * bone;
    return new Quaternion(rotations[i], rotations[i + 1], rotations[i + 2], rotations[i + 3]);
  }

  static void put(double[] rotations, int bone, Quaternion q) {
    int i = 4 * bone;
    rotations[i] = q.x();
    rotations[i + 1] = q.y();
    rotations[i + 2] = q.z();
    rotations[i + 3] = q.w();
  }
}
