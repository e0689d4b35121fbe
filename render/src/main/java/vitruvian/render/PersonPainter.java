package vitruvian.render;

import java.util.ArrayList;
import java.util.List;
import vitruvian.landmarks.Connection;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.FaceTopology;
import vitruvian.landmarks.Hand;
import vitruvian.landmarks.HandTopology;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.landmarks.NormalizedPoseLandmark;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.Pose;
import vitruvian.landmarks.PoseTopology;
import vitruvian.landmarks.SegmentationMask;
import vitruvian.render.OverlayStyle.Layer;

/// Paints one person.
///
/// Lines and points have MediaPipe's widths, in units of which a picture's longer side has 640. On
/// a small person they would run together, so a part that is small in the picture is drawn finer.
final class PersonPainter {
  private static final double LONG_SIDE = 640;
  private static final double THINNEST = 0.6;

  /// The least visibility and presence of a point that is drawn.
  private static final float SEEN = 0.5f;

  /// Lines to points further away than this many pictures are not drawn.
  private static final float FAR = 4;

  // The sizes in pixels at which a part has lines as wide as a picture of 640 pixels has.
  private static final double BODY_SIZE = 220;
  private static final double FACE_HEIGHT = 130;
  private static final double PALM_HEIGHT = 40;

  private static final int FOREHEAD = 10;
  private static final int CHIN = 152;
  private static final int WRIST = 0;
  private static final int MIDDLE_FINGER_ROOT = 9;

  private final Canvas canvas;
  private final OverlayStyle style;
  private final int lineColor;
  private final int maskColor;
  private final double unit;

  /// @param lineColor of the body, the face and behind the hands
  PersonPainter(Canvas canvas, OverlayStyle style, int lineColor, int maskColor) {
    this.canvas = canvas;
    this.style = style;
    this.lineColor = lineColor;
    this.maskColor = maskColor;
    this.unit = Math.max(canvas.width(), canvas.height()) / LONG_SIDE;
  }

  void paint(Person person) {
    if (style.shows(Layer.MASK)) {
      person.mask().ifPresent(this::mask);
    }
    person.face().ifPresent(this::face);
    if (style.shows(Layer.POSE)) {
      pose(person);
    }
    if (style.shows(Layer.HANDS)) {
      person.leftHand().ifPresent(hand -> hand(hand, Palette.LEFT));
      person.rightHand().ifPresent(hand -> hand(hand, Palette.RIGHT));
    }
  }

  private void mask(SegmentationMask mask) {
    var values = new byte[mask.width()];
    var row = new byte[canvas.width()];
    for (int y = 0; y < canvas.height(); y++) {
      mask.copyRow((int) ((long) y * mask.height() / canvas.height()), values, 0);
      for (int x = 0; x < row.length; x++) {
        row[x] = values[(int) ((long) x * mask.width() / row.length)];
      }
      canvas.tint(y, row, maskColor, 0.35);
    }
  }

  private void face(Face face) {
    var points = face.landmarks();
    double scale = scale(distance(points.get(FOREHEAD), points.get(CHIN)) / FACE_HEIGHT);
    if (style.shows(Layer.TESSELATION)) {
      lines(points, FaceTopology.tesselation(), 0.8 * scale);
      // On a small face the lines are as thin as they can be; paler, they do not hide it.
      canvas.paint(Palette.MESH, 0.6 * Math.min(1, scale));
    }
    double width = 1.5 * scale;
    if (style.shows(Layer.CONTOURS)) {
      lines(points, FaceTopology.OVAL, width);
      lines(points, FaceTopology.LIPS, width);
      canvas.paint(lineColor, 1);
      lines(points, FaceTopology.LEFT_EYE, width);
      lines(points, FaceTopology.LEFT_EYEBROW, width);
      canvas.paint(Palette.LEFT, 1);
      lines(points, FaceTopology.RIGHT_EYE, width);
      lines(points, FaceTopology.RIGHT_EYEBROW, width);
      canvas.paint(Palette.RIGHT, 1);
    }
    if (style.shows(Layer.IRISES) && face.isRefined()) {
      iris(points, FaceTopology.LEFT_IRIS_CENTER, width);
      canvas.paint(Palette.LEFT, 1);
      iris(points, FaceTopology.RIGHT_IRIS_CENTER, width);
      canvas.paint(Palette.RIGHT, 1);
    }
  }

  /// A circle through the mean of the four points that follow the middle.
  private void iris(List<NormalizedLandmark> points, int center, double width) {
    var middle = points.get(center);
    double radius = 0;
    for (int i = 1; i <= 4; i++) {
      radius += distance(middle, points.get(center + i)) / 4;
    }
    if (isNear(middle.x(), middle.y()) && radius < LONG_SIDE * unit) {
      canvas.ring(x(middle.x()), y(middle.y()), radius, visible(width));
    }
  }

  private void pose(Person person) {
    var points = person.pose().landmarks();
    var parts = partsOfPose(person);
    double scale = scale(size(points) / BODY_SIZE);
    poseLines(points, parts, 3.4 * scale);
    canvas.paint(Palette.SHADOW, 0.3);
    poseLines(points, parts, 2 * scale);
    canvas.paint(lineColor, 1);
    var drawn = new boolean[Pose.POINTS];
    for (var part : parts) {
      for (var connection : part) {
        drawn[connection.start()] = true;
        drawn[connection.end()] = true;
      }
    }
    for (int i = 0; i < Pose.POINTS; i++) {
      var point = points.get(i);
      if (drawn[i] && isSeen(point)) {
        dot(point.x(), point.y(), 3 * scale, colorOfPosePoint(i));
      }
    }
  }

