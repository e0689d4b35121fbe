package vitruvian.motion;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.Person;

/// From landmarks to the rotations of a humanoid skeleton, frame by frame. It keeps nothing: what a
/// stream remembers is a [MotionState] in the caller's hands. For any number of threads.
///
/// Hips, chest, head and palms are seen as full frames ([Frames]). Limbs have their direction from
/// two landmarks and their twist from whatever tells it, each weighed by how well it does
/// ([Twist]). What is not seen goes to rest at a limited speed, and comes back so ([Transition]).
public final class MotionSolver {
  // A frame that comes much later than the one before it says nothing about speeds.
  private static final double LONGEST_STEP = 0.5;
  private static final double SHORTEST_STEP = 1e-3;
  private static final double USUAL_STEP = 1.0 / 30;

  private static final double FLOOR_SETTLES = 0.3;

  // Nothing is apart from where it goes.
  private static final Quaternion[] TOGETHER = together();

  private final MotionOptions options;

  /// A solver.
  ///
  /// @param options how it is done
  public MotionSolver(MotionOptions options) {
    this.options = options;
  }

  private static Quaternion[] together() {
    var apart = new Quaternion[Bone.COUNT];
    Arrays.fill(apart, Quaternion.IDENTITY);
    return apart;
  }

  /// A frame of motion, and what the stream remembers after it.
  public record Solved(MotionFrame frame, MotionState after) {}

  /// How it is done.
  public MotionOptions options() {
    return options;
  }

  /// What the first of two passes over a file learns: the measures of the person, which are then
  /// the same for all frames.
  public final class Learning {
    private final Measures.Collection measures = new Measures.Collection();

    private Learning() {}

    /// Takes a frame's person.
    public void add(Person person, ImageSize picture) {
      measures.add(Measures.of(points(person, picture, 0)));
    }

    /// The state to begin the second pass with.
    public MotionState state() {
      return MotionState.of(Body.of(measures.frames()));
    }
  }

  /// The skeleton of a file's person, as the first pass has learned it.
  public Skeleton restOf(MotionState learned) {
    return learned.body.skeleton();
  }

  /// Begins the first of two passes over a file.
  public Learning learning() {
    return new Learning();
  }

  /// The next frame of a stream of one person.
  ///
  /// @param before what the frame before left
  public Solved solve(FrameResult frame, MotionState before) {
    HolisticResult result = frame.result();
    return solve(result.people().stream().findFirst(), result.image(), frame.timestamp(), before);
  }

  /// The next frame of a stream.
  ///
  /// @param person absent where nobody was found
  /// @param picture its size in pixels
  /// @param time since the start
  /// @param before what the frame before left
  public Solved solve(
      Optional<Person> person, ImageSize picture, Duration time, MotionState before) {
    long seen = before.pose == null ? 0 : before.pose.points();
    var points = person.isPresent() ? points(person.get(), picture, seen) : new Points();
    var state = points.present() ? before.learn(points) : before;
    double dt = (time.toNanos() - before.time.toNanos()) / 1e9;
    if (before.pose == null || !(dt > 0)) {
      dt = USUAL_STEP;
    }
    dt = Math.clamp(dt, SHORTEST_STEP, LONGEST_STEP);
    var frames = new Frames(state.body, options.smooth(), dt);
    frames.set(points, state.pose);
    return finish(state, frames, points, time, dt);
  }

  private Points points(Person person, ImageSize picture, long seen) {
    return new Points(person, picture, options.fieldOfView(), seen);
  }

  private Solved finish(MotionState state, Frames frames, Points points, Duration time, double dt) {
    var last = state.pose;
    var speeds = new double[3 * Bone.COUNT];
    var apart = last == null ? TOGETHER : last.apart();
    boolean owned = false;
    var rotations = frames.locals();
    for (int b = 0; b < Bone.COUNT; b++) {
      if (last == null) {
        continue;
      }
      boolean seen = frames.isKnown(b);
      boolean changed = seen != ((last.known() >> b & 1) != 0);
      if (changed || !apart[b].equals(Quaternion.IDENTITY)) {
        // Mostly nothing is, and then the array of the frame before will do.
        apart = owned ? apart : apart.clone();
        owned = true;
        apart[b] = Transition.apart(b, apart[b], last.rotations(), rotations, seen, changed, dt);
      }
      var from = MotionFrame.at(last.rotations(), b);
      var wanted = MotionFrame.at(rotations, b).times(apart[b]).unit();
      if (!options.smooth()) {
        MotionFrame.put(rotations, b, wanted);
        continue;
      }
      var speed = Smoothing.speed(Vector.at(last.speeds(), b), from, wanted, dt);
      Vector.put(speeds, b, speed);
      MotionFrame.put(rotations, b, Smoothing.rotation(from, wanted, speed, dt));
    }
    return place(state, frames, points, time, dt, rotations, speeds, apart);
  }

  private Solved place(
      MotionState state,
      Frames frames,
      Points points,
      Duration time,
      double dt,
      double[] rotations,
      double[] speeds,
      Quaternion[] apart) {
    var last = state.pose;
    var seen = points.root();
    Vector root;
    var speed = Vector.ZERO;
    if (last == null) {
      root = seen == null ? Vector.ZERO : seen;
    } else if (seen == null) {
      root = last.root();
    } else if (options.smooth()) {
      speed = Smoothing.speed(last.rootSpeed(), last.root(), seen, dt);
      root = Smoothing.place(last.root(), seen, speed, dt);
    } else {
      root = seen;
    }
    double floor = floor(state, root, dt);
    var skeleton = state.body.skeleton();
    var feet = Feet.NONE;
    var bare = new MotionFrame(time, skeleton, root, rotations, frames.known(), points.present());
    if (options.grounded()) {
      feet =
          (last == null ? Feet.NONE : last.feet())
              .next(foot(bare, points, 1), foot(bare, points, -1), floor, dt);
    }
    var shown = options.grounded() ? root.plus(feet.move()).minus(new Vector(0, floor, 0)) : root;
    var frame = new MotionFrame(time, skeleton, shown, rotations, frames.known(), points.present());
    var pose =
        new MotionState.Pose(
            rotations,
            speeds,
            frames.hinges(),
            frames.variances(),
            frames.forearms(),
            apart,
            frames.known(),
            points.seenBits(),
            root,
            speed,
            floor,
            feet);
    return new Solved(frame, state.after(time, pose));
  }

  // Live, the body is learned anew some times in the first seconds, which must not be seen as
  // jumps.
  // Where nobody's feet were ever seen, the figure stands where its hips are.
  private static double floor(MotionState state, Vector root, double dt) {
    var last = state.pose;
    double known = state.body.floor();
    if (last == null) {
      return Double.isNaN(known) ? root.y() - state.body.skeleton().hipHeight() : known;
    }
    return Double.isNaN(known)
        ? last.floor()
        : last.floor() + (known - last.floor()) * (1 - Math.exp(-dt / FLOOR_SETTLES));
  }

  // The ball of the foot: a heel is lifted before the foot goes.
  private static @Nullable Vector foot(MotionFrame frame, Points points, int side) {
    int index = side > 0 ? 31 : 32;
    if (!points.seen(index)) {
      return null;
    }
    var bone = Bone.of(Bone.LEFT_FOOT, side);
    return frame.position(bone).plus(frame.worldRotation(bone).turn(frame.skeleton().toe(side)));
  }
}
