package vitruvian.motion;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a stream of frames remembers of its person: the body as far as it is learned, and how it
/// was
/// posed. An immutable value of some kilobytes that belongs to whoever has the stream.
public final class MotionState {
  /// Nothing yet: before the first frame.
  public static final MotionState FRESH =
      new MotionState(Body.COMMON, null, false, Duration.ZERO, null);

  /// How many frames a body is learned from, live: after that it is fixed.
  private static final int LEARNING = 64;

  final Body body;
  final boolean fixed;
  final Duration time;
  final @Nullable Pose pose;
  private final @Nullable Learned learned;

  /// The measures of the frames so far, the last one first.
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  private record Learned(float[] measures, @Nullable Learned before, int count) {}

  /// How it was posed.
  ///
  /// @param rotations as they went out, four numbers a bone
  /// @param speeds of the rotations, three numbers a bone, radians a second
  /// @param hinges how the four limbs were turned before they were smoothed: left and right arm,
  ///     left and right leg
  /// @param variances of the twists of the same, in square radians
  /// @param forearms by how much both forearms are twisted, in radians
  /// @param floor the height of the floor
  /// @param apart how each bone was shown apart from where it went
  /// @param known a bit for each bone that was seen
  /// @param points a bit for each landmark of the body that was seen
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Pose(
      double[] rotations,
      double[] speeds,
      Quaternion[] hinges,
      double[] variances,
      double[] forearms,
      Quaternion[] apart,
      long known,
      long points,
      Vector root,
      Vector rootSpeed,
      double floor,
      Feet feet) {}

  private MotionState(
      Body body, @Nullable Learned learned, boolean fixed, Duration time, @Nullable Pose pose) {
    this.body = body;
    this.learned = learned;
    this.fixed = fixed;
    this.time = time;
    this.pose = pose;
  }

  /// Before the first frame of a stream whose body is known, as it is for files.
  static MotionState of(Body body) {
    return new MotionState(body, null, true, Duration.ZERO, null);
  }

  /// This with what a frame shows of the body. The body is told anew after 1, 2, 4 ... frames.
  MotionState learn(Points points) {
    if (fixed) {
      return this;
    }
    int count = learned == null ? 1 : learned.count + 1;
    var more = new Learned(Measures.of(points), learned, count);
    if ((count & (count - 1)) != 0) {
      return new MotionState(body, more, false, time, pose);
    }
    var frames = new ArrayList<float[]>(count);
    for (var one = more; one != null; one = one.before) {
      frames.add(one.measures);
    }
    boolean enough = count >= LEARNING;
    return new MotionState(Body.of(List.copyOf(frames)), enough ? null : more, enough, time, pose);
  }

  MotionState after(Duration now, Pose next) {
    return new MotionState(body, learned, fixed, now, next);
  }
}
