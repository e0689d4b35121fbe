package vitruvian.motion;

import java.util.List;

/// A figure in its rest pose: for each bone where it begins, from where its parent begins.
///
/// What is a matter of taste: where the trunk bends. It is taken to bend around the navel, up to
/// which the lower trunk has 0.283 of the way from the middle of the hips to the middle of the
/// shoulders (145.7 of 515.5 mm of men: de Leva, Adjustments to Zatsiorsky-Seluyanov's segment
/// inertia parameters, J. Biomechanics 29, 1996). The bones `spine` and `chest` begin at the ends
/// of
/// a stretch as long as that, with its middle there. The head turns between the ears, beside which
/// the skull sits on the neck; both arms' `shoulder` begins at the foot of the neck.
///
/// @param offsets in metres, one for each bone of [Bone#ALL]. That of the hips is the height of
///     their middle above the floor
/// @param tips from where the last bones begin to where they end, for the five fingers of a left
///     hand, thumb first, and then for the left foot, to its big toe and to its heel
public record Skeleton(List<Vector> offsets, List<Vector> tips) {
  /// The part of the trunk below the navel; see above.
  static final double LOWER_TRUNK = 145.7 / 515.5;

  private static final int TOE = 5;
  private static final int HEEL = 6;
  private static final Bone[] LAST = {
    Bone.LEFT_THUMB_DISTAL,
    Bone.LEFT_INDEX_DISTAL,
    Bone.LEFT_MIDDLE_DISTAL,
    Bone.LEFT_RING_DISTAL,
    Bone.LEFT_LITTLE_DISTAL,
    Bone.LEFT_FOOT
  };

  /// How a thumb lies in the rest pose: in the plane of the palm, midway between along the fingers
  /// and across them, as most figures have it.
  static final Vector THUMB = new Vector(Math.sqrt(0.5), 0, Math.sqrt(0.5));

  public Skeleton {
    offsets = List.copyOf(offsets);
    tips = List.copyOf(tips);
    if (offsets.size() != Bone.COUNT || tips.size() != HEEL + 1) {
      throw new IllegalArgumentException(
          "not a skeleton: %d bones, %d tips".formatted(offsets.size(), tips.size()));
    }
  }

  /// Where a bone begins, from where its parent begins.
  public Vector offset(Bone bone) {
    return offsets.get(bone.index());
  }

  /// The end of a bone that has no children, from where it begins; zero for bones that have some,
  /// and for the head, whose top no landmark tells.
  public Vector tip(Bone bone) {
    for (int i = 0; i < LAST.length; i++) {
      if (LAST[i] == bone) {
        return tips.get(i);
      }
      if (Bone.of(LAST[i], -1) == bone) {
        return tips.get(i).mirrored(-1);
      }
    }
    return Vector.ZERO;
  }

  /// The ball of a foot under its big toe, from the ankle.
  Vector toe(int side) {
    return tips.get(TOE).mirrored(side);
  }

  /// The heel, from the ankle.
  Vector heel(int side) {
    return tips.get(HEEL).mirrored(side);
  }

  /// The height of the middle of the hips above the floor in the rest pose, in metres.
  public double hipHeight() {
    return offset(Bone.HIPS).y();
  }
}
