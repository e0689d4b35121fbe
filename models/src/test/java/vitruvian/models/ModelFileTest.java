package vitruvian.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Contract: every model is there, and is the official one.
class ModelFileTest {
  @ParameterizedTest
  @EnumSource
  void holdsTheOfficialFile(ModelFile model) throws IOException, NoSuchAlgorithmException {
    try (var stream = model.open()) {
      assertOfficial(stream.readAllBytes(), model.bytes(), model.sha256());
    }
  }

  @Test
  void holdsTheOfficialGeometry() throws IOException, NoSuchAlgorithmException {
    try (var stream = GeometryMetadata.open()) {
      assertOfficial(stream.readAllBytes(), GeometryMetadata.BYTES, GeometryMetadata.SHA256);
    }
  }

  private static void assertOfficial(byte[] content, long bytes, String sha256)
      throws NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance("SHA-256").digest(content);
    assertThat(content).hasSize((int) bytes);
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
  }

  @ParameterizedTest
  @EnumSource
  void isATensorFlowLiteModel(ModelFile model) throws IOException {
    try (var stream = model.open()) {
      assertThat(stream.readNBytes(8)).endsWith('T', 'F', 'L', '3');
    }
  }
}
