package vitruvian.tracker.pipeline;

/// Says which of two found hands is the left one and which the right one, or that they are one hand
/// found twice.
///
/// Upstream looks for each hand on its own, where the pose has its wrist. Where hands touch or
/// cross, the pose errs: both searches then end at the hand that is seen better, or each at the
/// other's. What helps is what the hand model says about the side of the hand it looks at, which
/// upstream leaves unread: it is within 0.02 of right or wrong for a clear hand, and anything for a
/// blurred one. So only a clear answer counts, and where there is none, the places do.
final class HandLock {
  /// What two found hands are.
  enum Verdict {
    /// Two hands, each the one that it was taken for.
    APART,
    /// Two hands, each the other one.
    SWAPPED,
    /// The left hand, twice.
    BOTH_LEFT,
    /// The right hand, twice.
    BOTH_RIGHT
  }

  // In sides of the regions around them.
  private static final float SAME = 0.125f;
  private static final float SURE = 0.9f;

  private HandLock() {}

  /// @param leftPlaces where a wrist may be expected if it is the left one: that of the pose, that
  ///     of the frame before
  /// @param rightPlaces the same of the right one, as many
  static Verdict judge(
      Size size,
      HandStage.Found left,
      HandStage.Found right,
      Points leftPlaces,
      Points rightPlaces) {
    if (coincide(size, left.points(), right.points())) {
      float isRight = (left.isRight() + right.isRight()) / 2;
      boolean isNearerToLeft =
          distance(size, left.points(), leftPlaces) + distance(size, right.points(), leftPlaces)
              <= distance(size, left.points(), rightPlaces)
                  + distance(size, right.points(), rightPlaces);
      boolean isLeft = isRight < 1 - SURE || (isRight <= SURE && isNearerToLeft);
      return isLeft ? Verdict.BOTH_LEFT : Verdict.BOTH_RIGHT;
    }
    return left.isRight() > SURE && right.isRight() < 1 - SURE ? Verdict.SWAPPED : Verdict.APART;
  }

  /// Whether the landmarks are those of one hand.
  static boolean coincide(Size size, Points one, Points other) {
    double sum = 0;
    for (int i = 0; i < one.count(); i++) {
      sum += distance(size, one, i, other, i);
    }
    float side =
        HandStage.regionFromLandmarks(size, one).width()
            + HandStage.regionFromLandmarks(size, other).width();
    return sum / one.count() < SAME * side / 2 * size.width();
  }

  // Of a hand's wrist from all places.
  private static double distance(Size size, Points hand, Points places) {
    double sum = 0;
    for (int i = 0; i < places.count(); i++) {
      sum += distance(size, hand, 0, places, i);
    }
    return sum;
  }

  private static double distance(Size size, Points one, int i, Points other, int j) {
    return Math.hypot(
        (one.x(i) - other.x(j)) * size.width(), (one.y(i) - other.y(j)) * size.height());
  }
}
