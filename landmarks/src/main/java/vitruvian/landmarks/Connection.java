package vitruvian.landmarks;

import java.util.ArrayList;
import java.util.List;

/// A line between two points of a part, by their indices. It has no direction: a table that holds
/// `a` to `b` does not hold `b` to `a`.
public record Connection(int start, int end) {
  public Connection {
    if (start < 0 || end < 0 || start == end) {
      throw new IllegalArgumentException("not a connection: %d-%d".formatted(start, end));
    }
  }

  /// The connections along chains of points, such as `0-1-2 7-8`.
  static List<Connection> chains(String text) {
    var connections = new ArrayList<Connection>();
    for (var chain : text.split(" ", -1)) {
      var points = chain.split("-", -1);
      for (int i = 1; i < points.length; i++) {
        connections.add(
            new Connection(Integer.parseInt(points[i - 1]), Integer.parseInt(points[i])));
      }
    }
    return List.copyOf(connections);
  }
}
