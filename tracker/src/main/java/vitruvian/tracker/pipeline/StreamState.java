package vitruvian.tracker.pipeline;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.Hand;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.landmarks.WorldLandmark;

/// What a stream remembers from its last frame: an immutable value that travels with the stream.
///
/// @param micros the time of the last frame; -1 before the first
/// @param region where the pose is looked for next; empty when the detector has to look
/// @param smoothing the filters of the pose
/// @param leftHand the left hand of the last frame
/// @param rightHand the right hand of the last frame
/// @param face the face of the last frame
/// @param mask the last smoothed mask, however long ago
public record StreamState(
    long micros,
    Optional<Rect> region,
    PoseSmoothing smoothing,
    Optional<Hand> leftHand,
    Optional<Hand> rightHand,
    Optional<Face> face,
    Optional<FloatMask> mask) {
  private static final int MAGIC = 0x56545331; // VTS1

  // Magic, time, five present-or-not, the region, two confidences of hands, confidence and size of
  // the face.
  private static final int FIXED_BYTES = 4 + 8 + 5 + 5 * 4 + 2 * 4 + 2 * 4;

  /// A stream before its first frame.
  public static final StreamState FRESH =
      new StreamState(
          -1,
          Optional.empty(),
          PoseSmoothing.FRESH,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
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
        mask);
  }

  /// The state as bytes; the same state gives the same bytes.
  public byte[] toBytes() {
    var to = ByteBuffer.allocate(FIXED_BYTES + smoothing.bytes() + listBytes() + maskBytes());
    to.putInt(MAGIC).putLong(micros);
    write(
        to,
        region,
        rect -> floats(to, rect.x(), rect.y(), rect.width(), rect.height(), rect.rotation()));
    smoothing.write(to);
    write(to, leftHand, hand -> writeHand(to, hand));
    write(to, rightHand, hand -> writeHand(to, hand));
    write(to, face, value -> writeFace(to, value));
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
      var state =
          new StreamState(
              from.getLong(),
              read(from, StreamState::readRect),
              PoseSmoothing.read(from),
              read(from, StreamState::readHand),
              read(from, StreamState::readHand),
              read(from, StreamState::readFace),
              read(from, FloatMask::read));
      if (from.hasRemaining()) {
        throw new IllegalArgumentException("a track state with something behind it");
      }
      return state;
    } catch (BufferUnderflowException tooShort) {
      throw new IllegalArgumentException("a track state that was cut off", tooShort);
    }
  }

  private int listBytes() {
    int points =
        face.map(value -> value.landmarks().size()).orElse(0)
            + 2 * Hand.POINTS * (leftHand.isPresent() ? 1 : 0)
            + 2 * Hand.POINTS * (rightHand.isPresent() ? 1 : 0);
    return 3 * Float.BYTES * points;
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

  private static void writeHand(ByteBuffer to, Hand hand) {
    to.putFloat(hand.confidence());
    hand.landmarks().forEach(point -> floats(to, point.x(), point.y(), point.z()));
    hand.worldLandmarks().forEach(point -> floats(to, point.x(), point.y(), point.z()));
  }

  private static Hand readHand(ByteBuffer from) {
    float confidence = from.getFloat();
    return new Hand(
        readPoints(from, Hand.POINTS),
        IntStream.range(0, Hand.POINTS)
            .mapToObj(_ -> new WorldLandmark(from.getFloat(), from.getFloat(), from.getFloat()))
            .toList(),
        confidence);
  }

  private static void writeFace(ByteBuffer to, Face face) {
    to.putFloat(face.confidence());
    to.putInt(face.landmarks().size());
    face.landmarks().forEach(point -> floats(to, point.x(), point.y(), point.z()));
  }

  private static Face readFace(ByteBuffer from) {
    float confidence = from.getFloat();
    int count = from.getInt();
    if (count != Face.MESH_POINTS && count != Face.REFINED_POINTS) {
      throw new IllegalArgumentException("a face of %d points".formatted(count));
    }
    return new Face(readPoints(from, count), confidence);
  }

  private static List<NormalizedLandmark> readPoints(ByteBuffer from, int count) {
    var points = new ArrayList<NormalizedLandmark>(count);
    for (int i = 0; i < count; i++) {
      points.add(new NormalizedLandmark(from.getFloat(), from.getFloat(), from.getFloat()));
    }
    return points;
  }
}
