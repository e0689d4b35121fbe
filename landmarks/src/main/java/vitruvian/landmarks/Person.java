package vitruvian.landmarks;

import java.util.Optional;

/// One person in a picture. Left and right are the person's own, in a picture that is not mirrored.
///
/// @param pose the body
/// @param face the face, where it was found
/// @param leftHand the left hand, where it was found
/// @param rightHand the right hand, where it was found
/// @param mask which pixels show the person, where that was asked for
/// @param id by which the person is known in the stream, 1 or more; none in pictures, and where
///     only
///     one person is looked for
public record Person(
    Pose pose,
    Optional<Face> face,
    Optional<Hand> leftHand,
    Optional<Hand> rightHand,
    Optional<SegmentationMask> mask,
    Optional<Integer> id) {
  public Person {
    if (id.filter(value -> value < 1).isPresent()) {
      throw new IllegalArgumentException("an id is 1 or more, not " + id.get());
    }
  }

  /// Somebody without an id.
  public Person(
      Pose pose,
      Optional<Face> face,
      Optional<Hand> leftHand,
      Optional<Hand> rightHand,
      Optional<SegmentationMask> mask) {
    this(pose, face, leftHand, rightHand, mask, Optional.empty());
  }

  /// The same with another id, or without.
  public Person withId(Optional<Integer> other) {
    return new Person(pose, face, leftHand, rightHand, mask, other);
  }
}
