package vitruvian.motion;

import java.util.Arrays;
import java.util.List;

/// What one frame tells of a person's measures: metres, NaN where it tells nothing. Both sides of a
/// person are taken to be alike.
final class Measures {
  /// The least visibility of a point that counts as seen: the half that MediaPipe's own drawing
  /// uses.
  static final double SEEN = 0.5;

  static final int PELVIS = 0;
  static final int TRUNK = 1;
  static final int SHOULDER = 2;
  static final int NECK = 3;
  static final int UPPER_ARM = 4;
  static final int LOWER_ARM = 5;
  static final int THIGH = 6;
  static final int SHANK = 7;
  static final int FOOT_Y = 8;
  static final int FOOT_Z = 9;
  static final int HEEL_Y = 10;
  static final int HEEL_Z = 11;
  static final int FLOOR = 12;

  /// Eleven points of the head, the first of the body's landmarks.
  static final int HEAD_AT = 13;

  static final int HEAD_POINTS = 11;

  /// The points of the palm: the wrist, and the roots of the five fingers, the thumb's first.
  static final int[] PALM = {0, 1, 5, 9, 13, 17};

  static final int PALM_AT = HEAD_AT + 3 * HEAD_POINTS;

  /// Three lengths of each finger, the thumb's first.
  static final int PHALANX_AT = PALM_AT + 3 * PALM.length;

  static final int COUNT = PHALANX_AT + 15;

  static final float[] COMMON = common();

  private Measures() {}

  private static float[] common() {
    var m = new float[COUNT];
    float[] body = {
      0.09f, 0.49f, 0.17f, 0.19f, 0.30f, 0.25f, 0.42f, 0.42f, -0.065f, 0.14f, -0.065f, -0.05f, 0
    };
    System.arraycopy(body, 0, m, 0, body.length);
    // Nose, eyes, ears, mouth.
    float[] head = {
      0, 0.03f, 0.11f, 0.018f, 0.065f, 0.09f, 0.03f, 0.066f, 0.085f, 0.045f, 0.065f, 0.075f,
      -0.018f, 0.065f, 0.09f, -0.03f, 0.066f, 0.085f, -0.045f, 0.065f, 0.075f, 0.075f, 0.05f, 0,
      -0.075f, 0.05f, 0, 0.025f, -0.01f, 0.09f, -0.025f, -0.01f, 0.09f
    };
    System.arraycopy(head, 0, m, HEAD_AT, head.length);
    float[] palm = {
      0, 0, 0, 0.022f, -0.006f, 0.026f, 0.09f, 0, 0.026f, 0.092f, 0, 0, 0.086f, 0, -0.02f, 0.08f, 0,
      -0.04f
    };
    System.arraycopy(palm, 0, m, PALM_AT, palm.length);
    float[] phalanges = {
      0.038f, 0.03f, 0.026f, 0.04f, 0.024f, 0.02f, 0.044f, 0.027f, 0.021f, 0.04f, 0.026f, 0.021f,
      0.031f, 0.019f, 0.018f
    };
    System.arraycopy(phalanges, 0, m, PHALANX_AT, phalanges.length);
    return m;
  }

  /// The measures that a frame shows.
  static float[] of(Points p) {
    var m = new float[COUNT];
    Arrays.fill(m, Float.NaN);
    boolean hips = p.seen(23) && p.seen(24);
    boolean shoulders = p.seen(11) && p.seen(12);
    if (hips) {
      m[PELVIS] = (float) (p.at(23).minus(p.at(24)).length() / 2);
    }
    if (shoulders) {
      m[SHOULDER] = (float) (p.at(11).minus(p.at(12)).length() / 2);
      if (hips) {
        m[TRUNK] = (float) p.middle(11, 12).minus(p.middle(23, 24)).length();
      }
      if (p.headSeen()) {
        m[NECK] = (float) p.middle(7, 8).minus(p.middle(11, 12)).length();
      }
    }
    m[UPPER_ARM] = length(p, 11, 13);
    m[LOWER_ARM] = length(p, 13, 15);
    m[THIGH] = length(p, 23, 25);
    m[SHANK] = length(p, 25, 27);
    if (p.headSeen()) {
      head(p, m);
    }
    foot(p, m);
    palms(p, m);
    return m;
  }

