package vitruvian.motion;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The bones of the humanoid of VRM 1.0 that landmarks can tell something of, parents first.
///
/// In the rest pose, a T-pose, the figure stands along `+y`, looks along `+z` and has its left hand
/// at `+x`, palms down; there every bone's rotation is none. Not among them are those for which no
/// landmark speaks: `upperChest`, `jaw`, eyes and toes, all of which are optional in VRM.
public enum Bone {
  HIPS(null, "hips"),
  SPINE(HIPS, "spine"),
  CHEST(SPINE, "chest"),
  NECK(CHEST, "neck"),
  HEAD(NECK, "head"),
  LEFT_SHOULDER(CHEST, "leftShoulder"),
  LEFT_UPPER_ARM(LEFT_SHOULDER, "leftUpperArm"),
  LEFT_LOWER_ARM(LEFT_UPPER_ARM, "leftLowerArm"),
  LEFT_HAND(LEFT_LOWER_ARM, "leftHand"),
  LEFT_THUMB_METACARPAL(LEFT_HAND, "leftThumbMetacarpal"),
  LEFT_THUMB_PROXIMAL(LEFT_THUMB_METACARPAL, "leftThumbProximal"),
  LEFT_THUMB_DISTAL(LEFT_THUMB_PROXIMAL, "leftThumbDistal"),
  LEFT_INDEX_PROXIMAL(LEFT_HAND, "leftIndexProximal"),
  LEFT_INDEX_INTERMEDIATE(LEFT_INDEX_PROXIMAL, "leftIndexIntermediate"),
  LEFT_INDEX_DISTAL(LEFT_INDEX_INTERMEDIATE, "leftIndexDistal"),
  LEFT_MIDDLE_PROXIMAL(LEFT_HAND, "leftMiddleProximal"),
  LEFT_MIDDLE_INTERMEDIATE(LEFT_MIDDLE_PROXIMAL, "leftMiddleIntermediate"),
  LEFT_MIDDLE_DISTAL(LEFT_MIDDLE_INTERMEDIATE, "leftMiddleDistal"),
  LEFT_RING_PROXIMAL(LEFT_HAND, "leftRingProximal"),
  LEFT_RING_INTERMEDIATE(LEFT_RING_PROXIMAL, "leftRingIntermediate"),
  LEFT_RING_DISTAL(LEFT_RING_INTERMEDIATE, "leftRingDistal"),
  LEFT_LITTLE_PROXIMAL(LEFT_HAND, "leftLittleProximal"),
  LEFT_LITTLE_INTERMEDIATE(LEFT_LITTLE_PROXIMAL, "leftLittleIntermediate"),
  LEFT_LITTLE_DISTAL(LEFT_LITTLE_INTERMEDIATE, "leftLittleDistal"),
  RIGHT_SHOULDER(CHEST, "rightShoulder"),
  RIGHT_UPPER_ARM(RIGHT_SHOULDER, "rightUpperArm"),
  RIGHT_LOWER_ARM(RIGHT_UPPER_ARM, "rightLowerArm"),
  RIGHT_HAND(RIGHT_LOWER_ARM, "rightHand"),
  RIGHT_THUMB_METACARPAL(RIGHT_HAND, "rightThumbMetacarpal"),
  RIGHT_THUMB_PROXIMAL(RIGHT_THUMB_METACARPAL, "rightThumbProximal"),
  RIGHT_THUMB_DISTAL(RIGHT_THUMB_PROXIMAL, "rightThumbDistal"),
  RIGHT_INDEX_PROXIMAL(RIGHT_HAND, "rightIndexProximal"),
  RIGHT_INDEX_INTERMEDIATE(RIGHT_INDEX_PROXIMAL, "rightIndexIntermediate"),
  RIGHT_INDEX_DISTAL(RIGHT_INDEX_INTERMEDIATE, "rightIndexDistal"),
  RIGHT_MIDDLE_PROXIMAL(RIGHT_HAND, "rightMiddleProximal"),
  RIGHT_MIDDLE_INTERMEDIATE(RIGHT_MIDDLE_PROXIMAL, "rightMiddleIntermediate"),
  RIGHT_MIDDLE_DISTAL(RIGHT_MIDDLE_INTERMEDIATE, "rightMiddleDistal"),
  RIGHT_RING_PROXIMAL(RIGHT_HAND, "rightRingProximal"),
  RIGHT_RING_INTERMEDIATE(RIGHT_RING_PROXIMAL, "rightRingIntermediate"),
  RIGHT_RING_DISTAL(RIGHT_RING_INTERMEDIATE, "rightRingDistal"),
  RIGHT_LITTLE_PROXIMAL(RIGHT_HAND, "rightLittleProximal"),
  RIGHT_LITTLE_INTERMEDIATE(RIGHT_LITTLE_PROXIMAL, "rightLittleIntermediate"),
  RIGHT_LITTLE_DISTAL(RIGHT_LITTLE_INTERMEDIATE, "rightLittleDistal"),
  LEFT_UPPER_LEG(HIPS, "leftUpperLeg"),
  LEFT_LOWER_LEG(LEFT_UPPER_LEG, "leftLowerLeg"),
  LEFT_FOOT(LEFT_LOWER_LEG, "leftFoot"),
  RIGHT_UPPER_LEG(HIPS, "rightUpperLeg"),
  RIGHT_LOWER_LEG(RIGHT_UPPER_LEG, "rightLowerLeg"),
  RIGHT_FOOT(RIGHT_LOWER_LEG, "rightFoot");

  /// All of them, parents first.
  public static final List<Bone> ALL = List.of(values());

  /// How many there are.
  static final int COUNT = values().length;

  /// The parent of each by number; -1 of the hips.
  static final int[] PARENTS =
      Arrays.stream(values()).mapToInt(b -> b.parent == null ? -1 : b.parent.index()).toArray();

  private static final List<List<Bone>> CHILDREN =
      ALL.stream()
          .map(bone -> ALL.stream().filter(other -> other.parent == bone).toList())
          .toList();

  private final @Nullable Bone parent;
  private final String vrmName;

  Bone(@Nullable Bone parent, String vrmName) {
    this.parent = parent;
    this.vrmName = vrmName;
  }

  /// The bone that this one hangs on; none of the hips.
  public Optional<Bone> parent() {
    return Optional.ofNullable(parent);
  }

  /// The bones that hang on this one.
  public List<Bone> children() {
    return CHILDREN.get(index());
  }

  /// Its place in [#ALL].
  @SuppressWarnings("EnumOrdinal") // the one place that knows of it
  public int index() {
    return ordinal();
  }

  /// The name in VRM 1.0, such as `leftUpperArm`.
  public String vrmName() {
    return vrmName;
  }

  /// The same bone of the left or of the right side.
  ///
  /// @param left the bone on the left
  /// @param side 1 for left, -1 for right
  static Bone of(Bone left, int side) {
    if (side > 0) {
      return left;
    }
    boolean arm = left.index() < RIGHT_SHOULDER.index();
    int apart =
        arm
            ? RIGHT_SHOULDER.index() - LEFT_SHOULDER.index()
            : RIGHT_UPPER_LEG.index() - LEFT_UPPER_LEG.index();
    return ALL.get(left.index() + apart);
  }
}
