package vitruvian.motion;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.PoseTopology;

/// Writes the body's points in space as a TRC file, as OpenSim takes markers: metres, `x` to the
/// front of a person who looks into the camera, `y` upwards, `z` to the person's right. Where the
/// person stands is that of the motion. A point that is not seen is empty.
///
/// One frame after the other; nothing is kept. The format has the number of frames before the
/// first.
public final class TrcWriter {
  /// The markers: the 33 landmarks, then the middles that others know as points.
  public static final List<Keypoint> MARKERS = markers();

  private final Appendable out;
  private int frames;

  private static List<Keypoint> markers() {
    var markers = new ArrayList<Keypoint>();
    for (var name : PoseTopology.NAMES) {
      var words = name.toLowerCase(Locale.ROOT).split("_", -1);
      var marker = new StringBuilder();
      for (var word : words) {
        // As OpenSim's users have it: LShoulder.
        marker.append(
            word.equals("left")
                ? "L"
                : word.equals("right")
                    ? "R"
                    : Character.toUpperCase(word.charAt(0)) + word.substring(1));
      }
      markers.add(Keypoint.body(marker.toString(), name));
    }
    markers.add(Keypoint.middle("Neck"));
    markers.add(Keypoint.middle("MidHip"));
    return List.copyOf(markers);
  }

  /// Writes the head.
  ///
  /// @param file the name that the head mentions
  /// @param count how many frames will follow
  /// @param rate frames a second
  public TrcWriter(Appendable out, String file, long count, double rate) throws IOException {
    this.out = out;
    var hertz = String.format(Locale.ROOT, "%.3f", rate);
    out.append("PathFileType\t4\t(X/Y/Z)\t").append(file).append('\n');
    out.append("DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\t")
        .append("OrigDataStartFrame\tOrigNumFrames\n");
    out.append(
        String.format(
            Locale.ROOT,
            "%s\t%s\t%d\t%d\tm\t%s\t1\t%d\n",
            hertz,
            hertz,
            count,
            MARKERS.size(),
            hertz,
            count));
    out.append("Frame#\tTime");
    for (var marker : MARKERS) {
      out.append('\t').append(marker.name()).append("\t\t");
    }
    out.append("\n\t");
    for (int i = 1; i <= MARKERS.size(); i++) {
      out.append(String.format(Locale.ROOT, "\tX%d\tY%d\tZ%d", i, i, i));
    }
    out.append("\n\n");
  }

  /// Writes the next frame.
  ///
  /// @param people the person, or nobody
  /// @param motion of the same frame
  public void write(List<Person> people, MotionFrame motion) throws IOException {
    out.append(String.format(Locale.ROOT, "%d\t%.6f", ++frames, motion.time().toNanos() / 1e9));
    for (var marker : MARKERS) {
      if (people.isEmpty() || !isSeen(marker, people.getFirst())) {
        out.append("\t\t\t");
        continue;
      }
      double x = motion.root().x();
      double y = motion.root().y();
      double z = motion.root().z();
      for (int index : marker.landmarks()) {
        var p = people.getFirst().pose().worldLandmarks().get(index);
        x += p.x() / marker.landmarks().size();
        y -= p.y() / marker.landmarks().size();
        z -= p.z() / marker.landmarks().size();
      }
      out.append(String.format(Locale.ROOT, "\t%.6f\t%.6f\t%.6f", z, y, -x));
    }
    out.append('\n');
  }

  private static boolean isSeen(Keypoint marker, Person person) {
    return marker.landmarks().stream()
        .allMatch(i -> person.pose().worldLandmarks().get(i).visibility() >= Measures.SEEN);
  }
}
