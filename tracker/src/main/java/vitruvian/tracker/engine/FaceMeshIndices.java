package vitruvian.tracker.engine;

import java.util.List;

/// Where the points of the attention model's branches stand among the 478 face landmarks.
///
/// Left and right are those of the model's tensors, which are the subject's right and left: the
/// drawing sets call the points 33... the right eye.
///
/// Upstream: `mediapipe/modules/face_landmark/tensors_to_face_landmarks_with_attention.pbtxt`.
public final class FaceMeshIndices {
  /// 80 points of lips and mouth.
  public static final List<Integer> LIPS =
      List.of(
          61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409,
          78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415,
          76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408,
          62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12, 268, 271, 272,
          407);

  /// 71 points around the eye on the left of an unmirrored picture.
  public static final List<Integer> LEFT_EYE =
      List.of(
          33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110,
          24, 23, 22, 26, 112, 243, 247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232,
          233, 244, 113, 225, 224, 223, 222, 221, 189, 35, 124, 46, 53, 52, 65, 143, 111, 117, 118,
          119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107, 55, 193);

  /// 71 points around the eye on the right of an unmirrored picture.
  public static final List<Integer> RIGHT_EYE =
      List.of(
          263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255,
          339, 254, 253, 252, 256, 341, 463, 467, 260, 259, 257, 258, 286, 414, 446, 261, 448, 449,
          450, 451, 452, 453, 464, 342, 445, 444, 443, 442, 441, 413, 265, 353, 276, 283, 282, 295,
          372, 340, 346, 347, 348, 349, 350, 357, 465, 383, 300, 293, 334, 296, 336, 285, 417);

  /// 16 contour points of the left eye; their mean depth is the depth of the left iris.
  public static final List<Integer> LEFT_EYE_CONTOUR =
      List.of(33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173);

  /// 16 contour points of the right eye; their mean depth is the depth of the right iris.
  public static final List<Integer> RIGHT_EYE_CONTOUR =
      List.of(263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398);

  /// The first of the five points of the left iris: center, right edge, top, left edge, bottom.
  public static final int LEFT_IRIS = 468;

  /// The first of the five points of the right iris.
  public static final int RIGHT_IRIS = 473;

  private FaceMeshIndices() {}
}
