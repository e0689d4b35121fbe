package vitruvian.landmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static final Path FACTS = Path.of("../../shared/holistic-data");

  @Test
  void everyPointOfBodyAndHandHasItsOwnName() {
    assertThat(PoseTopology.NAMES).hasSize(Pose.POINTS).doesNotHaveDuplicates();
    assertThat(HandTopology.NAMES).hasSize(Hand.POINTS).doesNotHaveDuplicates();
    assertThat(PoseTopology.NAMES.get(16)).isEqualTo("RIGHT_WRIST");
    assertThat(HandTopology.NAMES.get(8)).isEqualTo("INDEX_FINGER_TIP");
  }

  @Test
  void pointsAreFoundByTheirNames() {
    var person = new Results(7).person();
    var pose = person.pose();
    assertThat(pose.at(PoseLandmark.LEFT_WRIST)).isSameAs(pose.landmarks().get(15));
    assertThat(pose.worldAt(PoseLandmark.RIGHT_FOOT_INDEX)).isSameAs(pose.worldLandmarks().get(32));
    var hand = person.leftHand().orElseThrow();
    assertThat(hand.at(HandLandmark.INDEX_FINGER_TIP)).isSameAs(hand.landmarks().get(8));
    assertThat(hand.worldAt(HandLandmark.WRIST)).isSameAs(hand.worldLandmarks().get(0));
  }

  @Test
  void groupsOfTheFaceHaveThePointsOfTheirLines() {
    var refined = new Results(7).face(Face.REFINED_POINTS);
    var plain = new Results(7).face(Face.MESH_POINTS);
    for (var region : FaceRegion.values()) {
      var ends = new TreeSet<Integer>();
      region.connections().forEach(line -> ends.addAll(List.of(line.start(), line.end())));
      assertThat(region.indices())
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(ends);
      assertThat(refined.at(region))
          .isEqualTo(region.indices().stream().map(refined.landmarks()::get).toList());
      boolean iris = region == FaceRegion.LEFT_IRIS || region == FaceRegion.RIGHT_IRIS;
      assertThat(plain.at(region)).hasSize(iris ? 0 : region.indices().size());
    }
    assertThat(FaceRegion.LIPS.indices()).hasSize(40).startsWith(61, 146, 91);
  }

  @Test
  void connectionsAreAsManyAsOfficially() {
    assertThat(PoseTopology.CONNECTIONS).hasSize(35);
    assertThat(HandTopology.CONNECTIONS).hasSize(21);
    assertThat(FaceTopology.LIPS).hasSize(40);
    assertThat(FaceTopology.LEFT_EYE).hasSize(16);
    assertThat(FaceTopology.LEFT_EYEBROW).hasSize(8);
    assertThat(FaceTopology.RIGHT_EYE).hasSize(16);
    assertThat(FaceTopology.RIGHT_EYEBROW).hasSize(8);
    assertThat(FaceTopology.OVAL).hasSize(36);
    assertThat(FaceTopology.NOSE).hasSize(25);
    assertThat(FaceTopology.CONTOURS).hasSize(124);
    assertThat(FaceTopology.IRISES).hasSize(8);
    assertThat(FaceTopology.tesselation()).hasSize(1322);
    assertThat(FaceTopology.triangles()).hasSize(852);
  }

  @Test
  void connectionsJoinPointsThatExistOnce() {
    check(PoseTopology.CONNECTIONS, Pose.POINTS);
    check(HandTopology.CONNECTIONS, Hand.POINTS);
    check(FaceTopology.CONTOURS, Face.MESH_POINTS);
    check(FaceTopology.NOSE, Face.MESH_POINTS);
    check(FaceTopology.IRISES, Face.REFINED_POINTS);
    check(FaceTopology.tesselation(), Face.MESH_POINTS);
  }

  @Test
  void meshIsOneSheetWithHolesForEyesAndMouth() {
    var points = new HashSet<Integer>();
    for (var triangle : FaceTopology.triangles()) {
      points.addAll(List.of(triangle.a(), triangle.b(), triangle.c()));
    }
    assertThat(points).hasSize(Face.MESH_POINTS);
    // A sheet with three holes has the Euler characteristic 1 - 3.
    assertThat(points.size() - FaceTopology.tesselation().size() + FaceTopology.triangles().size())
        .isEqualTo(-2);
    assertThat(undirected(FaceTopology.tesselation()))
        .containsAll(undirected(FaceTopology.OVAL))
        .containsAll(undirected(FaceTopology.LEFT_EYE));
  }

  @Test
  void connectionsAndTrianglesHaveDistinctEnds() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Connection(3, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new Connection(-1, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new Triangle(1, 2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Triangle(1, 2, -3));
  }

  @Test
  void agreesWithTheOfficialTables() throws IOException {
    assumeTrue(Files.isDirectory(FACTS));
    var body = Files.readString(FACTS.resolve("pose-hand-connections.json"));
    assertThat(undirected(PoseTopology.CONNECTIONS)).isEqualTo(table(body, "pose"));
    assertThat(undirected(HandTopology.CONNECTIONS)).isEqualTo(table(body, "hand"));
    assertThat(undirected(HandTopology.PALM)).isEqualTo(table(body, "palm"));
    assertThat(undirected(HandTopology.RING_FINGER)).isEqualTo(table(body, "ring_finger"));
    var face = Files.readString(FACTS.resolve("face-connections.json"));
    assertThat(undirected(FaceTopology.LIPS)).isEqualTo(table(face, "lips"));
    assertThat(undirected(FaceTopology.LEFT_EYE)).isEqualTo(table(face, "left_eye"));
    assertThat(undirected(FaceTopology.LEFT_IRIS)).isEqualTo(table(face, "left_iris"));
    assertThat(undirected(FaceTopology.LEFT_EYEBROW)).isEqualTo(table(face, "left_eyebrow"));
    assertThat(undirected(FaceTopology.RIGHT_EYE)).isEqualTo(table(face, "right_eye"));
    assertThat(undirected(FaceTopology.RIGHT_IRIS)).isEqualTo(table(face, "right_iris"));
    assertThat(undirected(FaceTopology.RIGHT_EYEBROW)).isEqualTo(table(face, "right_eyebrow"));
    assertThat(undirected(FaceTopology.OVAL)).isEqualTo(table(face, "face_oval"));
    assertThat(undirected(FaceTopology.NOSE)).isEqualTo(table(face, "nose"));
    var mesh = Files.readString(FACTS.resolve("face-tesselation.json"));
    assertThat(undirected(FaceTopology.tesselation())).isEqualTo(table(mesh, "undirected_edges"));
    var names = Files.readString(FACTS.resolve("landmark-names.json"));
    assertThat(names).contains(quoted(PoseTopology.NAMES)).contains(quoted(HandTopology.NAMES));
  }

  private static void check(List<Connection> connections, int points) {
    assertThat(connections)
        .allMatch(connection -> connection.start() < points && connection.end() < points);
    assertThat(undirected(connections)).hasSameSizeAs(connections);
  }

  private static Set<String> undirected(List<Connection> connections) {
    return connections.stream()
        .map(connection -> edge(connection.start(), connection.end()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String edge(int a, int b) {
    return Math.min(a, b) + "-" + Math.max(a, b);
  }

  private static Set<String> table(String json, String name) {
    var table =
        Pattern.compile("\"" + name + "\": \\[((?:\\[\\d+, \\d+\\](?:, )?)++)\\]").matcher(json);
    assertThat(table.find()).isTrue();
    var edges = new TreeSet<String>();
    var pair = Pattern.compile("\\[(\\d+), (\\d+)\\]").matcher(table.group(1));
    while (pair.find()) {
      edges.add(edge(Integer.parseInt(pair.group(1)), Integer.parseInt(pair.group(2))));
    }
    return edges;
  }

  private static String quoted(List<String> names) {
    return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
  }
}
