package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.Hand;
import vitruvian.tracker.TrackOptions;
import vitruvian.tracker.VideoOptions;

/// The filters of hands and face: calm at rest, soon there after a step, afresh elsewhere.
final class PartSmoothingTest {
  private static final Size SIZE = new Size(1000, 800);
  private static final long STEP = 33_333_000;
  private static final VideoOptions OFF = new VideoOptions(TrackOptions.DEFAULT, true, true);
  private static final VideoOptions ON = OFF.withSmoothHands(true).withSmoothFace(true);

  // A hand 100 pixels high, its wrist in the middle of the picture's left half.
  private static HandStage.Found hand(float dx, Random noise) {
    var points = new Points(Hand.POINTS);
    var world = new Points(Hand.POINTS);
    for (int i = 0; i < Hand.POINTS; i++) {
      float x = i % 5 * 0.01f;
      int row = i / 5;
      float y = row * -0.025f;
      points.set(i, 0.25f + dx + x + shake(noise), 0.5f + y + shake(noise), shake(noise));
      world.set(i, 1 + x + shake(noise), 2 + y + shake(noise), 3 + shake(noise));
    }
    return new HandStage.Found(points, world, 0.9f, 0);
  }

  private static float shake(Random noise) {
    return (float) (noise.nextGaussian() * 0.0003);
  }

  private static Face face(Random noise) {
    var points = new Points(Face.REFINED_POINTS);
    for (int i = 0; i < points.count(); i++) {
      int row = i / 20;
      points.set(
          i, 0.5f + i % 20 * 0.01f + shake(noise), 0.4f + row * 0.01f + shake(noise), shake(noise));
    }
    return FaceStage.face(points, 0.9f);
  }

  private static Hands left(HandStage.Found hand) {
    return new Hands(Optional.of(hand), Optional.empty());
  }

  private static PartSmoothing.Smoothed apply(
      PartSmoothing before, HandStage.Found hand, long nanos) {
    return before.apply(left(hand), Optional.empty(), SIZE, nanos, ON);
  }

  private static Points points(PartSmoothing.Smoothed smoothed) {
    return smoothed.hands().left().orElseThrow().points();
  }

  private static PartSmoothing settled(int frames, Random noise) {
    var filters = PartSmoothing.FRESH;
    for (int n = 1; n <= frames; n++) {
      filters =
          filters
              .apply(
                  new Hands(Optional.of(hand(0, noise)), Optional.of(hand(0.5f, noise))),
                  Optional.of(face(noise)),
                  SIZE,
                  n * STEP,
                  ON)
              .after();
    }
    return filters;
  }

  @Test
  void aStillHandIsCalmed() {
    var noise = new Random(1);
    var filters = PartSmoothing.FRESH;
    double raw = 0;
    double smooth = 0;
    double rawSpace = 0;
    double space = 0;
    for (int n = 1; n <= 100; n++) {
      var hand = hand(0, noise);
      var smoothed = apply(filters, hand, n * STEP);
      filters = smoothed.after();
      if (n > 20) {
        var found = smoothed.hands().left().orElseThrow();
        raw += Math.pow(hand.points().x(8) - 0.28, 2);
        smooth += Math.pow(found.points().x(8) - 0.28, 2);
        rawSpace += Math.pow(hand.world().x(8) - hand.world().x(0) - 0.03, 2);
        space += Math.pow(found.world().x(8) - found.world().x(0) - 0.03, 2);
      }
    }
    assertThat(smooth).isLessThan(raw / 4);
    assertThat(space).isLessThan(rawSpace / 4);
  }

  @Test
  void aStillFaceIsCalmed() {
    var noise = new Random(2);
    var filters = PartSmoothing.FRESH;
    double raw = 0;
    double smooth = 0;
    for (int n = 1; n <= 60; n++) {
      var face = face(noise);
      var smoothed = filters.apply(Hands.NONE, Optional.of(face), SIZE, n * STEP, ON);
      filters = smoothed.after();
      raw += Math.pow(face.landmarks().get(25).x() - 0.55, 2);
      smooth += Math.pow(smoothed.face().orElseThrow().landmarks().get(25).x() - 0.55, 2);
    }
    assertThat(smooth).isLessThan(raw / 2);
  }

