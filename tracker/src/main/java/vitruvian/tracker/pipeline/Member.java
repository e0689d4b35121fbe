package vitruvian.tracker.pipeline;

import java.nio.ByteBuffer;

/// Someone in a stream: an immutable value.
///
/// @param id by which the person is known in this stream, from 1
/// @param seenMicros when the person was last seen
/// @param points 39 landmarks as found then, unsmoothed; fractions of the picture
/// @param visible a bit for each of them that was likely visible
/// @param speedX how fast the person moved, in widths of the picture a second
/// @param speedY the same in heights
/// @param own what is remembered of the person as of the one of a stream of one; without a region
///     where the person is out of sight
record Member(
    int id,
    long seenMicros,
    Points points,
    long visible,
    float speedX,
    float speedY,
    StreamState own) {
  // What the speed of a step counts beside that of the steps before.
  private static final float SPEED_ALPHA = 0.3f;

  // How long somebody out of sight goes on, in seconds.
  private static final float GOES_ON = 1;

  boolean isInSight() {
    return own.region().isPresent();
  }

  /// Where the body is likely to be.
  Body expected(long micros, Size size) {
    float seconds = Math.min(GOES_ON, (micros - seenMicros) * 1e-6f);
    return last(size).moved(seconds * speedX * size.width(), seconds * speedY * size.height());
  }

  /// Where it was last.
  Body last(Size size) {
    return Body.of(points, visible, size);
  }

  /// Someone seen for the first time.
  static Member fresh(int id, long micros, PoseStage.Found found, StreamState own) {
    return new Member(id, micros, found.points(), Body.visible(found), 0, 0, own);
  }

  /// The same after a frame in which the person was seen.
  Member seen(long micros, PoseStage.Found found, StreamState after) {
    float seconds = (micros - seenMicros) * 1e-6f;
    float x = 0;
    float y = 0;
    // Shoulders and hips: limbs swing.
    int[] trunk = {11, 12, 23, 24};
    for (int i : trunk) {
      x += (found.points().x(i) - points.x(i)) / trunk.length;
      y += (found.points().y(i) - points.y(i)) / trunk.length;
    }
    // At the same time, or back in sight: no step to tell the speed from.
    boolean step = seconds > 0 && isInSight();
    return new Member(
        id,
        micros,
        found.points(),
        Body.visible(found),
        step ? speedX + SPEED_ALPHA * (x / seconds - speedX) : speedX,
        step ? speedY + SPEED_ALPHA * (y / seconds - speedY) : speedY,
        after);
  }

  /// The same after a frame in which the person was not seen.
  Member unseen(long micros) {
    return new Member(id, seenMicros, points, visible, speedX, speedY, own.lost(micros));
  }

  static final int FIXED_BYTES =
      4 + 8 + 3 * Float.BYTES * PoseStage.POINTS + 8 + 2 * Float.BYTES + 4;

  void write(ByteBuffer to, byte[] ownBytes) {
    to.putInt(id).putLong(seenMicros).putLong(visible).putFloat(speedX).putFloat(speedY);
    for (float value : points.values(0, PoseStage.POINTS)) {
      to.putFloat(value);
    }
    to.putInt(ownBytes.length).put(ownBytes);
  }

  static Member read(ByteBuffer from) {
    int id = from.getInt();
    long seenMicros = from.getLong();
    long visible = from.getLong();
    float speedX = from.getFloat();
    float speedY = from.getFloat();
    var points = new Points(PoseStage.POINTS);
    for (int i = 0; i < PoseStage.POINTS; i++) {
      points.set(i, from.getFloat(), from.getFloat(), from.getFloat());
    }
    int length = from.getInt();
    if (id < 1
        || seenMicros < 0
        || !Float.isFinite(speedX)
        || !Float.isFinite(speedY)
        || !points.areFinite()
        || length < 0
        || length > from.remaining()) {
      throw new IllegalArgumentException("a damaged track state");
    }
    var bytes = new byte[length];
    from.get(bytes);
    return new Member(id, seenMicros, points, visible, speedX, speedY, StreamState.ofBytes(bytes));
  }
}
