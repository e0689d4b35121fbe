package vitruvian.landmarks;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Results as comma-separated values: a heading, then one line for each landmark.
///
/// ```
/// part,index,name,x,y,z,visibility,presence,world_x,world_y,world_z
/// pose,0,NOSE,0.4973499,0.2296216,-1.852836,0.9999841,0.999619,0.0131,-0.6062,-0.3321
/// face,0,,0.4997,0.2718,-0.0254,,,,,
/// left_hand,0,WRIST,0.7131,0.4871,1.2e-7,,,0.0121,0.0834,0.0173
/// ```
///
/// `part` is `pose`, `face`, `left_hand` or `right_hand`, in this order; a part that was not found
/// has no lines. `x`, `y` and `z` are as in [NormalizedLandmark], the world coordinates in metres.
/// What a part does not have is empty: names, probabilities and world coordinates of a face, the
/// probabilities of a hand. Where there are several people, the parts of one person follow those of
/// the other, and a column `person` before `part` tells them apart: by the id in a stream, by the
/// position from 0 in a picture. It is there where several were looked for, however many were
/// found.
/// The lines of a video begin with the columns `frame` and `timestamp_ms`; a frame in
/// which nobody was found has none. Numbers are as in [ResultJson], and lines end with a line feed.
public final class ResultCsv {
  private static final String COLUMNS =
      "part,index,name,x,y,z,visibility,presence,world_x,world_y,world_z\n";

  private final Writer out;
  private final String prefix;
  private final boolean several;
  private String person = "";
  private final Decimal decimal = new Decimal();

  private ResultCsv(OutputStream out, String prefix, boolean several) {
    this.several = several;
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 12);
    this.prefix = prefix;
  }

  /// Writes a picture's result with the heading; does not close the stream.
  public static void write(HolisticResult result, OutputStream out) throws IOException {
    write(result, false, out);
  }

  /// The same with or without the column of several people.
  public static void write(HolisticResult result, boolean several, OutputStream out)
      throws IOException {
    var csv = new ResultCsv(out, "", several);
    csv.out.write(columns(several));
    csv.lines(result);
  }

  /// Writes the heading of a video's frames.
  public static void writeHeading(OutputStream out) throws IOException {
    writeHeading(false, out);
  }

  /// The same with or without the column of several people.
  public static void writeHeading(boolean several, OutputStream out) throws IOException {
    out.write(("frame,timestamp_ms," + columns(several)).getBytes(StandardCharsets.UTF_8));
  }

  private static String columns(boolean several) {
    return several ? "person," + COLUMNS : COLUMNS;
  }

  /// Writes the lines of one frame of a video; does not close the stream.
  public static void writeLines(FrameResult frame, OutputStream out) throws IOException {
    writeLines(frame, false, out);
  }

  /// The same with or without the column of several people.
  public static void writeLines(FrameResult frame, boolean several, OutputStream out)
      throws IOException {
    var time = new Decimal();
    var millis = new String(time.chars, 0, time.formatMillis(frame.timestamp()));
    new ResultCsv(out, frame.frame() + "," + millis + ",", several).lines(frame.result());
  }

  private void lines(HolisticResult result) throws IOException {
    for (int i = 0; i < result.people().size(); i++) {
      var person = result.people().get(i);
      this.person = several ? person.id().orElse(i) + "," : "";
      pose(person.pose());
      if (person.face().isPresent()) {
        face(person.face().get());
      }
      if (person.leftHand().isPresent()) {
        hand("left_hand", person.leftHand().get());
      }
      if (person.rightHand().isPresent()) {
        hand("right_hand", person.rightHand().get());
      }
    }
    out.flush();
  }

  private void pose(Pose pose) throws IOException {
    for (int i = 0; i < Pose.POINTS; i++) {
      var point = pose.landmarks().get(i);
      var world = pose.worldLandmarks().get(i);
      start("pose", i, PoseTopology.NAMES);
      numbers(point.x(), point.y(), point.z());
      out.write(',');
      number(point.visibility());
      out.write(',');
      number(point.presence());
      numbers(world.x(), world.y(), world.z());
      out.write('\n');
    }
  }

  private void face(Face face) throws IOException {
    for (int i = 0; i < face.landmarks().size(); i++) {
      var point = face.landmarks().get(i);
      start("face", i, List.of());
      numbers(point.x(), point.y(), point.z());
      out.write(",,,,,\n");
    }
  }

  private void hand(String part, Hand hand) throws IOException {
    for (int i = 0; i < Hand.POINTS; i++) {
      var point = hand.landmarks().get(i);
      var world = hand.worldLandmarks().get(i);
      start(part, i, HandTopology.NAMES);
      numbers(point.x(), point.y(), point.z());
      out.write(",,");
      numbers(world.x(), world.y(), world.z());
      out.write('\n');
    }
  }

  private void start(String part, int index, List<String> names) throws IOException {
    out.write(prefix);
    out.write(person);
    out.write(part);
    out.write(',');
    out.write(Integer.toString(index));
    out.write(',');
    if (!names.isEmpty()) {
      out.write(names.get(index));
    }
  }

  private void numbers(float x, float y, float z) throws IOException {
    out.write(',');
    number(x);
    out.write(',');
    number(y);
    out.write(',');
    number(z);
  }

  private void number(float value) throws IOException {
    out.write(decimal.chars, 0, decimal.format(value));
  }
}
