package vitruvian.motion;

import java.io.IOException;
import java.util.Locale;

/// Joint angles as CSV: a heading, then a line for each frame with its number, its time in
/// milliseconds and the angles of [JointAngle] in degrees. What is not seen is empty.
public final class AnglesCsv {
  private AnglesCsv() {}

  /// Writes the heading.
  public static void writeHeading(Appendable out) throws IOException {
    out.append("frame,timestampMs");
    for (var angle : JointAngle.values()) {
      out.append(',').append(angle.key());
    }
    out.append('\n');
  }

  /// Writes the line of a frame.
  public static void write(long number, MotionFrame frame, Appendable out) throws IOException {
    out.append(Long.toString(number))
        .append(String.format(Locale.ROOT, ",%.3f", frame.time().toNanos() / 1e6));
    for (var angle : JointAngle.values()) {
      double value = angle.of(frame);
      out.append(Double.isNaN(value) ? "," : String.format(Locale.ROOT, ",%.2f", value));
    }
    out.append('\n');
  }
}
