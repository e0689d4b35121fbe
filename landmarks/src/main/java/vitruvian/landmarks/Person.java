package vitruvian.landmarks;

import java.util.Optional;

/// One person in a picture. Left and right are the person's own, in a picture that is not mirrored.
///
/// @param pose the body
/// @param face the face, where it was found
/// @param leftHand the left hand, where it was found
/// @param rightHand the right hand, where it was found
/// @param mask which pixels show the person, where that was asked for
public record Person(
    Pose pose,
    Optional<Face> face,
    Optional<Hand> leftHand,
    Optional<Hand> rightHand,
    Optional<SegmentationMask> mask) {}
