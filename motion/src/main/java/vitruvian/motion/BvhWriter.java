package vitruvian.motion;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/// Writes motion as a BVH file: metres, degrees, rotations in the order ZXY, and bones with their
/// names in VRM 1.0. The root is the middle of the hips.
///
/// One frame after the other; nothing is kept. The format has the number of frames and their one
/// duration before the first of them.
public final class BvhWriter {
  private static final String TURN = "Zrotation Xrotation Yrotation";

  private final Appendable out;
  private final StringBuilder line = new StringBuilder(4096);
  // The angles of the frame before, so that none jumps by a whole turn.
  private final double[] last = new double[3 * Bone.COUNT];

  /// Writes the skeleton and the head of the motion.
  ///
  /// @param frames how many will follow
  /// @param frameTime how long each lasts
  public BvhWriter(Appendable out, Skeleton skeleton, long frames, Duration frameTime)
      throws IOException {
    this.out = out;
    out.append("HIERARCHY\n");
    joint(skeleton, Bone.HIPS, 0);
    out.append("MOTION\nFrames: ")
        .append(Long.toString(frames))
        .append(
            String.format(Locale.ROOT, "%nFrame Time: %.9f%n", frameTime.toNanos() / 1e9)
                .replace("\r", ""));
  }

  private void joint(Skeleton skeleton, Bone bone, int depth) throws IOException {
    var indent = "  ".repeat(depth);
    boolean root = bone == Bone.HIPS;
    out.append(indent).append(root ? "ROOT " : "JOINT ").append(bone.vrmName()).append('\n');
    out.append(indent).append("{\n");
    offset(indent, root ? Vector.ZERO : skeleton.offset(bone));
    out.append(indent)
        .append("  CHANNELS ")
        .append(root ? "6 Xposition Yposition Zposition " : "3 ")
        .append(TURN)
        .append('\n');
    for (var child : bone.children()) {
      joint(skeleton, child, depth + 1);
    }
    if (bone.children().isEmpty()) {
      out.append(indent).append("  End Site\n").append(indent).append("  {\n");
      offset(indent + "  ", skeleton.tip(bone));
      out.append(indent).append("  }\n");
    }
    out.append(indent).append("}\n");
  }

  private void offset(String indent, Vector at) throws IOException {
    line.setLength(0);
    line.append(indent).append("  OFFSET");
    number(at.x());
    number(at.y());
    number(at.z());
    out.append(line).append('\n');
  }

  /// Writes the next frame.
  public void write(MotionFrame frame) throws IOException {
    line.setLength(0);
    bone(frame, Bone.HIPS);
    out.append(line, 1, line.length()).append('\n');
  }

  private void bone(MotionFrame frame, Bone bone) {
    if (bone == Bone.HIPS) {
      number(frame.root().x());
      number(frame.root().y());
      number(frame.root().z());
    }
    int at = 3 * bone.index();
    EulerZxy.of(frame.rotation(bone)).near(last, at);
    number(Math.toDegrees(last[at]));
    number(Math.toDegrees(last[at + 1]));
    number(Math.toDegrees(last[at + 2]));
    for (var child : bone.children()) {
      bone(frame, child);
    }
  }

  // Six decimals: a thousandth of a millimetre, and far less of an angle than a landmark knows.
  private void number(double value) {
    line.append(' ');
    long micro = Math.round(value * 1e6);
    if (micro < 0) {
      line.append('-');
      micro = -micro;
    }
    line.append(micro / 1_000_000).append('.');
    long rest = micro % 1_000_000;
    for (long digit = 100_000; digit > 0; digit /= 10) {
      line.append((char) ('0' + rest / digit % 10));
    }
  }
}
