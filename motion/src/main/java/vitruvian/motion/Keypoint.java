package vitruvian.motion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.FaceTopology;
import vitruvian.landmarks.ImageSize;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.landmarks.Person;
import vitruvian.landmarks.PoseTopology;

/// A point of another format: its name there, and of which landmarks it is the middle. A point that
/// the models do not have is the middle of none.
///
/// @param name in the other format
/// @param landmarks of the body by number in [PoseTopology], or of the face
public record Keypoint(String name, List<Integer> landmarks) {
  /// Points that MediaPipe does not have but others do, as the middle of those that it has. Defined
  /// here, and nowhere else.
  static final Map<String, List<String>> MIDDLES =
      Map.of(
          "Neck", List.of("LEFT_SHOULDER", "RIGHT_SHOULDER"),
          "MidHip", List.of("LEFT_HIP", "RIGHT_HIP"));

  public Keypoint {
    landmarks = List.copyOf(landmarks);
  }

  /// A point of the body.
  ///
  /// @param names of landmarks, none where there is no such point
  static Keypoint body(String name, String... names) {
    return new Keypoint(name, List.of(names).stream().map(PoseTopology.NAMES::indexOf).toList());
  }

  static Keypoint middle(String name) {
    return body(name, MIDDLES.getOrDefault(name, List.of()).toArray(String[]::new));
  }

  /// A body point of OpenPose or COCO: pixels and confidence.
  static double[] ofBody(Keypoint point, Person person, ImageSize image) {
    double x = 0;
    double y = 0;
    double seen = point.landmarks.isEmpty() ? 0 : 1;
    for (int index : point.landmarks) {
      var landmark = person.pose().landmarks().get(index);
      x += landmark.x() * image.width() / point.landmarks.size();
      y += landmark.y() * image.height() / point.landmarks.size();
      seen = Math.min(seen, landmark.visibility());
    }
    return new double[] {x, y, seen};
  }

  /// Points of a face, pixels and confidence; zeros where there is none.
  static double[] ofFace(List<Keypoint> points, Person person, ImageSize image) {
    var out = new double[3 * points.size()];
    person.face().ifPresent(face -> fill(points, face, image, out));
    return out;
  }

  private static void fill(List<Keypoint> points, Face face, ImageSize image, double[] out) {
    for (int i = 0; i < points.size(); i++) {
      var all = points.get(i).landmarks;
      // Pupils are those of the irises where there are irises, else the middle of the eye.
      var used =
          all.getFirst() < face.landmarks().size() ? all.subList(0, 1) : all.subList(1, all.size());
      if (all.getFirst() < Face.MESH_POINTS) {
        used = all;
      }
      for (int index : used) {
        NormalizedLandmark landmark = face.landmarks().get(index);
        out[3 * i] += landmark.x() * image.width() / used.size();
        out[3 * i + 1] += landmark.y() * image.height() / used.size();
      }
      out[3 * i + 2] = face.confidence();
    }
  }

  /// A hand's 21 points, which have the same order everywhere.
  static double[] ofHand(boolean left, Person person, ImageSize image) {
    var out = new double[3 * 21];
    (left ? person.leftHand() : person.rightHand())
        .ifPresent(
            hand -> {
              for (int i = 0; i < 21; i++) {
                var landmark = hand.landmarks().get(i);
                out[3 * i] = landmark.x() * image.width();
                out[3 * i + 1] = landmark.y() * image.height();
                out[3 * i + 2] = hand.confidence();
              }
            });
    return out;
  }

  /// The 68 points of the face that iBUG 300-W has, OpenPose and COCO-WholeBody with it, from the
  /// person's right jaw on: jaw 17, eyebrows 5 and 5, nose 4 and 5, eyes 6 and 6, lips 12 and 8.
  static final List<Keypoint> FACE_68 =
      face(
          162, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389, //
          70, 63, 105, 66, 107, 336, 296, 334, 293, 300, //
          168, 197, 5, 4, 75, 97, 2, 326, 305, //
          33, 160, 158, 133, 153, 144, 362, 385, 387, 263, 373, 380, //
          61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181, //
          78, 82, 13, 312, 308, 317, 14, 87);

  /// OpenPose's 70: the 68, then the right and the left pupil.
  static final List<Keypoint> FACE_70 = withPupils();

  private static List<Keypoint> face(int... indices) {
    var points = new ArrayList<Keypoint>();
    for (int index : indices) {
      points.add(new Keypoint("face-" + points.size(), List.of(index)));
    }
    return List.copyOf(points);
  }

  private static List<Keypoint> withPupils() {
    var points = new ArrayList<>(FACE_68);
    points.add(
        new Keypoint(
            "face-68", List.of(FaceTopology.RIGHT_IRIS_CENTER, 33, 160, 158, 133, 153, 144)));
    points.add(
        new Keypoint(
            "face-69", List.of(FaceTopology.LEFT_IRIS_CENTER, 362, 385, 387, 263, 373, 380)));
    return List.copyOf(points);
  }
}
