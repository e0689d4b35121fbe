package vitruvian.tracker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vitruvian.landmarks.Hand;
import vitruvian.tracker.pipeline.HandLock.Verdict;

/// Two hands are left alone; one hand found twice, and hands at each other's place, are told.
final class HandLockTest {
  private static final Size SIZE = new Size(1000, 1000);

  private static HandStage.Found hand(float x, float isRight) {
    var noise = new Random(1);
    var points = new Points(Hand.POINTS);
    for (int i = 0; i < Hand.POINTS; i++) {
      float shake = (float) noise.nextGaussian() * 0.001f;
      int row = i / 5;
      points.set(i, x + i % 5 * 0.02f + shake, 0.5f - row * 0.025f + shake, 0);
    }
    return new HandStage.Found(points, new Points(Hand.POINTS), 0.9f, isRight);
  }

  private static Points places(float... x) {
    var places = new Points(x.length);
    for (int i = 0; i < x.length; i++) {
      places.set(i, x[i], 0.5f, 0);
    }
    return places;
  }

  private static Verdict judge(HandStage.Found left, HandStage.Found right) {
    return HandLock.judge(SIZE, left, right, places(0.6f, 0.62f), places(0.3f, 0.32f));
  }

  @ParameterizedTest
  @CsvSource({
    "0.60, 0.00, 0.30, 1.00, APART",
    "0.30, 0.00, 0.60, 1.00, APART",
    "0.60, 0.95, 0.30, 0.95, APART",
    "0.60, 0.80, 0.30, 0.20, APART",
    "0.45, 0.00, 0.40, 1.00, APART",
    "0.60, 0.99, 0.30, 0.01, SWAPPED",
    "0.40, 0.99, 0.40, 0.97, BOTH_RIGHT",
    "0.40, 0.02, 0.405, 0.01, BOTH_LEFT",
    "0.50, 0.50, 0.50, 0.60, BOTH_LEFT",
    "0.40, 0.50, 0.41, 0.60, BOTH_RIGHT",
  })
  void judges(float leftX, float leftSide, float rightX, float rightSide, Verdict verdict) {
    assertThat(judge(hand(leftX, leftSide), hand(rightX, rightSide))).isEqualTo(verdict);
  }

  @Test
  void aSmallHandIsJudgedByItsOwnSize() {
    var one = hand(0.3f, 0).points();
    assertThat(HandLock.coincide(SIZE, one, hand(0.31f, 0).points())).isTrue();
    assertThat(HandLock.coincide(SIZE, shrunk(one, 0.3f), shrunk(hand(0.34f, 0).points(), 0.34f)))
        .isFalse();
  }

  // To a tenth, around its wrist.
  private static Points shrunk(Points hand, float wristX) {
    var small = new Points(hand.count());
    for (int i = 0; i < hand.count(); i++) {
      small.set(i, wristX + (hand.x(i) - wristX) / 10, 0.5f + (hand.y(i) - 0.5f) / 10, 0);
    }
    return small;
  }
}
