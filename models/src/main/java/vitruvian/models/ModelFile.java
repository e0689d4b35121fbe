package vitruvian.models;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.InputStream;
import java.util.Locale;

/// An official model file of MediaPipe Holistic, as published in the npm package
/// `@mediapipe/holistic`.
///
/// The build takes the files from that package and refuses any whose length or SHA-256 is not the
/// one stated here.
public enum ModelFile {
  /// Finds a person: box and key points of the body.
  POSE_DETECTION(2_962_288, "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85"),

  /// Body landmarks and segmentation, complexity 0.
  POSE_LANDMARK_LITE(2_819_824, "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61"),

  /// Body landmarks and segmentation, complexity 1.
  POSE_LANDMARK_FULL(6_440_512, "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f"),

  /// Body landmarks and segmentation, complexity 2.
  POSE_LANDMARK_HEAVY(
      27_709_200, "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe"),

  /// Moves the hand region that the body suggests onto the hand.
  HAND_RECROP(123_792, "67d996ce96f9d36fe17d2693022c6da93168026ab2f028f9e2365398d8ac7d5d"),

  /// Hand landmarks.
  HAND_LANDMARK_FULL(5_478_688, "8c026882c9ec059ce0f8e75266bee5a9a23c341a40e0000df755374d3d1b9b68"),

  /// Finds the face within the region that the body suggests.
  FACE_DETECTION_SHORT_RANGE(
      229_032, "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633"),

  /// Face landmarks, 468 points.
  FACE_LANDMARK(1_241_896, "c603fa6149219a3e9487dc9abd7a0c24474c77263273d24868378cdf40aa26d1"),

  /// Face landmarks with refined eyes, irises and lips; needs custom operators.
  FACE_LANDMARK_WITH_ATTENTION(
      2_495_952, "883b7411747bac657c30c462d305d312e9dec6adbf8b85e2f5d8d722fca9455d");

  private final long bytes;
  private final String sha256;

  ModelFile(long bytes, String sha256) {
    this.bytes = bytes;
    this.sha256 = sha256;
  }

  /// The name of the file without folders, such as `pose_detection.tflite`.
  public String fileName() {
    return name().toLowerCase(Locale.ROOT) + ".tflite";
  }

  /// The length of the file in bytes.
  public long bytes() {
    return bytes;
  }

  /// The SHA-256 of the file, as 64 lower-case hexadecimal digits.
  public String sha256() {
    return sha256;
  }

  /// The content of the file. The caller closes the stream.
  ///
  /// @throws IllegalStateException when the file is missing, which means that this module was
  ///     compiled but not built
  @MustBeClosed
  public InputStream open() {
    return open(fileName());
  }

  @MustBeClosed
  static InputStream open(String fileName) {
    var stream = ModelFile.class.getResourceAsStream(fileName);
    if (stream == null) {
      throw new IllegalStateException(
          "model file %s is missing; build it with: mvn -pl models package".formatted(fileName));
    }
    return stream;
  }
}