  @Test
  void aStepIsFollowed() {
    var noise = new Random(3);
    var filters = settled(20, noise);
    float moved = 0.04f;
    float first = 0;
    float last = 0;
    for (int n = 21; n <= 30; n++) {
      var smoothed = apply(filters, hand(moved, noise), n * STEP);
      filters = smoothed.after();
      last = points(smoothed).x(0);
      first = n == 21 ? last : first;
    }
    assertThat(first).isBetween(0.25f + moved / 2, 0.25f + moved);
    assertThat(last).isCloseTo(0.25f + moved, within(0.003f));
  }

  @Test
  void theWristInSpaceStaysThatOfThePose() {
    var noise = new Random(4);
    var hand = hand(0, noise);
    var world = apply(settled(5, noise), hand, 6 * STEP).hands().left().orElseThrow().world();
    assertThat(world.values(0, 1)).containsExactly(hand.world().values(0, 1));
    assertThat(world.x(8)).isNotEqualTo(hand.world().x(8));
  }

  @Test
  void aHandElsewhereStartsAfresh() {
    var noise = new Random(5);
    var hand = hand(0.3f, noise);
    var smoothed = apply(settled(5, noise), hand, 6 * STEP);
    assertThat(points(smoothed).values(0, Hand.POINTS)[3])
        .isCloseTo(hand.points().x(1), within(1e-6f));
    assertThat(smoothed.after().left().landmarks().raw()).hasSize(3 * Hand.POINTS);
  }

  @Test
  void aLostPartStartsAfresh() {
    var lost =
        settled(5, new Random(6)).apply(Hands.NONE, Optional.empty(), SIZE, 6 * STEP, ON).after();
    assertThat(lost).isEqualTo(PartSmoothing.FRESH);
  }

  @Test
  void atTheSameTimeNothingIsSmoothed() {
    var noise = new Random(7);
    var hand = hand(0, noise);
    var filters = settled(5, noise);
    var again = apply(filters, hand, 5 * STEP);
    assertThat(points(again).x(3)).isCloseTo(hand.points().x(3), within(1e-6f));
    assertThat(again.after().left()).isEqualTo(filters.left());
  }

  @Test
  void switchedOffEverythingStaysAsItIs() {
    var noise = new Random(8);
    var hands = left(hand(0, noise));
    var face = Optional.of(face(noise));
    var smoothed = settled(5, noise).apply(hands, face, SIZE, 6 * STEP, OFF);
    assertThat(smoothed.hands()).isEqualTo(hands);
    assertThat(smoothed.face().orElseThrow()).isSameAs(face.orElseThrow());
    assertThat(smoothed.after()).isEqualTo(PartSmoothing.FRESH);
  }

  private static StreamState state(PartSmoothing filters, Random noise) {
    return new StreamState(
        7,
        Optional.of(Rect.WHOLE),
        PoseSmoothing.FRESH,
        Optional.of(hand(0, noise).points()),
        Optional.of(hand(0.5f, noise).points()),
        Optional.of(Points.of(face(noise).landmarks())),
        filters,
        Optional.empty());
  }

  @Test
  void filtersTravelAsBytes() {
    var noise = new Random(9);
    var filters = settled(5, noise);
    var state = state(filters, noise);
    var bytes = state.toBytes();
    var moved = StreamState.ofBytes(bytes);
    assertThat(moved.toBytes()).isEqualTo(bytes);
    var hand = hand(0.01f, noise);
    assertThat(points(apply(moved.parts(), hand, 6 * STEP)).values(0, Hand.POINTS))
        .isEqualTo(points(apply(filters, hand, 6 * STEP)).values(0, Hand.POINTS));
  }

  @Test
  void theFilterOfAFaceOfAnotherKindStartsAfresh() {
    var face = face(new Random(10));
    var mesh = new Face(face.landmarks().subList(0, Face.MESH_POINTS), 0.9f);
    var smoothed =
        settled(5, new Random(11)).apply(Hands.NONE, Optional.of(mesh), SIZE, 6 * STEP, ON);
    var landmarks = smoothed.face().orElseThrow().landmarks();
    assertThat(landmarks).hasSize(Face.MESH_POINTS);
    assertThat(landmarks.get(99).x()).isCloseTo(mesh.landmarks().get(99).x(), within(1e-6f));
  }
}
