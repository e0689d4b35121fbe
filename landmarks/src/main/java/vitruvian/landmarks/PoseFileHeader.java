package vitruvian.landmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a [PoseFile] says about its video. The rest of its head is the same for all: a depth of 0,
/// the points' names, the lines between them and their colours.
///
/// @param frame the size of the frames in pixels; each side is 65535 at most
/// @param framesPerSecond finite and more than 0
/// @param refinedFace whether faces have [Face#REFINED_POINTS] points, not [Face#MESH_POINTS]
/// @param people how many people a frame has places for, 1 to 65535
public record PoseFileHeader(
    ImageSize frame, float framesPerSecond, boolean refinedFace, int people) {
  /// How long the frame count and the count of people are, the last of the head.
  static final int COUNTS_BYTES = Integer.BYTES + Short.BYTES;

  private static final float VERSION = 0.2f;
  private static final String FORMAT = "XYZC";
  private static final int MOST = 0xffff;

  /// No head is longer; with a refined face it is 15 kB.
  private static final int MOST_BYTES = 1 << 15;

  // Components and their colours: src/python/pose_format/utils/holistic.py of pose-format.
  private static final String BODY_COLOR = "255,0,0";
  private static final String FACE_COLOR = "128,0,0";

  /// One for each point; some exceed 255 (src/python/pose_format/utils/openpose.py).
  private static final String HAND_COLORS =
      "232,232,232"
          + " 192,0,0 227,35,35 262,70,70 297,105,105"
          + " 0,0,192 35,35,227 70,70,262 105,105,297"
          + " 0,192,0 35,227,35 70,262,70 105,297,105"
          + " 0,192,192 35,227,227 70,262,262 105,297,297"
          + " 255,128,0 255,178,102 255,153,51 255,128,0";

  public PoseFileHeader {
    if (frame.width() > MOST || frame.height() > MOST) {
      throw new IllegalArgumentException("too large for a .pose file: " + frame);
    }
    if (!(framesPerSecond > 0 && Float.isFinite(framesPerSecond))) {
      throw new IllegalArgumentException("not frames per second: " + framesPerSecond);
    }
    if (people < 1 || people > MOST) {
      throw new IllegalArgumentException("not a number of people: " + people);
    }
  }

  /// For one person.
  public PoseFileHeader(ImageSize frame, float framesPerSecond, boolean refinedFace) {
    this(frame, framesPerSecond, refinedFace, 1);
  }

  int facePoints() {
    return refinedFace ? Face.REFINED_POINTS : Face.MESH_POINTS;
  }

  /// The points of all components of a person.
  int points() {
    return 2 * Pose.POINTS + facePoints() + 2 * Hand.POINTS;
  }

  /// All that precedes the first frame, with a frame count of 0.
  byte[] bytes() {
    var head = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    var components = components();
    head.putFloat(VERSION);
    head.putShort((short) frame.width()).putShort((short) frame.height()).putShort((short) 0);
    head.putShort((short) components.size());
    components.forEach(component -> component.put(head));
    head.putFloat(framesPerSecond).putInt(0).putShort((short) people);
    return Arrays.copyOf(head.array(), head.position());
  }

  private List<Component> components() {
    var bodyLines =
        Stream.of(
                PoseTopology.FACE,
                PoseTopology.LEFT_HAND,
                PoseTopology.RIGHT_HAND,
                PoseTopology.BODY)
            .flatMap(List::stream)
            .toList();
    var body =
        new Component("POSE_LANDMARKS", PoseTopology.NAMES, PythonSet.order(bodyLines), BODY_COLOR);
    var leftHand =
        new Component(
            "LEFT_HAND_LANDMARKS",
            HandTopology.NAMES,
            PythonSet.order(HandTopology.CONNECTIONS),
            HAND_COLORS);
    return List.of(
        body,
        face(),
        leftHand,
        leftHand.as("RIGHT_HAND_LANDMARKS"),
        body.as("POSE_WORLD_LANDMARKS"));
  }

  /// The face with every side of its triangles, so that an inner edge is there in both directions.
  private Component face() {
    var sides =
        FaceTopology.triangles().stream()
            .flatMap(
                triangle ->
                    Stream.of(
                        new Connection(triangle.a(), triangle.b()),
                        new Connection(triangle.b(), triangle.c()),
                        new Connection(triangle.c(), triangle.a())))
            .toList();
    List<Connection> irises = refinedFace ? PythonSet.order(FaceTopology.IRISES) : List.of();
    return new Component(
        "FACE_LANDMARKS",
        IntStream.range(0, facePoints()).mapToObj(Integer::toString).toList(),
        Stream.of(PythonSet.order(sides), irises).flatMap(List::stream).toList(),
        FACE_COLOR);
  }

  private record Component(
      String name, List<String> points, List<Connection> limbs, String colors) {
    Component as(String other) {
      return new Component(other, points, limbs, colors);
    }

    void put(ByteBuffer head) {
      var rgb = Stream.of(colors.split("[ ,]", -1)).map(Short::valueOf).toList();
      put(head, name);
      put(head, FORMAT);
      head.putShort((short) points.size());
      head.putShort((short) limbs.size());
      head.putShort((short) (rgb.size() / 3));
      points.forEach(point -> put(head, point));
      limbs.forEach(limb -> head.putShort((short) limb.start()).putShort((short) limb.end()));
      rgb.forEach(head::putShort);
    }

    private static void put(ByteBuffer head, String text) {
      var bytes = text.getBytes(StandardCharsets.US_ASCII);
      head.putShort((short) bytes.length).put(bytes);
    }
  }
}