  // The mean of both sides, or the one that is seen.
  private static float length(Points p, int left, int leftEnd) {
    double a = p.seen(left) && p.seen(leftEnd) ? p.at(leftEnd).minus(p.at(left)).length() : -1;
    double b =
        p.seen(left + 1) && p.seen(leftEnd + 1)
            ? p.at(leftEnd + 1).minus(p.at(left + 1)).length()
            : -1;
    if (a < 0 && b < 0) {
      return Float.NaN;
    }
    return (float) (a < 0 ? b : b < 0 ? a : (a + b) / 2);
  }

  private static void head(Points p, float[] m) {
    var back = p.roughHead().inverse();
    var middle = Vector.ZERO;
    for (int i = 0; i < HEAD_POINTS; i++) {
      middle = middle.plus(p.at(i).times(1.0 / HEAD_POINTS));
    }
    for (int i = 0; i < HEAD_POINTS; i++) {
      put(m, HEAD_AT + 3 * i, back.turn(p.at(i).minus(middle)));
    }
  }

  // In the plane of the foot, whose z axis goes from heel to toe.
  private static void foot(Points p, float[] m) {
    int count = 0;
    var sums = new double[4];
    double lowest = Double.POSITIVE_INFINITY;
    for (int side = 0; side < 2; side++) {
      if (!p.seen(25 + side) || !p.seen(27 + side) || !p.seen(29 + side) || !p.seen(31 + side)) {
        continue;
      }
      var ankle = p.at(27 + side);
      var heel = p.at(29 + side).minus(ankle);
      var toe = p.at(31 + side).minus(ankle);
      var along = toe.minus(heel).unit(Vector.Z);
      sums[1] += toe.dot(along);
      sums[3] += heel.dot(along);
      // The ankle's height over the line from heel to toe.
      double height = heel.across(along).length();
      sums[0] -= height;
      sums[2] -= height;
      count++;
      lowest = Math.min(lowest, Math.min(p.at(29 + side).y(), p.at(31 + side).y()));
    }
    for (int i = 0; i < 4 && count > 0; i++) {
      m[FOOT_Y + i] = (float) (sums[i] / count);
    }
    var root = p.root();
    if (count > 0 && root != null) {
      m[FLOOR] = (float) (lowest + root.y());
    }
  }

  private static void palms(Points p, float[] m) {
    int hands = 0;
    var sums = new double[COUNT];
    for (int side = 1; side >= -1; side -= 2) {
      if (!p.handSeen(side)) {
        continue;
      }
      hands++;
      var back = p.roughPalm(side).inverse();
      for (int i = 0; i < PALM.length; i++) {
        var at = back.turn(p.hand(side, PALM[i]).minus(p.hand(side, 0))).mirrored(side);
        sums[PALM_AT + 3 * i] += at.x();
        sums[PALM_AT + 3 * i + 1] += at.y();
        sums[PALM_AT + 3 * i + 2] += at.z();
      }
      for (int i = 0; i < 15; i++) {
        int point = 4 * (i / 3) + 1 + i % 3;
        sums[PHALANX_AT + i] += p.hand(side, point + 1).minus(p.hand(side, point)).length();
      }
    }
    for (int i = PALM_AT; i < COUNT && hands > 0; i++) {
      m[i] = (float) (sums[i] / hands);
    }
  }

  private static void put(float[] m, int index, Vector v) {
    m[index] = (float) v.x();
    m[index + 1] = (float) v.y();
    m[index + 2] = (float) v.z();
  }

  /// A list that keeps a fair choice of the frames of any number: all of the first, then every
  /// second, fourth, eighth.
  static final class Collection {
    private static final int MOST = 1024;

    private final java.util.ArrayList<float[]> kept = new java.util.ArrayList<>();
    private long step = 1;
    private long count;

    void add(float[] measures) {
      if (count++ % step != 0) {
        return;
      }
      kept.add(measures);
      if (kept.size() == MOST) {
        for (int i = 0; i < MOST / 2; i++) {
          kept.set(i, kept.get(2 * i));
        }
        kept.subList(MOST / 2, MOST).clear();
        step *= 2;
      }
    }

    List<float[]> frames() {
      return kept;
    }
  }
}
