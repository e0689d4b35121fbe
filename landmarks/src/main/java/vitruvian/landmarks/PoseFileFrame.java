package vitruvian.landmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/// The bytes of one frame of a [PoseFile], reused from frame to frame. Not thread-safe.
///
/// What is multiplied and what a confidence is follow `_extract_frame_data` of
/// src/python/pose_format/utils/holistic.py of pose-format.
final class PoseFileFrame {
  /// How many bytes the coordinates of one point take.
  static final int POINT_BYTES = 3 * Float.BYTES;

  private final PoseFileHeader header;
  private final float width;
  private final float height;
  private final ByteBuffer points;
  private final ByteBuffer confidences;

  PoseFileFrame(PoseFileHeader header) {
    this.header = header;
    this.width = header.frame().width();
    this.height = header.frame().height();
    this.points = buffer(header.points() * POINT_BYTES);
    this.confidences = buffer(header.points() * Float.BYTES);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The points of the result last set, ready to be read.
  ByteBuffer points() {
    return points.rewind();
  }

  /// Their confidences, ready to be read.
  ByteBuffer confidences() {
    return confidences.rewind();
  }

  /// @throws IllegalArgumentException where the result does not fit the header
  void set(HolisticResult result) {
    points.clear();
    confidences.clear();
    switch (result.people().size()) {
      case 0 -> absent(header.points());
      case 1 -> put(result.people().getFirst());
      default ->
          throw new IllegalArgumentException(
              "a .pose file holds one person, not " + result.people().size());
    }
  }

  private void put(Person person) {
    for (var point : person.pose().landmarks()) {
      put(point.x(), point.y(), point.z(), point.visibility());
    }
    person.face().ifPresentOrElse(this::putFace, () -> absent(header.facePoints()));
    person.leftHand().ifPresentOrElse(hand -> putAll(hand.landmarks()), () -> absent(Hand.POINTS));
    person.rightHand().ifPresentOrElse(hand -> putAll(hand.landmarks()), () -> absent(Hand.POINTS));
    for (var point : person.pose().worldLandmarks()) {
      put(point.x(), point.y(), point.z(), point.visibility());
    }
  }

  private void putFace(Face face) {
    Range.count("face", face.landmarks(), header.facePoints());
    putAll(face.landmarks());
  }

  private void putAll(List<NormalizedLandmark> landmarks) {
    for (var point : landmarks) {
      put(point.x(), point.y(), point.z(), 1);
    }
  }

  private void put(float x, float y, float z, float confidence) {
    points.putFloat(x * width).putFloat(y * height).putFloat(z);
    confidences.putFloat(confidence);
  }

  private void absent(int count) {
    for (int i = 0; i < count; i++) {
      put(0, 0, 0, 0);
    }
  }
}
