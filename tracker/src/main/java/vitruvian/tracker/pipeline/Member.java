package vitruvian.tracker.pipeline;

import java.nio.ByteBuffer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Someone in a stream: an immutable value.
///
/// @param id by which the person is known in this stream, from 1; [#ON_TRIAL] while it is not sure
///     that there is one
/// @param firstMicros when the person was first seen
/// @param seenMicros when the person was last seen
/// @param points 39 landmarks as found then, unsmoothed; fractions of the picture. What others hid
///     is where it was when it was seen, moved with the rest
/// @param visible a bit for each of them that was likely visible inside of the picture, and not
///     behind somebody
/// @param speedX how fast the person moved, in widths of the picture a second
/// @param speedY the same in heights
/// @param own what is remembered of the person as of the one of a stream of one; without a region
///     where the person is out of sight
record Member(
    int id,
    long firstMicros,
    long seenMicros,
    Points points,
    long visible,
    float speedX,
    float speedY,
    StreamState own) {
  static final int ON_TRIAL = 0;

  // How long somebody new must be seen before the person is reported, in microseconds.
  private static final long TRIAL = 60_000;

  // What the speed of a step counts beside that of the steps before, where all joints show: the
  // fewer do, the less a step tells.
  private static final float SPEED_ALPHA = 0.4f;

  // How long somebody out of sight goes on, in seconds.
  private static final float GOES_ON = 1;

  // How far somebody may be from where the person is expected after being out of sight, in sides,
  // and how much further for each second.
  private static final double RETURN = 0.2;
  private static final double RETURN_SPEED = 0.3;

  boolean isInSight() {
    return own.region().isPresent();
  }

  /// Where the body is likely to be.
  Body expected(long micros, Size size) {
    float seconds = Math.min(GOES_ON, (micros - seenMicros) * 1e-6f);
    return last(size).moved(seconds * speedX * size.width(), seconds * speedY * size.height());
  }

  /// How far from there the person may be, in sides.
  double reach(long micros) {
    return RETURN + RETURN_SPEED * (micros - seenMicros) * 1e-6;
  }

  /// Where it was last.
  Body last(Size size) {
    return Body.of(points, visible, size);
  }

  boolean isOnTrial() {
    return id == ON_TRIAL;
  }

  /// Whether somebody who is seen now was seen for long enough to be sure.
  boolean hasStoodTrial(long micros) {
    return micros - firstMicros >= TRIAL;
  }

  /// Someone seen for the first time.
  static Member fresh(int id, long micros, Sighting sighting, StreamState own) {
    return new Member(
        id, micros, micros, sighting.found().points(), sighting.body().seen(), 0, 0, own);
  }

  /// The same after a frame in which the person was seen.
  ///
  /// @param id that the person has from now on
  Member seen(int id, long micros, Sighting sighting, StreamState after) {
    float seconds = (micros - seenMicros) * 1e-6f;
    var now = sighting.found().points();
    long seen = sighting.body().seen();
    // Of the joints that both show the middle one: limbs swing, and what is hidden is a guess.
    int[] both = IntStream.of(Body.JOINTS).filter(i -> (visible & seen & 1L << i) != 0).toArray();
    // At the same time, or back in sight: no step to tell the speed from.
    boolean step = seconds > 0 && isInSight() && both.length > 0;
    float dx = median(both, i -> now.x(i) - points.x(i));
    float dy = median(both, i -> now.y(i) - points.y(i));
    float x = step ? dx / seconds : speedX;
    float y = step ? dy / seconds : speedY;
    float alpha = SPEED_ALPHA * both.length / Body.JOINTS.length;
    var known = points.copy().moved(dx, dy, 0).replaced(now, ~sighting.hidden());
    return new Member(
        id,
        firstMicros,
        micros,
        known,
        seen,
        speedX + alpha * (x - speedX),
        speedY + alpha * (y - speedY),
        after);
  }

  private static float median(int[] joints, IntToDoubleFunction of) {
    if (joints.length == 0) {
      return 0;
    }
    var sorted = IntStream.of(joints).mapToDouble(of).sorted().toArray();
    int middle = sorted.length / 2;
    return (float)
        (sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }

  /// The same after a frame in which the person was not seen.
  Member unseen(long micros) {
    return new Member(
        id, firstMicros, seenMicros, points, visible, speedX, speedY, own.lost(micros));
  }

  static final int FIXED_BYTES =
      4 + 8 + 8 + 3 * Float.BYTES * PoseStage.POINTS + 8 + 2 * Float.BYTES + 4;

  void write(ByteBuffer to, byte[] ownBytes) {
    to.putInt(id).putLong(firstMicros).putLong(seenMicros).putLong(visible);
    to.putFloat(speedX).putFloat(speedY);
    for (float value : points.values(0, PoseStage.POINTS)) {
      to.putFloat(value);
    }
    to.putInt(ownBytes.length).put(ownBytes);
  }

  static Member read(ByteBuffer from) {
    int id = from.getInt();
    long firstMicros = from.getLong();
    long seenMicros = from.getLong();
    long visible = from.getLong();
    float speedX = from.getFloat();
    float speedY = from.getFloat();
    var points = new Points(PoseStage.POINTS);
    for (int i = 0; i < PoseStage.POINTS; i++) {
      points.set(i, from.getFloat(), from.getFloat(), from.getFloat());
    }
    int length = from.getInt();
    if (id < ON_TRIAL
        || firstMicros < 0
        || seenMicros < firstMicros
        || !Float.isFinite(speedX)
        || !Float.isFinite(speedY)
        || !points.areFinite()
        || length < 0
        || length > from.remaining()) {
      throw new IllegalArgumentException("a damaged track state");
    }
    var bytes = new byte[length];
    from.get(bytes);
    return new Member(
        id, firstMicros, seenMicros, points, visible, speedX, speedY, StreamState.ofBytes(bytes));
  }
}
