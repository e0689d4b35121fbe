package vitruvian.landmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
    this.points = buffer(header.people() * header.points() * POINT_BYTES);
    this.confidences = buffer(header.people() * header.points() * Float.BYTES);
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
    var people = result.people();
    if (people.size() > header.people()) {
      throw new IllegalArgumentException(
          "a .pose file with places for %d, not %d".formatted(header.people(), people.size()));
    }
    for (var person : places(people)) {
      person.ifPresentOrElse(this::put, () -> absent(header.points()));
    }
  }

  // Somebody with an id has the same place in all frames, as long as there are enough: the next
  // free
  // one where it is taken by a lower id.
  private List<Optional<Person>> places(List<Person> people) {
    var places =
        new ArrayList<Optional<Person>>(Collections.nCopies(header.people(), Optional.empty()));
    for (int i = 0; i < people.size(); i++) {
      int place = (people.get(i).id().orElse(i + 1) - 1) % header.people();
      while (places.get(place).isPresent()) {
        place = (place + 1) % header.people();
      }
      places.set(place, Optional.of(people.get(i)));
    }
    return places;
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
