package vitruvian.server;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.HolisticResult;
import vitruvian.motion.MotionJson;
import vitruvian.motion.MotionSolver;
import vitruvian.motion.MotionState;
import vitruvian.motion.Skeleton;

/// The motion of one live stream: rotations beside the landmarks where its client wants them, and
/// frames to the receiver of the VMC protocol where this is the stream that plays. Where neither is
/// wanted nothing is computed. For one thread at a time, as the stream's answers are.
final class MotionFeed {
  private final MotionWish wish;
  private final Optional<VmcOutput> output;
  private final MotionSolver solver;
  private MotionState state = MotionState.FRESH;
  private @Nullable Skeleton told;

  /// @param output to where streams are played, if anywhere
  MotionFeed(MotionWish wish, Optional<VmcOutput> output) {
    this.wish = wish;
    this.output = output;
    this.solver = new MotionSolver(wish.options());
  }

  /// An answer, with the motion where that is wanted. The skeleton is told when it has changed.
  String with(String answer, FrameResult frame) {
    boolean plays = output.isPresent() && output.get().isFor(this);
    if (!wish.wanted() && !plays) {
      return answer;
    }
    var solved = solver.solve(frame, state);
    state = solved.after();
    var motion = solved.frame();
    if (plays) {
      output.orElseThrow().send(motion, frame.result());
    }
    if (!wish.wanted()) {
      return answer;
    }
    boolean changed = !motion.skeleton().equals(told);
    told = motion.skeleton();
    return MotionJson.with(answer, motion, changed, wish.angles());
  }

  /// The answer for a picture, with how its person is posed.
  static String withPose(String answer, HolisticResult result, MotionWish wish) {
    var motion =
        new MotionSolver(wish.options().withSmooth(false))
            .solve(
                result.people().stream().findFirst(),
                result.image(),
                Duration.ZERO,
                MotionState.FRESH)
            .frame();
    return MotionJson.with(answer, motion, true, wish.angles());
  }
}
