package vitruvian.tracker.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import vitruvian.landmarks.Face;
import vitruvian.tracker.pipeline.HandStage.Side;

/// Sees to it that a hand or a face is one person's. Where two people are close, the search for a
/// part of one may end at that of the other: then both have the same landmarks, and it is of whom
/// the pose has it nearer.
final class Belongings {
  // In sides of the region around a face.
  private static final float SAME_FACE = 0.125f;

  // The same places on face and pose: the tip of the nose, the outer corners of the eyes.
  private static final int[] ON_FACE = {1, 33, 263};
  private static final int[] ON_POSE = {0, 6, 3};

  private Belongings() {}

  private record HandClaim(int person, Side side, HandStage.Found hand, double distance) {}

  private record FaceClaim(int person, Points face, double distance) {}

  /// The hands of each person without those that are another one's.
  static List<Hands> hands(Size size, List<PoseStage.Found> poses, List<Hands> all) {
    var claims = new ArrayList<HandClaim>();
    for (int i = 0; i < all.size(); i++) {
      for (var side : Side.values()) {
        int person = i;
        all.get(i)
            .of(side)
            .ifPresent(hand -> claims.add(claim(size, person, side, hand, poses.get(person))));
      }
    }
    claims.sort(Comparator.comparingDouble(HandClaim::distance));
    var kept = new ArrayList<HandClaim>();
    var result = new ArrayList<>(all);
    for (var claim : claims) {
      boolean isOthers =
          kept.stream()
              .anyMatch(
                  other ->
                      other.person != claim.person
                          && HandLock.coincide(size, other.hand.points(), claim.hand.points()));
      if (isOthers) {
        result.set(claim.person, result.get(claim.person).without(claim.side));
      } else {
        kept.add(claim);
      }
    }
    return List.copyOf(result);
  }

  private static HandClaim claim(
      Size size, int person, Side side, HandStage.Found hand, PoseStage.Found pose) {
    int wrist = side.wrist();
    double distance =
        Math.hypot(
            (hand.points().x(0) - pose.points().x(wrist)) * size.width(),
            (hand.points().y(0) - pose.points().y(wrist)) * size.height());
    return new HandClaim(person, side, hand, distance);
  }

  /// The face of each person unless it is another one's.
  static List<Optional<Face>> faces(
      Size size, List<PoseStage.Found> poses, List<Optional<Face>> all) {
    var claims = new ArrayList<FaceClaim>();
    for (int i = 0; i < all.size(); i++) {
      int person = i;
      all.get(i)
          .map(face -> Points.of(face.landmarks()))
          .ifPresent(
              face ->
                  claims.add(
                      new FaceClaim(
                          person, face, distance(size, face, poses.get(person).points()))));
    }
    claims.sort(Comparator.comparingDouble(FaceClaim::distance));
    var kept = new ArrayList<FaceClaim>();
    var result = new ArrayList<>(all);
    for (var claim : claims) {
      if (kept.stream().anyMatch(other -> coincide(size, other.face, claim.face))) {
        result.set(claim.person, Optional.empty());
      } else {
        kept.add(claim);
      }
    }
    return List.copyOf(result);
  }

  private static double distance(Size size, Points face, Points pose) {
    return IntStream.range(0, ON_FACE.length)
        .mapToDouble(i -> between(size, face, ON_FACE[i], pose, ON_POSE[i]))
        .sum();
  }

  private static boolean coincide(Size size, Points one, Points other) {
    double mean =
        IntStream.range(0, one.count())
            .mapToDouble(i -> between(size, one, i, other, i))
            .average()
            .orElse(0);
    float side = FaceStage.regionFromLandmarks(size, one).width() * size.width();
    return mean < SAME_FACE * side;
  }

  private static double between(Size size, Points one, int i, Points other, int j) {
    return Math.hypot(
        (one.x(i) - other.x(j)) * size.width(), (one.y(i) - other.y(j)) * size.height());
  }
}
