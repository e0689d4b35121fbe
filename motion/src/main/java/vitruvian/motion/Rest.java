package vitruvian.motion;

/// Where bones go that are not seen: to the rest pose, but that arms hang beside the body with the
/// palms to it, as nobody stands as a T.
final class Rest {
  /// Down from the T, less so much that the hands stay clear of the legs.
  private static final double HANGING = Math.toRadians(75);

  private static final Quaternion LEFT_ARM = Quaternion.about(Vector.Z, -HANGING);
  private static final Quaternion RIGHT_ARM = Quaternion.about(Vector.Z, HANGING);

  private Rest() {}

  /// How a bone is turned against its parent.
  static Quaternion of(Bone bone) {
    return switch (bone) {
      case LEFT_UPPER_ARM -> LEFT_ARM;
      case RIGHT_UPPER_ARM -> RIGHT_ARM;
      default -> Quaternion.IDENTITY;
    };
  }
}
