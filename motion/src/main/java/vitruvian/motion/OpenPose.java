package vitruvian.motion;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.Person;

/// Results as OpenPose writes them: one JSON file a frame, with 25 points of the body, 70 of the
/// face and 21 of each hand, each as `x` and `y` in pixels and a confidence. A point that is not
/// there is three zeros, and so are the small toes, for which there is no landmark.
public final class OpenPose {
  /// The points of BODY_25, in their order.
  public static final List<Keypoint> BODY_25 =
      List.of(
          Keypoint.body("Nose", "NOSE"),
          Keypoint.middle("Neck"),
          Keypoint.body("RShoulder", "RIGHT_SHOULDER"),
          Keypoint.body("RElbow", "RIGHT_ELBOW"),
          Keypoint.body("RWrist", "RIGHT_WRIST"),
          Keypoint.body("LShoulder", "LEFT_SHOULDER"),
          Keypoint.body("LElbow", "LEFT_ELBOW"),
          Keypoint.body("LWrist", "LEFT_WRIST"),
          Keypoint.middle("MidHip"),
          Keypoint.body("RHip", "RIGHT_HIP"),
          Keypoint.body("RKnee", "RIGHT_KNEE"),
          Keypoint.body("RAnkle", "RIGHT_ANKLE"),
          Keypoint.body("LHip", "LEFT_HIP"),
          Keypoint.body("LKnee", "LEFT_KNEE"),
          Keypoint.body("LAnkle", "LEFT_ANKLE"),
          Keypoint.body("REye", "RIGHT_EYE"),
          Keypoint.body("LEye", "LEFT_EYE"),
          Keypoint.body("REar", "RIGHT_EAR"),
          Keypoint.body("LEar", "LEFT_EAR"),
          Keypoint.body("LBigToe", "LEFT_FOOT_INDEX"),
          Keypoint.body("LSmallToe"),
          Keypoint.body("LHeel", "LEFT_HEEL"),
          Keypoint.body("RBigToe", "RIGHT_FOOT_INDEX"),
          Keypoint.body("RSmallToe"),
          Keypoint.body("RHeel", "RIGHT_HEEL"));

  /// The points of the face, in their order.
  public static final List<Keypoint> FACE = Keypoint.FACE_70;

  static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private OpenPose() {}

  /// Writes one frame; neither flushes nor closes the stream.
  ///
  /// @param ids of the people, as many as there are
  public static void write(HolisticResult result, List<Integer> ids, OutputStream out)
      throws IOException {
    try (var json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeNumberProperty("version", 1.3);
      json.writeArrayPropertyStart("people");
      for (int i = 0; i < result.people().size(); i++) {
        person(json, result, result.people().get(i), ids.get(i));
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (JacksonIOException failure) {
      throw failure.getCause();
    }
  }

  private static void person(JsonGenerator json, HolisticResult result, Person person, int id) {
    json.writeStartObject();
    json.writeArrayPropertyStart("person_id");
    json.writeNumber(id);
    json.writeEndArray();
    json.writeArrayPropertyStart("pose_keypoints_2d");
    for (var point : BODY_25) {
      numbers(json, Keypoint.ofBody(point, person, result.image()));
    }
    json.writeEndArray();
    array(json, "face_keypoints_2d", Keypoint.ofFace(FACE, person, result.image()));
    array(json, "hand_left_keypoints_2d", Keypoint.ofHand(true, person, result.image()));
    array(json, "hand_right_keypoints_2d", Keypoint.ofHand(false, person, result.image()));
    for (var part : List.of("pose", "face", "hand_left", "hand_right")) {
      json.writeArrayPropertyStart(part + "_keypoints_3d");
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  static void array(JsonGenerator json, String name, double[] values) {
    json.writeArrayPropertyStart(name);
    numbers(json, values);
    json.writeEndArray();
  }

  // Three decimals: a thousandth of a pixel.
  static void numbers(JsonGenerator json, double[] values) {
    for (double value : values) {
      json.writeNumber(Math.rint(value * 1000) / 1000);
    }
  }
}
