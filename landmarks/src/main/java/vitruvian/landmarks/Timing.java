package vitruvian.landmarks;

import java.time.Duration;

/// Where the time of one picture went; no duration is negative, and a stage that did not run took
/// zero.
///
/// @param decode from the encoded bytes to the frame
/// @param pose detector and landmarks of the body
/// @param hands everything for both hands
/// @param face everything for the face
/// @param total from the encoded bytes to the result; more than the sum of the others
public record Timing(
    Duration decode, Duration pose, Duration hands, Duration face, Duration total) {
  /// No time at all, for a result that nobody measured.
  public static final Timing NONE =
      new Timing(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  public Timing {
    if (decode.isNegative()
        || pose.isNegative()
        || hands.isNegative()
        || face.isNegative()
        || total.isNegative()) {
      throw new IllegalArgumentException(
          "negative time: decode %s, pose %s, hands %s, face %s, total %s"
              .formatted(decode, pose, hands, face, total));
    }
  }

  /// This timing with `time` for the decoding, which the total grows by.
  public Timing withDecode(Duration time) {
    return new Timing(time, pose, hands, face, total.minus(decode).plus(time));
  }
}
