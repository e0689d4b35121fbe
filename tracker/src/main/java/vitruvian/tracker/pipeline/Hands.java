package vitruvian.tracker.pipeline;

import java.util.Optional;
import vitruvian.tracker.Frame;
import vitruvian.tracker.Sampling;
import vitruvian.tracker.VideoOptions;
import vitruvian.tracker.pipeline.HandStage.Side;

/// Both hands of a person, as far as they were found.
record Hands(Optional<HandStage.Found> left, Optional<HandStage.Found> right) {
  static final Hands NONE = new Hands(Optional.empty(), Optional.empty());

  /// Looks for both, each on its own, and then keeps them apart where that is asked for.
  static Hands find(
      Models models, Frame frame, PoseStage.Found pose, VideoOptions video, StreamState before) {
    var sampling = video.tracking().sampling();
    var found =
        new Hands(
            HandStage.run(models, frame, Side.LEFT, pose, sampling, before.leftHand()),
            HandStage.run(models, frame, Side.RIGHT, pose, sampling, before.rightHand()));
    return video.lockHands() ? found.locked(models, frame, pose, sampling, before) : found;
  }

  Optional<HandStage.Found> of(Side side) {
    return side == Side.LEFT ? left : right;
  }

  Hands without(Side side) {
    return side == Side.LEFT
        ? new Hands(Optional.empty(), right)
        : new Hands(left, Optional.empty());
  }

  // Each as what it is. If they are one hand found twice, the other one is looked for once more,
  // where it was in the frame before.
  Hands locked(
      Models models, Frame frame, PoseStage.Found pose, Sampling sampling, StreamState before) {
    if (left.isEmpty() || right.isEmpty()) {
      return this;
    }
    var size = new Size(frame.width(), frame.height());
    return switch (verdict(size, pose, before)) {
      case APART -> this;
      case SWAPPED ->
          new Hands(
              right.map(hand -> hand.anchored(Side.LEFT, pose)),
              left.map(hand -> hand.anchored(Side.RIGHT, pose)));
      case BOTH_LEFT ->
          new Hands(
              left,
              before
                  .rightHand()
                  .flatMap(was -> HandStage.again(models, frame, Side.RIGHT, pose, sampling, was))
                  .filter(hand -> !coincides(size, hand, left)));
      case BOTH_RIGHT ->
          new Hands(
              before
                  .leftHand()
                  .flatMap(was -> HandStage.again(models, frame, Side.LEFT, pose, sampling, was))
                  .filter(hand -> !coincides(size, hand, right)),
              right);
    };
  }

  private HandLock.Verdict verdict(Size size, PoseStage.Found pose, StreamState before) {
    boolean hadBoth = before.leftHand().isPresent() && before.rightHand().isPresent();
    return HandLock.judge(
        size,
        left.orElseThrow(),
        right.orElseThrow(),
        places(pose, Side.LEFT, before.leftHand().filter(_ -> hadBoth)),
        places(pose, Side.RIGHT, before.rightHand().filter(_ -> hadBoth)));
  }

  private static Points places(PoseStage.Found pose, Side side, Optional<Points> before) {
    var places = new Points(before.isPresent() ? 2 : 1);
    places.setValues(0, pose.points().values(side.wrist(), 1));
    before.ifPresent(hand -> places.setValues(1, hand.values(0, 1)));
    return places;
  }

  private static boolean coincides(
      Size size, HandStage.Found hand, Optional<HandStage.Found> other) {
    return other
        .filter(found -> HandLock.coincide(size, hand.points(), found.points()))
        .isPresent();
  }
}
