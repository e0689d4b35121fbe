package vitruvian.motion;

/// Motion as a JSON member of a frame's result:
///
/// ```
/// "motion": { "root": [x, y, z],
///             "rotations": {"hips": [x, y, z, w], ...},
///             "skeleton": {"hips": [x, y, z], ...}, only where it has changed,
///             "angles": {"leftElbowFlexion": degrees or null, ...}, only where asked for }
/// ```
///
/// Places are metres, rotations quaternions against the parent, both in VRM's axes.
public final class MotionJson {
  private MotionJson() {}

  /// A result's JSON text with the motion as its last member.
  ///
  /// @param line an object as JSON, with or without a line feed
  /// @param withSkeleton whether the bones' places in the rest pose are told
  /// @param withAngles whether joint angles are told
  public static String with(
      String line, MotionFrame motion, boolean withSkeleton, boolean withAngles) {
    var text = line.stripTrailing();
    if (!text.endsWith("}")) {
      throw new IllegalArgumentException("not an object");
    }
    var out = new StringBuilder(text.length() + 4096).append(text, 0, text.length() - 1);
    out.append(",\"motion\":{\"root\":");
    vector(out, motion.root());
    out.append(",\"rotations\":{");
    for (var bone : Bone.ALL) {
      name(out, bone);
      var q = motion.rotation(bone);
      out.append('[');
      number(out, q.x(), 6).append(',');
      number(out, q.y(), 6).append(',');
      number(out, q.z(), 6).append(',');
      number(out, q.w(), 6).append(']');
    }
    out.append('}');
    if (withSkeleton) {
      out.append(",\"skeleton\":{");
      for (var bone : Bone.ALL) {
        name(out, bone);
        vector(out, motion.skeleton().offset(bone));
      }
      out.append('}');
    }
    if (withAngles) {
      out.append(",\"angles\":{");
      for (var angle : JointAngle.values()) {
        out.append(angle == JointAngle.LEFT_ELBOW_FLEXION ? "\"" : ",\"")
            .append(angle.key())
            .append("\":");
        double value = angle.of(motion);
        if (Double.isNaN(value)) {
          out.append("null");
        } else {
          number(out, value, 2);
        }
      }
      out.append('}');
    }
    return out.append("}}").toString();
  }

  private static void name(StringBuilder out, Bone bone) {
    out.append(bone == Bone.HIPS ? "\"" : ",\"").append(bone.vrmName()).append("\":");
  }

  private static void vector(StringBuilder out, Vector v) {
    out.append('[');
    number(out, v.x(), 6).append(',');
    number(out, v.y(), 6).append(',');
    number(out, v.z(), 6).append(']');
  }

  private static StringBuilder number(StringBuilder out, double value, int decimals) {
    long power = decimals == 6 ? 1_000_000 : 100;
    long rounded = Math.round(value * power);
    if (rounded < 0) {
      out.append('-');
      rounded = -rounded;
    }
    out.append(rounded / power);
    long rest = rounded % power;
    if (rest != 0) {
      out.append('.');
      for (long digit = power / 10; digit > 0 && rest != 0; digit /= 10) {
        out.append((char) ('0' + rest / digit));
        rest %= digit;
      }
    }
    return out;
  }
}
