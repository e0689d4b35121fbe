package vitruvian.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.Person;
import vitruvian.motion.MotionFrame;
import vitruvian.motion.MotionJson;
import vitruvian.motion.MotionSolver;
import vitruvian.motion.MotionState;
import vitruvian.motion.Skeleton;

/// The motion of one live stream: rotations beside the landmarks where its client wants them, and
/// frames to the receiver of the VMC protocol where this is the stream that plays. Where neither is
/// wanted nothing is computed. For one thread at a time, as the stream's answers are.
///
/// Where several people are looked for each has a motion of its own, by the id. Played is whoever
/// was there first, until the person is gone.
final class MotionFeed {
  private final MotionWish wish;
  private final boolean several;
  private final Optional<VmcOutput> output;
  private final MotionSolver solver;
  private final SortedMap<Integer, Moving> people = new TreeMap<>();

  /// Somebody's motion so far.
  private static final class Moving {
    private MotionState state = MotionState.FRESH;
    private Duration seen = Duration.ZERO;
    private @Nullable Skeleton told;
  }

  /// @param output to where streams are played, if anywhere
  MotionFeed(Choices choices, Optional<VmcOutput> output) {
    this(choices.motion(), choices.options().people() > 1, output);
  }

  /// @param several whether more than one person is looked for
  MotionFeed(MotionWish wish, boolean several, Optional<VmcOutput> output) {
    this.wish = wish;
    this.several = several;
    this.output = output;
    this.solver = new MotionSolver(wish.options());
  }

  /// An answer, with the motion where that is wanted. A skeleton is told when it has changed.
  String with(String answer, FrameResult frame) {
    boolean plays = output.isPresent() && output.get().isFor(this);
    if (!wish.wanted() && !plays) {
      return answer;
    }
    return several ? ofAll(answer, frame, plays) : ofOne(answer, frame, plays);
  }

  private String ofOne(String answer, FrameResult frame, boolean plays) {
    var person = frame.result().people().stream().findFirst();
    var moving = people.computeIfAbsent(StreamHeap.ONLY, _ -> new Moving());
    var motion = solve(moving, person, frame);
    if (plays) {
      output.orElseThrow().send(motion, person, frame.result().image());
    }
    return wish.wanted() ? tell(answer, moving, motion) : answer;
  }

  private String ofAll(String answer, FrameResult frame, boolean plays) {
    people
        .values()
        .removeIf(
            moving -> frame.timestamp().minus(moving.seen).compareTo(StreamHeap.REMEMBERED) > 0);
    var motions = new ArrayList<String>();
    var there = frame.result().people();
    for (int i = 0; i < there.size(); i++) {
      var person = Optional.of(there.get(i));
      int id = there.get(i).id().orElse(i);
      var moving = people.computeIfAbsent(id, _ -> new Moving());
      moving.seen = frame.timestamp();
      var motion = solve(moving, person, frame);
      if (plays && id == people.firstKey()) {
        output.orElseThrow().send(motion, person, frame.result().image());
      }
      motions.add(tell("{\"id\":%d}".formatted(id), moving, motion));
    }
    return wish.wanted() ? withMotions(answer, motions) : answer;
  }

  private MotionFrame solve(Moving moving, Optional<Person> person, FrameResult frame) {
    var solved = solver.solve(person, frame.result().image(), frame.timestamp(), moving.state);
    moving.state = solved.after();
    return solved.frame();
  }

  private String tell(String object, Moving moving, MotionFrame motion) {
    boolean changed = !motion.skeleton().equals(moving.told);
    moving.told = motion.skeleton();
    return MotionJson.with(object, motion, changed, wish.angles());
  }

  private static String withMotions(String answer, List<String> motions) {
    return "%s,\"motions\":[%s]}"
        .formatted(answer.substring(0, answer.lastIndexOf('}')), String.join(",", motions));
  }

  /// The answer for a picture, with how its person is posed, or each of its people.
  static String withPose(String answer, HolisticResult result, Choices choices) {
    var wish = choices.motion();
    var solver = new MotionSolver(wish.options().withSmooth(false));
    if (choices.options().people() == 1) {
      return pose(answer, solver, result.people().stream().findFirst(), result, wish);
    }
    var motions = new ArrayList<String>();
    for (int i = 0; i < result.people().size(); i++) {
      var person = Optional.of(result.people().get(i));
      motions.add(pose("{\"person\":%d}".formatted(i), solver, person, result, wish));
    }
    return withMotions(answer, motions);
  }

  private static String pose(
      String object,
      MotionSolver solver,
      Optional<Person> person,
      HolisticResult result,
      MotionWish wish) {
    var motion = solver.solve(person, result.image(), Duration.ZERO, MotionState.FRESH).frame();
    return MotionJson.with(object, motion, true, wish.angles());
  }
}
