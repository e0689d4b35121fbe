package vitruvian.tracker.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import vitruvian.landmarks.Face;
import vitruvian.landmarks.MetricLandmark;
import vitruvian.models.GeometryMetadata;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;
import vitruvian.tracker.natives.Sha256;

/// The official face of common size, and the points of it that show how a head is turned whatever
/// the face expresses.
///
/// @param vertices the points of the mesh
/// @param basis the points that count, in the order of the file
public record CanonicalFace(List<MetricLandmark> vertices, List<Weight> basis) {
  // The tags of protobuf: the number of a field, and in the last three bits how it is coded.
  // Upstream: mediapipe/modules/face_geometry/protos/geometry_pipeline_metadata.proto.
  private static final int MESH = 1 << 3 | 2;
  private static final int BASIS = 2 << 3 | 2;
  private static final int BASIS_INDEX = 1 << 3;
  private static final int BASIS_WEIGHT = 2 << 3 | 5;
  // Upstream: mediapipe/modules/face_geometry/protos/mesh_3d.proto.
  private static final int MESH_VERTEX = 3 << 3 | 5;
  private static final int FLOATS_PER_VERTEX = 5;

  /// How much a point of the mesh counts.
  public record Weight(int index, float weight) {}

  /// The one that the models' module has.
  ///
  /// @throws TrackingException [Fault#ENGINE] where it is not the official one
  public static CanonicalFace read() {
    try (var file = GeometryMetadata.open()) {
      var content = file.readAllBytes();
      var found = HexFormat.of().formatHex(Sha256.digest().digest(content));
      if (!found.equals(GeometryMetadata.SHA256)) {
        throw new TrackingException(
            Fault.ENGINE,
            "%s is not the official file: SHA-256 %s, expected %s"
                .formatted(GeometryMetadata.FILE_NAME, found, GeometryMetadata.SHA256));
      }
      return parsed(ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  // The digest has shown that the content is what it must be.
  private static CanonicalFace parsed(ByteBuffer from) {
    var vertices = new ArrayList<MetricLandmark>(Face.MESH_POINTS);
    var basis = new ArrayList<Weight>();
    while (from.hasRemaining()) {
      int tag = varint(from);
      switch (tag) {
        case MESH -> vertices.addAll(mesh(message(from)));
        case BASIS -> basis.add(weight(message(from)));
        default -> skip(tag, from);
      }
    }
    return new CanonicalFace(List.copyOf(vertices), List.copyOf(basis));
  }

  // The floats are not packed: each has its own tag. Position, then position in a texture.
  private static List<MetricLandmark> mesh(ByteBuffer from) {
    var floats = new float[FLOATS_PER_VERTEX * Face.MESH_POINTS];
    int count = 0;
    while (from.hasRemaining()) {
      int tag = varint(from);
      if (tag == MESH_VERTEX) {
        floats[count++] = from.getFloat();
      } else {
        skip(tag, from);
      }
    }
    var vertices = new ArrayList<MetricLandmark>(Face.MESH_POINTS);
    for (int at = 0; at < count; at += FLOATS_PER_VERTEX) {
      vertices.add(new MetricLandmark(floats[at], floats[at + 1], floats[at + 2]));
    }
    return vertices;
  }

  private static Weight weight(ByteBuffer from) {
    int index = 0;
    float weight = 0;
    while (from.hasRemaining()) {
      int tag = varint(from);
      switch (tag) {
        case BASIS_INDEX -> index = varint(from);
        case BASIS_WEIGHT -> weight = from.getFloat();
        default -> skip(tag, from);
      }
    }
    return new Weight(index, weight);
  }

  // All other fields of the file are whole numbers.
  private static void skip(int tag, ByteBuffer from) {
    if ((tag & 7) != 0) {
      throw new IllegalArgumentException("a field of unknown coding: " + tag);
    }
    varint(from);
  }

  private static ByteBuffer message(ByteBuffer from) {
    int length = varint(from);
    var message = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    from.position(from.position() + length);
    return message;
  }

  private static int varint(ByteBuffer from) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = from.get();
      value |= (next & 127) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
