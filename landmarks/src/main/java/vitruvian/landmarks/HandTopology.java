package vitruvian.landmarks;

import java.util.List;
import java.util.stream.Stream;

/// The names of a hand's {@value Hand#POINTS} points, in their order, and the lines between them.
public final class HandTopology {
  /// The points' names; the index of a name is the index of the point.
  public static final List<String> NAMES =
      Stream.of(HandLandmark.values()).map(HandLandmark::name).toList();

  /// The outline of the palm, from the wrist to the roots of the fingers.
  public static final List<Connection> PALM = Connection.chains("0-1 0-5 9-13-17 5-9 0-17");

  /// The thumb.
  public static final List<Connection> THUMB = Connection.chains("1-2-3-4");

  /// The index finger.
  public static final List<Connection> INDEX_FINGER = Connection.chains("5-6-7-8");

  /// The middle finger.
  public static final List<Connection> MIDDLE_FINGER = Connection.chains("9-10-11-12");

  /// The ring finger.
  public static final List<Connection> RING_FINGER = Connection.chains("13-14-15-16");

  /// The little finger.
  public static final List<Connection> PINKY = Connection.chains("17-18-19-20");

  /// All 21 lines.
  public static final List<Connection> CONNECTIONS =
      Stream.of(PALM, THUMB, INDEX_FINGER, MIDDLE_FINGER, RING_FINGER, PINKY)
          .flatMap(List::stream)
          .toList();

  private HandTopology() {}
}
