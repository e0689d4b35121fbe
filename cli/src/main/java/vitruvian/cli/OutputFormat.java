package vitruvian.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.ResultCsv;
import vitruvian.landmarks.ResultJson;

/// The forms of a result.
enum OutputFormat {
  /// One JSON document and a line feed.
  JSON,
  /// As of a video with one frame.
  JSONL,
  /// A heading and a line for each landmark.
  CSV,
  /// The binary format of sign language research; a form of videos only.
  POSE,
  /// Rotations of joints, as animation programs take them.
  BVH,
  /// A VRM animation.
  VRMA,
  /// Markers in space, for OpenSim.
  TRC,
  /// OpenPose's files, a folder with one for each frame.
  OPENPOSE,
  /// Results as for COCO-WholeBody.
  COCO;

  /// How the name of a file of this format ends, with the dot.
  String suffix() {
    return this == COCO ? ".coco.json" : "." + name().toLowerCase(Locale.ROOT);
  }

  /// How the name of a file ends that is made of results in JSON.
  String convertedSuffix() {
    return this == JSON || this == JSONL ? ".motion.jsonl" : suffix();
  }

  /// Whether this is made of results that are there, rather than while tracking.
  boolean isConverted() {
    return compareTo(BVH) >= 0;
  }

  /// Whether it says where a person stands.
  boolean hasPlace() {
    return switch (this) {
      case JSON, JSONL, BVH, VRMA, TRC -> true;
      case CSV, POSE, OPENPOSE, COCO -> false;
    };
  }

  /// The form of a video's results while it is tracked: many JSON documents are lines.
  OutputFormat ofVideos() {
    return this == JSON || isConverted() ? JSONL : this;
  }

  /// The form of a picture's results while it is tracked.
  OutputFormat ofPictures() {
    return isConverted() ? JSON : this;
  }

  /// Writes a picture's result; does not close the stream.
  ///
  /// @param several whether several people were looked for
  void write(HolisticResult result, boolean several, OutputStream out) throws IOException {
    switch (this) {
      case JSON -> {
        ResultJson.write(result, out);
        out.write('\n');
      }
      case JSONL -> ResultJson.writeLine(new FrameResult(0, Duration.ZERO, result), out);
      case CSV -> ResultCsv.write(result, several, out);
      case POSE, BVH, VRMA, TRC, OPENPOSE, COCO ->
          throw new IllegalArgumentException("not a form of pictures");
    }
  }
}
