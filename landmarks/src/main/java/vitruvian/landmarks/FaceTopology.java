package vitruvian.landmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The lines between a face's points. Left and right are the person's own. The points have no
/// names.
public final class FaceTopology {
  /// The outer and the inner edge of the lips.
  public static final List<Connection> LIPS =
      Connection.chains(
          "61-146-91-181-84-17-314-405-321-375-291 61-185-40-39-37-0-267-269-270-409-291"
              + " 78-95-88-178-87-14-317-402-318-324-308 78-191-80-81-82-13-312-311-310-415-308");

  /// The edge of the left eye.
  public static final List<Connection> LEFT_EYE =
      Connection.chains("263-249-390-373-374-380-381-382-362 263-466-388-387-386-385-384-398-362");

  /// The lower and the upper edge of the left eyebrow.
  public static final List<Connection> LEFT_EYEBROW =
      Connection.chains("276-283-282-295-285 300-293-334-296-336");

  /// The edge of the right eye.
  public static final List<Connection> RIGHT_EYE =
      Connection.chains("33-7-163-144-145-153-154-155-133 33-246-161-160-159-158-157-173-133");

  /// The lower and the upper edge of the right eyebrow.
  public static final List<Connection> RIGHT_EYEBROW =
      Connection.chains("46-53-52-65-55 70-63-105-66-107");

  /// The outline of the face.
  public static final List<Connection> OVAL =
      Connection.chains(
          "10-338-297-332-284-251-389-356-454-323-361-288-397-365-379-378-400-377-152-148-176-149"
              + "-150-136-172-58-132-93-234-127-162-21-54-103-67-109-10");

  /// The ridge and the lower edge of the nose; not among the [#CONTOURS].
  public static final List<Connection> NOSE =
      Connection.chains(
          "168-6-197-195-5-4-1-19-94-2 98-97-2-326-327-294-278-344-440-275-4-45-220-115-48-64-98");

  /// Four points around the left iris, in a refined face only.
  public static final List<Connection> LEFT_IRIS = Connection.chains("474-475-476-477-474");

  /// Four points around the right iris, in a refined face only.
  public static final List<Connection> RIGHT_IRIS = Connection.chains("469-470-471-472-469");

  /// The middle of the left iris, in a refined face only.
  public static final int LEFT_IRIS_CENTER = 473;

  /// The middle of the right iris, in a refined face only.
  public static final int RIGHT_IRIS_CENTER = 468;

  /// Both irises: 8 lines.
  public static final List<Connection> IRISES =
      Stream.of(LEFT_IRIS, RIGHT_IRIS).flatMap(List::stream).toList();

  /// Lips, eyes, eyebrows and oval: 124 lines.
  public static final List<Connection> CONTOURS =
      Stream.of(LIPS, LEFT_EYE, LEFT_EYEBROW, RIGHT_EYE, RIGHT_EYEBROW, OVAL)
          .flatMap(List::stream)
          .toList();

  private FaceTopology() {}

  /// The triangles of the mesh: 852, leaving open the eyes and the mouth.
  public static List<Triangle> triangles() {
    return Mesh.TRIANGLES;
  }

  /// The edges of the mesh: 1322, each once.
  public static List<Connection> tesselation() {
    return Mesh.EDGES;
  }

  /// Read when first asked for.
  private static final class Mesh {
    private static final String FILE = "face-triangles.txt";
    private static final List<Triangle> TRIANGLES = read();
    private static final List<Connection> EDGES = edges();

    private static List<Triangle> read() {
      try (var file = FaceTopology.class.getResourceAsStream(FILE)) {
        if (file == null) {
          throw new IllegalStateException("not in the jar: " + FILE);
        }
        return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
            .lines()
            .map(line -> Stream.of(line.split(" ", -1)).mapToInt(Integer::parseInt).toArray())
            .map(corner -> new Triangle(corner[0], corner[1], corner[2]))
            .toList();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    private static List<Connection> edges() {
      var edges = new LinkedHashMap<Long, Connection>();
      for (var triangle : TRIANGLES) {
        add(edges, triangle.a(), triangle.b());
        add(edges, triangle.b(), triangle.c());
        add(edges, triangle.c(), triangle.a());
      }
      return List.copyOf(edges.values());
    }

    private static void add(Map<Long, Connection> edges, int start, int end) {
      edges.putIfAbsent(
          (long) Math.min(start, end) << 32 | Math.max(start, end), new Connection(start, end));
    }
  }
}
