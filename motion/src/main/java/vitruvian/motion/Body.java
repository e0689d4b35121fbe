package vitruvian.motion;

import java.util.Arrays;
import java.util.List;

/// What is learned of a person and then stays: bone lengths, the shape of head and palm, and how
/// high the floor is. Each is the median over many frames, so that a frame that is wrong altogether
/// does not matter; what was never seen is that of a common person.
///
/// @param skeleton the bones
/// @param head eleven points of the head, from their mean, in metres and in the head's own axes
/// @param palm six points of a left palm, as [Measures#PALM] has them, likewise
/// @param trunk from the middle of the hips to that of the shoulders, in metres
/// @param pelvis half of the way from hip to hip, in metres
/// @param floor the height of the floor in the axes of the camera; NaN where no foot was seen
record Body(
    Skeleton skeleton,
    List<Vector> head,
    List<Vector> palm,
    double trunk,
    double pelvis,
    double floor) {
  /// The fewest frames that tell something of a measure.
  private static final int FEWEST = 1;

  // A foot that stands is lower than one that moves; single frames may be lower still by noise.
  private static final double FLOOR_QUANTILE = 0.05;

  /// The common person: lengths of a grown-up of 1.70 m after Drillis and Contini (1966); face and
  /// hand as in the official canonical models, in round numbers.
  static final Body COMMON = of(List.of());

  /// The medians of some frames' measures.
  static Body of(List<float[]> frames) {
    return of(frames.toArray(float[][]::new));
  }

  private static Body of(float[][] frames) {
    var m = new double[Measures.COUNT];
    for (int i = 0; i < m.length; i++) {
      m[i] = quantile(frames, i, i == Measures.FLOOR ? FLOOR_QUANTILE : 0.5);
      if (Double.isNaN(m[i])) {
        m[i] = Measures.COMMON[i];
      }
    }
    var offsets = new Vector[Bone.COUNT];
    double trunk = m[Measures.TRUNK];
    double bend = trunk * Skeleton.LOWER_TRUNK;
    double above = trunk - 1.5 * bend;
    double height = m[Measures.THIGH] + m[Measures.SHANK] - m[Measures.FOOT_Y];
    put(offsets, Bone.HIPS, new Vector(0, height, 0));
    put(offsets, Bone.SPINE, new Vector(0, bend / 2, 0));
    put(offsets, Bone.CHEST, new Vector(0, bend, 0));
    put(offsets, Bone.NECK, new Vector(0, above, 0));
    put(offsets, Bone.HEAD, new Vector(0, m[Measures.NECK], 0));
    for (int side = 1; side >= -1; side -= 2) {
      put(offsets, Bone.of(Bone.LEFT_SHOULDER, side), new Vector(0, above, 0));
      put(
          offsets,
          Bone.of(Bone.LEFT_UPPER_ARM, side),
          new Vector(side * m[Measures.SHOULDER], 0, 0));
      put(
          offsets,
          Bone.of(Bone.LEFT_LOWER_ARM, side),
          new Vector(side * m[Measures.UPPER_ARM], 0, 0));
      put(offsets, Bone.of(Bone.LEFT_HAND, side), new Vector(side * m[Measures.LOWER_ARM], 0, 0));
      put(offsets, Bone.of(Bone.LEFT_UPPER_LEG, side), new Vector(side * m[Measures.PELVIS], 0, 0));
      put(offsets, Bone.of(Bone.LEFT_LOWER_LEG, side), new Vector(0, -m[Measures.THIGH], 0));
      put(offsets, Bone.of(Bone.LEFT_FOOT, side), new Vector(0, -m[Measures.SHANK], 0));
      for (int finger = 0; finger < 5; finger++) {
        var along = finger == 0 ? Skeleton.THUMB : Vector.X;
        int first = Bone.LEFT_THUMB_METACARPAL.index() + 3 * finger;
        // The palm's points are from the wrist here.
        put(
            offsets,
            Bone.of(Bone.ALL.get(first), side),
            at(m, Measures.PALM_AT + 3 * (finger + 1))
                .minus(at(m, Measures.PALM_AT))
                .mirrored(side));
        for (int j = 1; j < 3; j++) {
          put(
              offsets,
              Bone.of(Bone.ALL.get(first + j), side),
              along.times(m[Measures.PHALANX_AT + 3 * finger + j - 1]).mirrored(side));
        }
      }
    }
    var tips = new Vector[7];
    for (int finger = 0; finger < 5; finger++) {
      tips[finger] =
          (finger == 0 ? Skeleton.THUMB : Vector.X).times(m[Measures.PHALANX_AT + 3 * finger + 2]);
    }
    tips[5] = new Vector(0, m[Measures.FOOT_Y], m[Measures.FOOT_Z]);
    tips[6] = new Vector(0, m[Measures.HEEL_Y], m[Measures.HEEL_Z]);
    return new Body(
        new Skeleton(Arrays.asList(offsets), Arrays.asList(tips)),
        points(m, Measures.HEAD_AT, Measures.HEAD_POINTS),
        points(m, Measures.PALM_AT, Measures.PALM.length),
        trunk,
        m[Measures.PELVIS],
        quantile(frames, Measures.FLOOR, FLOOR_QUANTILE));
  }

  private static void put(Vector[] offsets, Bone bone, Vector offset) {
    offsets[bone.index()] = offset;
  }

  private static Vector at(double[] m, int index) {
    return new Vector(m[index], m[index + 1], m[index + 2]);
  }

  private static List<Vector> points(double[] m, int start, int count) {
    var points = new Vector[count];
    var mean = Vector.ZERO;
    for (int i = 0; i < count; i++) {
      points[i] = at(m, start + 3 * i);
      mean = mean.plus(points[i].times(1.0 / count));
    }
    for (int i = 0; i < count; i++) {
      points[i] = points[i].minus(mean);
    }
    return List.of(points);
  }

  private static double quantile(float[][] frames, int measure, double part) {
    var values = new float[frames.length];
    int count = 0;
    for (var frame : frames) {
      if (!Float.isNaN(frame[measure])) {
        values[count++] = frame[measure];
      }
    }
    if (count < FEWEST) {
      return Double.NaN;
    }
    Arrays.sort(values, 0, count);
    double place = part * (count - 1);
    int below = (int) place;
    int next = Math.min(below + 1, count - 1);
    return values[below] + (place - below) * (values[next] - values[below]);
  }
}
