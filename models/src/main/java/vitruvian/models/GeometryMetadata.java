package vitruvian.models;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.InputStream;

/// The official data of face geometry, from the same package as the models: the canonical face mesh
/// and the weights of the landmarks that tell how a head is turned.
///
/// A protobuf message, `mediapipe/modules/face_geometry/protos/geometry_pipeline_metadata.proto`.
public final class GeometryMetadata {
  /// The name of the file without folders.
  public static final String FILE_NAME = "geometry_pipeline_metadata_landmarks.binarypb";

  /// The length of the file in bytes.
  public static final long BYTES = 19_376;

  /// The SHA-256 of the file, as 64 lower-case hexadecimal digits.
  public static final String SHA256 =
      "bdbcda96dfcb7da883da124aaa2c55dee49770d934f0fcc71747f8c21bdc75b4";

  private GeometryMetadata() {}

  /// The content of the file. The caller closes the stream.
  ///
  /// @throws IllegalStateException when the file is missing, which means that this module was
  ///     compiled but not built
  @MustBeClosed
  public static InputStream open() {
    return ModelFile.open(FILE_NAME);
  }
}
