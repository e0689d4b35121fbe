package vitruvian.motion;

import java.util.Locale;

/// Angles of joints as physiotherapists give them, in degrees; 0 is how a person stands with
/// hanging arms. Each is that of bones, so that its value does not depend on the camera.
public enum JointAngle {
  /// 0 is straight, more is bent.
  LEFT_ELBOW_FLEXION,
  RIGHT_ELBOW_FLEXION,
  /// The upper arm against the chest, in the plane that looks ahead: forward is positive.
  LEFT_SHOULDER_FLEXION,
  RIGHT_SHOULDER_FLEXION,
  /// The upper arm against the chest, away from it: 90 is the T-pose.
  LEFT_SHOULDER_ABDUCTION,
  RIGHT_SHOULDER_ABDUCTION,
  /// The thigh against the hips: forward is positive.
  LEFT_HIP_FLEXION,
  RIGHT_HIP_FLEXION,
  /// The thigh against the hips: away from the other leg is positive.
  LEFT_HIP_ABDUCTION,
  RIGHT_HIP_ABDUCTION,
  /// 0 is straight, more is bent.
  LEFT_KNEE_FLEXION,
  RIGHT_KNEE_FLEXION,
  /// The foot against the shank: 0 is a right angle, toes up is positive.
  LEFT_ANKLE_DORSIFLEXION,
  RIGHT_ANKLE_DORSIFLEXION,
  /// The chest against the hips: forward is positive.
  SPINE_FLEXION,
  /// The chest against the hips: to the left is positive.
  SPINE_SIDE_BENDING,
  /// The chest against the hips: turned to the left is positive.
  SPINE_ROTATION;

  private static final Vector DOWN = Vector.Y.times(-1);

  /// The name in files, such as `leftElbowFlexion`.
  public String key() {
    var words = name().toLowerCase(Locale.ROOT).split("_", -1);
    var key = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      key.append(Character.toUpperCase(words[i].charAt(0))).append(words[i], 1, words[i].length());
    }
    return key.toString();
  }

  /// The angle in degrees; NaN where the bones are not seen.
  public double of(MotionFrame frame) {
    int side = name().startsWith("RIGHT") ? -1 : 1;
    return switch (this) {
      case LEFT_ELBOW_FLEXION, RIGHT_ELBOW_FLEXION ->
          bend(frame, Bone.LEFT_UPPER_ARM, Bone.LEFT_LOWER_ARM, side, Vector.X);
      case LEFT_KNEE_FLEXION, RIGHT_KNEE_FLEXION ->
          bend(frame, Bone.LEFT_UPPER_LEG, Bone.LEFT_LOWER_LEG, side, DOWN);
      case LEFT_SHOULDER_FLEXION, RIGHT_SHOULDER_FLEXION -> flexion(arm(frame, side));
      case LEFT_SHOULDER_ABDUCTION, RIGHT_SHOULDER_ABDUCTION -> abduction(arm(frame, side));
      case LEFT_HIP_FLEXION, RIGHT_HIP_FLEXION -> flexion(thigh(frame, side));
      case LEFT_HIP_ABDUCTION, RIGHT_HIP_ABDUCTION -> abduction(thigh(frame, side));
      case LEFT_ANKLE_DORSIFLEXION, RIGHT_ANKLE_DORSIFLEXION -> {
        var forward =
            in(frame, Bone.of(Bone.LEFT_LOWER_LEG, side), Bone.of(Bone.LEFT_FOOT, side), Vector.Z);
        yield Math.toDegrees(Math.atan2(forward.y(), forward.z()));
      }
      case SPINE_FLEXION -> {
        var up = in(frame, Bone.HIPS, Bone.CHEST, Vector.Y);
        yield Math.toDegrees(Math.atan2(up.z(), up.y()));
      }
      case SPINE_SIDE_BENDING -> {
        var up = in(frame, Bone.HIPS, Bone.CHEST, Vector.Y);
        yield Math.toDegrees(Math.atan2(up.x(), up.y()));
      }
      case SPINE_ROTATION ->
          frame.isSeen(Bone.HIPS) && frame.isSeen(Bone.CHEST)
              ? Math.toDegrees(
                  frame
                      .worldRotation(Bone.HIPS)
                      .inverse()
                      .times(frame.worldRotation(Bone.CHEST))
                      .twist(Vector.Y))
              : Double.NaN;
    };
  }

  private static Vector arm(MotionFrame frame, int side) {
    return in(frame, Bone.CHEST, Bone.of(Bone.LEFT_UPPER_ARM, side), Vector.X.times(side))
        .mirrored(side);
  }

  private static Vector thigh(MotionFrame frame, int side) {
    return in(frame, Bone.HIPS, Bone.of(Bone.LEFT_UPPER_LEG, side), DOWN).mirrored(side);
  }

  private static double flexion(Vector direction) {
    return Math.toDegrees(Math.atan2(direction.z(), -direction.y()));
  }

  private static double abduction(Vector direction) {
    return Math.toDegrees(Math.atan2(direction.x(), Math.hypot(direction.y(), direction.z())));
  }

  private static double bend(MotionFrame frame, Bone upper, Bone lower, int side, Vector along) {
    var axis = along.mirrored(side);
    var direction = in(frame, Bone.of(upper, side), Bone.of(lower, side), axis);
    return Math.toDegrees(Math.atan2(direction.cross(axis).length(), direction.dot(axis)));
  }

  /// A direction of one bone in the axes of another; NaN where one of both is not seen.
  private static Vector in(MotionFrame frame, Bone base, Bone bone, Vector direction) {
    if (!frame.isSeen(base) || !frame.isSeen(bone)) {
      return new Vector(Double.NaN, Double.NaN, Double.NaN);
    }
    return frame.worldRotation(base).inverse().turn(frame.worldRotation(bone).turn(direction));
  }
}
