package vitruvian.landmarks;

import java.util.List;
import java.util.stream.Stream;

/// The names of the body's {@value Pose#POINTS} points, in their order, and the lines between them.
/// Left and right are the person's own.
public final class PoseTopology {
  /// The points' names; the index of a name is the index of the point.
  public static final List<String> NAMES =
      Stream.of(PoseLandmark.values()).map(PoseLandmark::name).toList();

  /// The lines of the face: eyes, ears and mouth.
  public static final List<Connection> FACE = Connection.chains("0-1-2-3-7 0-4-5-6-8 9-10");

  /// The lines of the arms, the trunk and the legs, from wrist to wrist and down to the feet.
  public static final List<Connection> BODY =
      Connection.chains(
          "11-12 11-13-15 12-14-16 11-23 12-24 23-24 23-25 24-26 25-27 26-28 27-29 28-30 29-31"
              + " 30-32 27-31 28-32");

  /// The lines from the left wrist to three points of the hand.
  public static final List<Connection> LEFT_HAND = Connection.chains("15-17 15-19 15-21 17-19");

  /// The lines from the right wrist to three points of the hand.
  public static final List<Connection> RIGHT_HAND = Connection.chains("16-18 16-20 16-22 18-20");

  /// All 35 lines.
  public static final List<Connection> CONNECTIONS =
      Stream.of(FACE, BODY, LEFT_HAND, RIGHT_HAND).flatMap(List::stream).toList();

  private PoseTopology() {}
}
