package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.Hand;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.landmarks.Pose;

/// A hand or a face that two people's searches ended at is that of the nearer one, and of nobody
/// else.
final class BelongingsTest {
  private static final Size SIZE = new Size(1000, 1000);
  private static final int LEFT_WRIST = 15;

  // Somebody whose face and wrists are around a place.
  private static PoseStage.Found pose(float x) {
    var points = new Points(PoseStage.POINTS);
    for (int i = 0; i < PoseStage.POINTS; i++) {
      points.set(i, x, 0.3f, 0);
    }
    points.set(LEFT_WRIST, x + 0.1f, 0.6f, 0);
    points.set(LEFT_WRIST + 1, x - 0.1f, 0.6f, 0);
    var sure = new float[PoseStage.POINTS];
    return new PoseStage.Found(Rect.WHOLE, points, sure, sure, new Points(Pose.POINTS), 1);
  }

  private static Optional<HandStage.Found> hand(float x) {
    var points = new Points(Hand.POINTS);
    for (int i = 0; i < Hand.POINTS; i++) {
      int row = i / 5;
      points.set(i, x + i % 5 * 0.01f, 0.6f - row * 0.015f, 0);
    }
    return Optional.of(new HandStage.Found(points, new Points(Hand.POINTS), 0.9f, 0));
  }

  private static Optional<Face> face(float x) {
    List<NormalizedLandmark> landmarks = new ArrayList<>(Face.MESH_POINTS);
    for (int i = 0; i < Face.MESH_POINTS; i++) {
      int row = i / 20;
      float across = i % 20 * 0.005f - 0.05f;
      landmarks.add(new NormalizedLandmark(x + across, 0.25f + row * 0.004f, 0));
    }
    return Optional.of(new Face(landmarks, 1, Optional.empty()));
  }

  @Test
  void aHandIsOfWhomThePoseHasItNearer() {
    var poses = List.of(pose(0.4f), pose(0.6f));
    // The left hand of the first is at 0.5, and so is the right one of the second.
    var hands = List.of(new Hands(hand(0.505f), hand(0.3f)), new Hands(hand(0.7f), hand(0.512f)));
    var kept = Belongings.hands(SIZE, poses, hands);
    assertThat(kept.get(0).left()).isPresent();
    assertThat(kept.get(0).right()).isPresent();
    assertThat(kept.get(1).left()).isPresent();
    assertThat(kept.get(1).right()).isEmpty();
    // And the other way round, whatever the order of the people is.
    var turned = Belongings.hands(SIZE, poses.reversed(), hands.reversed());
    assertThat(turned).isEqualTo(kept.reversed());
  }

  @Test
  void handsThatOnlyTouchAreTwo() {
    var hands =
        List.of(new Hands(hand(0.5f), Optional.empty()), new Hands(Optional.empty(), hand(0.55f)));
    assertThat(Belongings.hands(SIZE, List.of(pose(0.4f), pose(0.65f)), hands)).isEqualTo(hands);
  }

  @Test
  void bothHandsOfOnePersonAreNobodyElsesConcern() {
    var hands = List.of(new Hands(hand(0.5f), hand(0.5f)));
    assertThat(Belongings.hands(SIZE, List.of(pose(0.4f)), hands)).isEqualTo(hands);
  }

  @Test
  void threeWhoFoundOneFaceHaveItOnce() {
    var poses = List.of(pose(0.35f), pose(0.5f), pose(0.6f));
    var faces = List.of(face(0.5f), face(0.502f), face(0.505f));
    var kept = Belongings.faces(SIZE, poses, faces);
    assertThat(kept).containsExactly(Optional.empty(), faces.get(1), Optional.empty());
  }

  @Test
  void facesSideBySideAreTwo() {
    var faces = List.of(face(0.4f), face(0.46f));
    assertThat(Belongings.faces(SIZE, List.of(pose(0.4f), pose(0.46f)), faces)).isEqualTo(faces);
  }
}
