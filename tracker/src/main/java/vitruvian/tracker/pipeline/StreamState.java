package vitruvian.tracker.pipeline;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.Hand;

/// What a stream remembers from its last frame: an immutable value that travels with the stream.
///
/// @param micros the time of the last frame; -1 before the first
/// @param region where the pose is looked for next; empty when the detector has to look
/// @param smoothing the filters of the pose
/// @param leftHand the landmarks of the last frame's left hand, unsmoothed
/// @param rightHand those of its right hand
/// @param face those of its face
/// @param parts the filters of hands and face
/// @param mask the last smoothed mask, however long ago
public record StreamState(
    long micros,
    Optional<Rect> region,
    PoseSmoothing smoothing,
    Optional<Points> leftHand,
    Optional<Points> rightHand,
    Optional<Points> face,
    PartSmoothing parts,
    Optional<FloatMask> mask)
    implements StreamMemory {
  private static final int MAGIC = 0x56545332; // VTS2

  // Magic, time, five present-or-not, the region, three numbers of points.
  private static final int FIXED_BYTES = 4 + 8 + 5 + 5 * 4 + 3 * 4;

  /// A stream before its first frame.
  public static final StreamState FRESH =
      new StreamState(
          -1,
          Optional.empty(),
          PoseSmoothing.FRESH,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          PartSmoothing.FRESH,
          Optional.empty());

  /// The state after a frame without a person.
  StreamState lost(long now) {
    return new StreamState(
        now,
        Optional.empty(),
        smoothing.lost(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        PartSmoothing.FRESH,
        mask);
  }

  @Override
  public byte[] toBytes() {
    var to =
        ByteBuffer.allocate(
            FIXED_BYTES + smoothing.bytes() + listBytes() + parts.bytes() + maskBytes());
    to.putInt(MAGIC).putLong(micros);
    write(
        to,
        region,
        rect -> floats(to, rect.x(), rect.y(), rect.width(), rect.height(), rect.rotation()));
    smoothing.write(to);
    write(to, leftHand, points -> writePoints(to, points));
    write(to, rightHand, points -> writePoints(to, points));
    write(to, face, points -> writePoints(to, points));
    parts.write(to);
    write(to, mask, value -> value.write(to));
    return Arrays.copyOf(to.array(), to.position());
  }

  /// The state that [#toBytes] wrote.
  ///
  /// @throws IllegalArgumentException where the bytes are no state of this version
  public static StreamState ofBytes(byte[] bytes) {
    var from = ByteBuffer.wrap(bytes);
    try {
      if (from.getInt() != MAGIC) {
        throw new IllegalArgumentException("not a track state of this version");
      }
      var state = read(from);
      if (from.hasRemaining()) {
        throw new IllegalArgumentException("a track state with something behind it");
      }
      return state;
    } catch (BufferUnderflowException tooShort) {
      throw new IllegalArgumentException("a track state that was cut off", tooShort);
    }
  }

  private static StreamState read(ByteBuffer from) {
    long micros = from.getLong();
    var region = read(from, StreamState::readRect);
    var smoothing = PoseSmoothing.read(from);
    var leftHand = read(from, StreamState::readHand);
    var rightHand = read(from, StreamState::readHand);
    var face = read(from, StreamState::readFace);
    var parts = PartSmoothing.read(from, face.map(Points::count).orElse(0));
    var mask = read(from, FloatMask::read);
    return new StreamState(micros, region, smoothing, leftHand, rightHand, face, parts, mask);
  }

  private int listBytes() {
    return Stream.of(leftHand, rightHand, face)
        .flatMap(Optional::stream)
        .mapToInt(points -> 3 * Float.BYTES * points.count())
        .sum();
  }

  private int maskBytes() {
    return mask.map(FloatMask::bytes).orElse(0);
  }

  private static <T> void write(ByteBuffer to, Optional<T> value, Consumer<T> write) {
    to.put((byte) (value.isPresent() ? 1 : 0));
    value.ifPresent(write);
  }

  private static <T> Optional<T> read(ByteBuffer from, Function<ByteBuffer, T> read) {
    byte present = from.get();
    if (present != 0 && present != 1) {
      throw new IllegalArgumentException("a damaged track state");
    }
    return present == 1 ? Optional.of(read.apply(from)) : Optional.empty();
  }

  private static void floats(ByteBuffer to, float... values) {
    for (float value : values) {
      to.putFloat(value);
    }
  }

  private static Rect readRect(ByteBuffer from) {
    var rect =
        new Rect(
            from.getFloat(), from.getFloat(), from.getFloat(), from.getFloat(), from.getFloat());
    if (!rect.isUsable()) {
      throw new IllegalArgumentException("a track state with an empty region");
    }
    return rect;
  }

  private static void writePoints(ByteBuffer to, Points points) {
    to.putInt(points.count());
    floats(to, points.values(0, points.count()));
  }

  private static Points readHand(ByteBuffer from) {
    return readPoints(from, Hand.POINTS, Hand.POINTS);
  }

  private static Points readFace(ByteBuffer from) {
    return readPoints(from, Face.MESH_POINTS, Face.REFINED_POINTS);
  }

  private static Points readPoints(ByteBuffer from, int count, int orCount) {
    int found = from.getInt();
    if (found != count && found != orCount) {
      throw new IllegalArgumentException("a part of %d points".formatted(found));
    }
    var points = new Points(found);
    for (int i = 0; i < found; i++) {
      points.set(i, from.getFloat(), from.getFloat(), from.getFloat());
    }
    if (!points.areFinite()) {
      throw new IllegalArgumentException("a part at no place");
    }
    return points;
  }
}
