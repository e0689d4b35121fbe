package vitruvian.benchmarks.attacks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import vitruvian.benchmarks.SamplePicture;
import vitruvian.soak.Bombs;

/// What is sent that takes time to make, made once.
final class Inputs {
  static final String BOUNDARY = "vitruvian";

  private final byte[] small;
  private final byte[] frame;
  private final byte[] middle;
  private final byte[] noise;
  private final List<byte[]> costly;

  Inputs() throws IOException {
    this.small = SamplePicture.load(320, 240, 0).jpeg(false);
    this.frame = SamplePicture.load(640, 480, 0).jpeg(false);
    this.middle = SamplePicture.load(1280, 850, 0).jpeg(false);
    this.noise = SamplePicture.noise(1280).jpeg(false);
    this.costly =
        List.of(Bombs.blankPng(7071, 7071), Bombs.scans(4520, 200), Bombs.scans(3200, 200));
  }

  /// A picture that costs little.
  byte[] small() {
    return small;
  }

  /// One of a live stream.
  byte[] frame() {
    return frame;
  }

  /// A picture of the size that most are tracked at.
  byte[] middle() {
    return middle;
  }

  /// A picture whose overlay takes megabytes.
  byte[] noise() {
    return noise;
  }

  /// Small files that are good pictures and cost very much to decode.
  List<byte[]> costly() {
    return costly;
  }

  /// A form whose only part has as many headers as this, of six bytes each.
  static byte[] partHeaders(int count) {
    return form(
        "Content-Disposition: form-data; name=\"image\"\r\n" + "X: a\r\n".repeat(count), "");
  }

  /// A form with one part.
  static byte[] form(String headers, String content) {
    return "--%1$s\r\n%2$s\r\n%3$s\r\n--%1$s--\r\n"
        .formatted(BOUNDARY, headers, content)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
