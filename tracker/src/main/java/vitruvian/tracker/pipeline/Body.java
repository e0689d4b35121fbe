package vitruvian.tracker.pipeline;

import java.util.List;

/// Where the parts of a body are in a picture, in pixels, to be compared with other bodies.
///
/// People are told apart by their landmarks, never by boxes: boxes of two who stand close overlap
/// as much as those of one body that was found twice. Distances count in sides, the diameter of the
/// circle around a body that the pose model's two last points span, and points as far as COCO's
/// annotators scatter for each kind of joint.
///
/// Upstream of the scatter: `pycocotools/cocoeval.py` of cocodataset/cocoapi.
///
/// @param points 39, in pixels; the depth is of no use here
/// @param seen a bit for each of the first 33 that is likely visible and inside of the picture
/// @param side the diameter of the circle around the whole body
record Body(Points points, long seen, float side) {
  private static final int CENTER = 33;
  private static final int END = 34;
  private static final int FACE_POINTS = 11;
  private static final long HEAD = (1L << FACE_POINTS) - 1;

  private static final long HIPS = 1L << 23 | 1L << 24;
  private static final long REGION = 1L << CENTER | 1L << END;

  // The share of the squared side that a body covers, about.
  private static final float COVER = 0.25f;

  static final int[] JOINTS = {0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28};
  private static final float[] SCATTER = {
    .026f, .025f, .025f, .035f, .035f, .079f, .079f, .072f, .072f, .062f, .062f, .107f, .107f,
    .087f, .087f, .089f, .089f
  };

  /// The lines that a body is made of, the diagonals of the trunk included.
  static final int[][] LIMBS = {
    {11, 12}, {11, 23}, {12, 24}, {23, 24}, {11, 24}, {12, 23}, {0, 11}, {0, 12}, {7, 8}, {11, 13},
    {13, 15}, {15, 19}, {12, 14}, {14, 16}, {16, 20}, {23, 25}, {25, 27}, {27, 31}, {24, 26},
    {26, 28}, {28, 32}
  };

  /// Half as thick as a body's parts are, in sides.
  static final float THICKNESS = 0.07f;

  private static final int LEAST_POINTS = 8;
  private static final int LEAST_COMMON = 4;
  private static final float STABLE = 0.85f;
  private static final float SAME = 0.5f;
  private static final float EXPLAINED = 0.8f;
  private static final float NEAR = 0.1f;
  private static final float NEAR_SCALE = 1.25f;

  static Body of(PoseStage.Found found, Size size) {
    return of(found.points(), visible(found), size);
  }

  /// @param normalized landmarks as fractions of the picture
  /// @param visible a bit for each that is likely visible
  static Body of(Points normalized, long visible, Size size) {
    var points = new Points(PoseStage.POINTS);
    long seen = 0;
    for (int i = 0; i < PoseStage.POINTS; i++) {
      float x = normalized.x(i);
      float y = normalized.y(i);
      points.set(i, x * size.width(), y * size.height(), 0);
      boolean inside = i < CENTER && x >= 0 && x <= 1 && y >= 0 && y <= 1;
      seen |= inside ? visible & 1L << i : 0;
    }
    float side =
        2 * (float) Math.hypot(points.x(CENTER) - points.x(END), points.y(CENTER) - points.y(END));
    return new Body(points, seen, side);
  }

  static long visible(PoseStage.Found found) {
    long visible = 0;
    for (int i = 0; i < CENTER; i++) {
      visible |= found.visibility()[i] >= 0.5f ? 1L << i : 0;
    }
    return visible;
  }

  /// The same somewhere else.
  Body moved(float dx, float dy) {
    return new Body(points.copy().moved(dx, dy, 0), seen, side);
  }

  /// Whether enough of it can be seen to say that it is a person: some points, one of the head's
  /// among them.
  boolean isPerson() {
    return side > 0 && Long.bitCount(seen) >= LEAST_POINTS && (seen & HEAD) != 0;
  }

  /// Whether a second look found the same: a body is where its own landmarks lead back to. What is
  /// none, or parts of two, moves on.
  boolean isConfirmedBy(Body again) {
    return similarity(again, seen | again.seen, (side + again.side) / 2) >= STABLE;
  }

  /// Whether two are one body that was found twice: they are similar on average, or half of the
  /// joints that both show coincide, or their heads are in one place.
  boolean isSameAs(Body other) {
    float smaller = Math.min(side, other.side);
    long both = seen & other.seen;
    int common = 0;
    int coincide = 0;
    for (int j = 0; j < JOINTS.length; j++) {
      if ((both >> JOINTS[j] & 1) != 0) {
        common++;
        coincide += closeness(other, j, smaller) >= 0.5 ? 1 : 0;
      }
    }
    boolean similar =
        common >= LEAST_COMMON
            && (2 * coincide >= common || similarity(other, both, smaller) >= SAME);
    return similar || hasHeadOf(other);
  }

