package vitruvian.tracker.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The parts of a picture that the detector looks at. It sees 224 x 224 pixels whatever it is
/// shown,
/// and finds people who fill a good part of them; smaller ones it finds in a part of the picture.
final class Looks {
  // The sides of tiles in shorter sides of the picture, and how much of one the next one shares.
  private static final float TILE = 2 / 3f;
  private static final float STEP = 0.5f;

  // However long the picture is, there are no more tiles along it.
  private static final int MOST_ALONG = 8;

  // How many sides of a body around are looked at where it was last.
  private static final float NEIGHBOURHOOD = 2.5f;

  private Looks() {}

  /// The whole picture and its tiles.
  static List<Rect> all(Size size) {
    return Stream.concat(Stream.of(Rect.WHOLE), tiles(size).stream()).toList();
  }

  /// Overlapping square tiles, row by row.
  static List<Rect> tiles(Size size) {
    float shorter = Math.min(size.width(), size.height());
    float longer = Math.max(size.width(), size.height());
    float side = Math.max(TILE * shorter, longer / (1 + STEP * (MOST_ALONG - 1)));
    int columns = along(size.width(), side);
    int rows = along(size.height(), side);
    var tiles = new ArrayList<Rect>(columns * rows);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        tiles.add(
            new Rect(
                center(size.width(), side, column, columns) / size.width(),
                center(size.height(), side, row, rows) / size.height(),
                side / size.width(),
                side / size.height(),
                0));
      }
    }
    return List.copyOf(tiles);
  }

  private static int along(int length, float side) {
    // A pixel more does not make a tile more.
    return 1 + Math.max(0, (int) Math.ceil((length - side - 1) / (STEP * side)));
  }

  private static float center(int length, float side, int i, int count) {
    return count == 1 ? length / 2f : side / 2 + (length - side) * i / (count - 1);
  }

  /// A square around the head and the trunk of a body: as large as a tile at most, since a person
  /// who is seen down to the waist has a side that is larger than the picture.
  static Rect around(Body body, Size size) {
    float side =
        Math.min(NEIGHBOURHOOD * body.side(), TILE * Math.min(size.width(), size.height()));
    float down = (body.points().y(33) - body.headY()) / 2;
    return new Rect(
        body.headX() / size.width(),
        (body.headY() + Math.clamp(down, -side / 4, side / 4)) / size.height(),
        side / size.width(),
        side / size.height(),
        0);
  }
}