  /// The lines that no other layer shows better.
  private List<List<Connection>> partsOfPose(Person person) {
    var parts = new ArrayList<List<Connection>>();
    parts.add(PoseTopology.BODY);
    if (person.face().isEmpty()
        || !(style.shows(Layer.CONTOURS) || style.shows(Layer.TESSELATION))) {
      parts.add(PoseTopology.FACE);
    }
    if (person.leftHand().isEmpty() || !style.shows(Layer.HANDS)) {
      parts.add(PoseTopology.LEFT_HAND);
    }
    if (person.rightHand().isEmpty() || !style.shows(Layer.HANDS)) {
      parts.add(PoseTopology.RIGHT_HAND);
    }
    return parts;
  }

  private static int colorOfPosePoint(int index) {
    var name = PoseTopology.NAMES.get(index);
    if (name.contains("LEFT")) {
      return Palette.LEFT;
    }
    return name.contains("RIGHT") ? Palette.RIGHT : Palette.LINE;
  }

  private void hand(Hand hand, int color) {
    var points = hand.landmarks();
    double scale = scale(distance(points.get(WRIST), points.get(MIDDLE_FINGER_ROOT)) / PALM_HEIGHT);
    lines(points, HandTopology.CONNECTIONS, 3.6 * scale);
    canvas.paint(lineColor, 0.55);
    double width = 2 * scale;
    lines(points, HandTopology.PALM, width);
    canvas.paint(Palette.PALM, 1);
    lines(points, HandTopology.THUMB, width);
    canvas.paint(Palette.THUMB, 1);
    lines(points, HandTopology.INDEX_FINGER, width);
    canvas.paint(Palette.INDEX_FINGER, 1);
    lines(points, HandTopology.MIDDLE_FINGER, width);
    canvas.paint(Palette.MIDDLE_FINGER, 1);
    lines(points, HandTopology.RING_FINGER, width);
    canvas.paint(Palette.RING_FINGER, 1);
    lines(points, HandTopology.PINKY, width);
    canvas.paint(Palette.PINKY, 1);
    double radius = 1.7 * scale;
    if (radius >= THINNEST) {
      for (var point : points) {
        dot(point.x(), point.y(), radius, color);
      }
    }
  }

  /// Paints a point with an outline, unless it is outside the picture.
  private void dot(float x, float y, double radius, int color) {
    if (x >= 0 && x <= 1 && y >= 0 && y <= 1) {
      canvas.disc(x(x), y(y), visible(1.4 * radius));
      canvas.paint(Palette.LINE, 1);
      canvas.disc(x(x), y(y), visible(radius));
      canvas.paint(color, 1);
    }
  }

  private void poseLines(
      List<NormalizedPoseLandmark> points, List<List<Connection>> parts, double width) {
    for (var part : parts) {
      for (var connection : part) {
        var start = points.get(connection.start());
        var end = points.get(connection.end());
        if (isSeen(start) && isSeen(end)) {
          line(start.x(), start.y(), end.x(), end.y(), width);
        }
      }
    }
  }

  private void lines(List<NormalizedLandmark> points, List<Connection> lines, double width) {
    for (var connection : lines) {
      var start = points.get(connection.start());
      var end = points.get(connection.end());
      line(start.x(), start.y(), end.x(), end.y(), width);
    }
  }

  private void line(float startX, float startY, float endX, float endY, double width) {
    if (isNear(startX, startY) && isNear(endX, endY)) {
      canvas.line(x(startX), y(startY), x(endX), y(endY), visible(width));
    }
  }

  private static boolean isSeen(NormalizedPoseLandmark point) {
    return point.visibility() >= SEEN && point.presence() >= SEEN;
  }

  private static boolean isNear(float x, float y) {
    return Math.abs(x) <= FAR && Math.abs(y) <= FAR;
  }

  /// How many pixels a unit is, in a part of a relative size.
  private double scale(double size) {
    return style.boldness() * Math.min(unit, size);
  }

  private static double visible(double width) {
    return Math.max(THINNEST, width);
  }

  /// The diagonal of the box around the points that are seen, in pixels.
  private double size(List<NormalizedPoseLandmark> points) {
    double left = Double.POSITIVE_INFINITY;
    double top = left;
    double right = -left;
    double bottom = -left;
    for (var point : points) {
      if (isSeen(point)) {
        left = Math.min(left, x(point.x()));
        right = Math.max(right, x(point.x()));
        top = Math.min(top, y(point.y()));
        bottom = Math.max(bottom, y(point.y()));
      }
    }
    return left <= right ? Math.hypot(right - left, bottom - top) : 0;
  }

  private double distance(NormalizedLandmark a, NormalizedLandmark b) {
    return Math.hypot(x(a.x()) - x(b.x()), y(a.y()) - y(b.y()));
  }

  private double x(float fraction) {
    return (double) fraction * canvas.width();
  }

  private double y(float fraction) {
    return (double) fraction * canvas.height();
  }
}