  /// Whether nearly all that is seen of this one lies on the bodies of others: legs alone, or a
  /// body that is made of two.
  boolean isExplainedBy(List<Body> others) {
    int count = 0;
    int explained = 0;
    for (int joint : JOINTS) {
      if ((seen >> joint & 1) != 0) {
        count++;
        explained += others.stream().anyMatch(other -> other.covers(points, joint)) ? 1 : 0;
      }
    }
    return explained >= EXPLAINED * count;
  }

  /// A bit for each of the 39 points that lies on others, where these may hide it. The two that
  /// tell the region do where one of the hips does.
  long on(List<Body> others) {
    long on = 0;
    for (int i = 0; i < CENTER; i++) {
      int point = i;
      on |= others.stream().anyMatch(other -> other.covers(points, point)) ? 1L << i : 0;
    }
    return (on & HIPS) == 0 ? on : on | REGION;
  }

  /// The same where some points do not count as seen.
  Body without(long hidden) {
    return new Body(points, seen & ~hidden, side);
  }

  /// The region that it would be looked for in.
  Rect region(Size size) {
    return PoseStage.region(
        size,
        points.x(CENTER) / size.width(),
        points.y(CENTER) / size.height(),
        points.x(END) / size.width(),
        points.y(END) / size.height());
  }

  /// Whether looking at a region would find this body once more.
  boolean isAt(Rect region, Size size) {
    float other = region.width() * size.width() / PoseStage.REGION_SCALE;
    return distance(
                points.x(CENTER) - region.x() * size.width(),
                points.y(CENTER) - region.y() * size.height())
            < NEAR * side
        && other < NEAR_SCALE * side
        && side < NEAR_SCALE * other;
  }

  /// How far this is from another one, in sides, with what differs in size.
  double distanceTo(Body other) {
    return placeTo(other) + sizeTo(other);
  }

  /// The logarithm of how many times larger one of two is.
  double sizeTo(Body other) {
    return Math.abs(Math.log(side / other.side));
  }

  /// How far the joints that both show are apart, in sides.
  double placeTo(Body other) {
    long both = seen & other.seen;
    double sum = 0;
    int count = 0;
    for (int joint : JOINTS) {
      if ((both >> joint & 1) != 0 || Long.bitCount(both) < LEAST_COMMON) {
        sum +=
            distance(
                points.x(joint) - other.points.x(joint), points.y(joint) - other.points.y(joint));
        count++;
      }
    }
    return count == 0 ? Double.MAX_VALUE : sum / count / ((side + other.side) / 2);
  }

  /// Whether the middles of the hips of two bodies are nearer than this many sides of the larger.
  boolean isWithin(double sides, Body other) {
    return distance(
            points.x(CENTER) - other.points.x(CENTER), points.y(CENTER) - other.points.y(CENTER))
        < sides * Math.max(side, other.side);
  }

  private double similarity(Body other, long which, float scale) {
    double sum = 0;
    int count = 0;
    for (int j = 0; j < JOINTS.length; j++) {
      if ((which >> JOINTS[j] & 1) != 0) {
        sum += closeness(other, j, scale);
        count++;
      }
    }
    return count >= LEAST_COMMON ? sum / count : 0;
  }

  private double closeness(Body other, int j, float scale) {
    int i = JOINTS[j];
    double dx = points.x(i) - other.points.x(i);
    double dy = points.y(i) - other.points.y(i);
    double scatter = 2 * SCATTER[j] * scale;
    return Math.exp(-(dx * dx + dy * dy) / (2 * COVER * scatter * scatter));
  }

  private boolean hasHeadOf(Body other) {
    float dx = headX() - other.headX();
    float dy = headY() - other.headY();
    return distance(dx, dy) < Math.max(headRadius(), other.headRadius());
  }

  float headX() {
    float sum = 0;
    for (int i = 0; i < FACE_POINTS; i++) {
      sum += points.x(i);
    }
    return sum / FACE_POINTS;
  }

  float headY() {
    float sum = 0;
    for (int i = 0; i < FACE_POINTS; i++) {
      sum += points.y(i);
    }
    return sum / FACE_POINTS;
  }

  private double headRadius() {
    double radius = 0;
    for (int i = 0; i < FACE_POINTS; i++) {
      radius = Math.max(radius, distance(points.x(i) - headX(), points.y(i) - headY()));
    }
    return radius;
  }

  private boolean covers(Points others, int i) {
    for (var limb : LIMBS) {
      double apart =
          toLine(
              others.x(i),
              others.y(i),
              points.x(limb[0]),
              points.y(limb[0]),
              points.x(limb[1]),
              points.y(limb[1]));
      if (apart < THICKNESS * side) {
        return true;
      }
    }
    return false;
  }

  /// How far a point is from the line between two others.
  static double toLine(double x, double y, double ax, double ay, double bx, double by) {
    double dx = bx - ax;
    double dy = by - ay;
    double px = x - ax;
    double py = y - ay;
    double length = dx * dx + dy * dy;
    double t = length == 0 ? 0 : Math.clamp((px * dx + py * dy) / length, 0, 1);
    return distance(px - t * dx, py - t * dy);
  }

  private static double distance(double dx, double dy) {
    return Math.sqrt(dx * dx + dy * dy);
  }
}
