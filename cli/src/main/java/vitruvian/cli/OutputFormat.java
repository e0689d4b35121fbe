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
  POSE;

  /// How the name of a file of this format ends, with the dot.
  String suffix() {
    return "." + name().toLowerCase(Locale.ROOT);
  }

  /// The form of a video's results: many JSON documents are lines.
  OutputFormat ofVideos() {
    return this == JSON ? JSONL : this;
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
      case POSE -> throw new IllegalArgumentException("not a form of pictures");
    }
  }
}
