package vitruvian.motion;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;
import vitruvian.landmarks.FrameResult;

/// Results as those who evaluate on COCO-WholeBody have them: one JSON array with an object for
/// each person in each frame, whose 133 points are 17 of the body, 6 of the feet, 68 of the face
/// and 21 of each hand. The frame's number is the picture's id. Numbers are pixels and a
/// confidence; a point that is not there is three zeros.
///
/// Writes frame by frame. Does not close the stream.
public final class CocoWholeBody implements Closeable {
  /// The 17 points of the body, in their order.
  public static final List<Keypoint> BODY =
      List.of(
          Keypoint.body("nose", "NOSE"),
          Keypoint.body("left_eye", "LEFT_EYE"),
          Keypoint.body("right_eye", "RIGHT_EYE"),
          Keypoint.body("left_ear", "LEFT_EAR"),
          Keypoint.body("right_ear", "RIGHT_EAR"),
          Keypoint.body("left_shoulder", "LEFT_SHOULDER"),
          Keypoint.body("right_shoulder", "RIGHT_SHOULDER"),
          Keypoint.body("left_elbow", "LEFT_ELBOW"),
          Keypoint.body("right_elbow", "RIGHT_ELBOW"),
          Keypoint.body("left_wrist", "LEFT_WRIST"),
          Keypoint.body("right_wrist", "RIGHT_WRIST"),
          Keypoint.body("left_hip", "LEFT_HIP"),
          Keypoint.body("right_hip", "RIGHT_HIP"),
          Keypoint.body("left_knee", "LEFT_KNEE"),
          Keypoint.body("right_knee", "RIGHT_KNEE"),
          Keypoint.body("left_ankle", "LEFT_ANKLE"),
          Keypoint.body("right_ankle", "RIGHT_ANKLE"));

  /// The six points of the feet, in their order.
  public static final List<Keypoint> FEET =
      List.of(
          Keypoint.body("left_big_toe", "LEFT_FOOT_INDEX"),
          Keypoint.body("left_small_toe"),
          Keypoint.body("left_heel", "LEFT_HEEL"),
          Keypoint.body("right_big_toe", "RIGHT_FOOT_INDEX"),
          Keypoint.body("right_small_toe"),
          Keypoint.body("right_heel", "RIGHT_HEEL"));

  /// The 68 points of the face, in their order.
  public static final List<Keypoint> FACE = Keypoint.FACE_68;

  private final JsonGenerator json;

  /// Begins the array.
  public CocoWholeBody(OutputStream out) throws IOException {
    this.json = OpenPose.JSON.createGenerator(ObjectWriteContext.empty(), out);
    json.writeStartArray();
  }

  /// Writes the people of a frame.
  public void write(FrameResult frame) throws IOException {
    var image = frame.result().image();
    try {
      for (var person : frame.result().people()) {
        json.writeStartObject();
        json.writeNumberProperty("image_id", frame.frame());
        json.writeNumberProperty("category_id", 1);
        // As PoseTrack names it, whose files are COCO's otherwise.
        if (person.id().isPresent()) {
          json.writeNumberProperty("track_id", person.id().get());
        }
        json.writeArrayPropertyStart("keypoints");
        for (var point : BODY) {
          OpenPose.numbers(json, Keypoint.ofBody(point, person, image));
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("foot_kpts");
        for (var point : FEET) {
          OpenPose.numbers(json, Keypoint.ofBody(point, person, image));
        }
        json.writeEndArray();
        OpenPose.array(json, "face_kpts", Keypoint.ofFace(FACE, person, image));
        OpenPose.array(json, "lefthand_kpts", Keypoint.ofHand(true, person, image));
        OpenPose.array(json, "righthand_kpts", Keypoint.ofHand(false, person, image));
        json.writeNumberProperty("score", person.pose().confidence());
        json.writeEndObject();
        json.writeRaw("\n");
      }
    } catch (JacksonIOException failure) {
      throw failure.getCause();
    }
  }

  /// Ends the array.
  @Override
  public void close() throws IOException {
    try {
      json.close();
    } catch (JacksonIOException failure) {
      throw failure.getCause();
    }
  }
}
