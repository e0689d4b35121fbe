package vitruvian.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vitruvian.landmarks.Connection;
import vitruvian.landmarks.FaceTopology;
import vitruvian.landmarks.HandTopology;
import vitruvian.landmarks.PoseTopology;

/// The page's table of names and lines is the one of the results.
class TopologyDataTest {
  private static final Path TABLE = Path.of("src/main/web/topology.json");
  private static final Path EXPECTED = Path.of("target/topology.json");

  @Test
  void isTheTopologyOfTheResults() throws IOException {
    Files.writeString(EXPECTED, expected());

    assertThat(TABLE)
        .as("%s; when the topologies have changed, copy %s there", TABLE, EXPECTED)
        .hasSameTextualContentAs(EXPECTED);
  }

  private static String expected() {
    return String.join(
        "\n",
        "{",
        names("poseNames", PoseTopology.NAMES) + ",",
        lines("poseFace", PoseTopology.FACE) + ",",
        lines("poseBody", PoseTopology.BODY) + ",",
        lines("poseLeftHand", PoseTopology.LEFT_HAND) + ",",
        lines("poseRightHand", PoseTopology.RIGHT_HAND) + ",",
        names("handNames", HandTopology.NAMES) + ",",
        lines("palm", HandTopology.PALM) + ",",
        lines("thumb", HandTopology.THUMB) + ",",
        lines("indexFinger", HandTopology.INDEX_FINGER) + ",",
        lines("middleFinger", HandTopology.MIDDLE_FINGER) + ",",
        lines("ringFinger", HandTopology.RING_FINGER) + ",",
        lines("pinky", HandTopology.PINKY) + ",",
        lines("lips", FaceTopology.LIPS) + ",",
        lines("leftEye", FaceTopology.LEFT_EYE) + ",",
        lines("leftEyebrow", FaceTopology.LEFT_EYEBROW) + ",",
        lines("rightEye", FaceTopology.RIGHT_EYE) + ",",
        lines("rightEyebrow", FaceTopology.RIGHT_EYEBROW) + ",",
        lines("oval", FaceTopology.OVAL) + ",",
        "  \"leftIrisCenter\": " + FaceTopology.LEFT_IRIS_CENTER + ",",
        "  \"rightIrisCenter\": " + FaceTopology.RIGHT_IRIS_CENTER + ",",
        "  \"triangles\": "
            + FaceTopology.triangles().stream()
                .map(t -> "[%d,%d,%d]".formatted(t.a(), t.b(), t.c()))
                .collect(Collectors.joining(",", "[", "]")),
        "}",
        "");
  }

  private static String names(String key, List<String> names) {
    return "  \"%s\": ".formatted(key)
        + names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(",", "[", "]"));
  }

  private static String lines(String key, List<Connection> lines) {
    return "  \"%s\": ".formatted(key)
        + lines.stream()
            .map(line -> "[%d,%d]".formatted(line.start(), line.end()))
            .collect(Collectors.joining(",", "[", "]"));
  }
}
