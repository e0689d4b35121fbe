package vitruvian.landmarks;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// What was found in one picture.
///
/// Two results are equal where they say the same of the same picture: how long it took does not
/// count.
///
/// @param image the size of the picture as it came, upright
/// @param tracked the size at which it was tracked, after the limit of its sides
/// @param people who was found; empty where nobody was
/// @param timing where the time went
public record HolisticResult(
    ImageSize image, ImageSize tracked, List<Person> people, Timing timing) {
  public HolisticResult {
    people = List.copyOf(people);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HolisticResult result
        && result.image.equals(image)
        && result.tracked.equals(tracked)
        && result.people.equals(people);
  }

  @Override
  public int hashCode() {
    return Objects.hash(image, tracked, people);
  }

  /// This result with another timing.
  public HolisticResult withTiming(Timing other) {
    return new HolisticResult(image, tracked, people, other);
  }

  /// This result with the size of the picture before it was reduced for tracking.
  public HolisticResult withImage(ImageSize other) {
    return new HolisticResult(other, tracked, people, timing);
  }

  /// This result with the time of the decoding, which the total grows by.
  public HolisticResult withDecode(Duration time) {
    return withTiming(timing.withDecode(time));
  }
}
