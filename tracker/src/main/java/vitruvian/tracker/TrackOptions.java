package vitruvian.tracker;

/// What to look for in a picture, and how.
///
/// @param complexity the pose model: 0 lite, 1 full, 2 heavy
/// @param refineFace 478 face landmarks with irises and finer lips and eyes, instead of 468
/// @param faceGeometry whether the face has its geometry: where the head is and how it is turned
/// @param segmentation whether the result has the mask of the person
/// @param sampling which official variant of sampling
/// @param minDetectionConfidence the least score of a detected person, 0 to 1
/// @param minTrackingConfidence the pose is taken if its confidence is above this, 0 to 1
/// @param people how many people are looked for at most, 1 to [#ALL_PEOPLE]; with 1 the likeliest
///     one is found as the official package does it, with more also those that the first look at
///     the picture misses (docs/decisions/0018)
public record TrackOptions(
    int complexity,
    boolean refineFace,
    boolean faceGeometry,
    boolean segmentation,
    Sampling sampling,
    double minDetectionConfidence,
    double minTrackingConfidence,
    int people) {
  /// Everybody, as far as one result holds them.
  public static final int ALL_PEOPLE = 16;

  /// The defaults of the official package.
  public static final TrackOptions DEFAULT =
      new TrackOptions(1, false, false, false, Sampling.CPU, 0.5, 0.5, 1);

  /// @throws IllegalArgumentException where a value is out of its range
  public TrackOptions {
    if (complexity < 0 || complexity > 2) {
      throw new IllegalArgumentException("complexity is 0, 1 or 2, not " + complexity);
    }
    probability("minDetectionConfidence", minDetectionConfidence);
    probability("minTrackingConfidence", minTrackingConfidence);
    if (people < 1 || people > ALL_PEOPLE) {
      throw new IllegalArgumentException("people is 1 to %d, not %d".formatted(ALL_PEOPLE, people));
    }
  }

  /// The same with another pose model.
  public TrackOptions withComplexity(int other) {
    return new TrackOptions(
        other,
        refineFace,
        faceGeometry,
        segmentation,
        sampling,
        minDetectionConfidence,
        minTrackingConfidence,
        people);
  }

  /// The same with or without the refined face.
  public TrackOptions withRefineFace(boolean other) {
    return new TrackOptions(
        complexity,
        other,
        faceGeometry,
        segmentation,
        sampling,
        minDetectionConfidence,
        minTrackingConfidence,
        people);
  }

  /// The same with or without the geometry of the face.
  public TrackOptions withFaceGeometry(boolean other) {
    return new TrackOptions(
        complexity,
        refineFace,
        other,
        segmentation,
        sampling,
        minDetectionConfidence,
        minTrackingConfidence,
        people);
  }

  /// The same with or without the mask.
  public TrackOptions withSegmentation(boolean other) {
    return new TrackOptions(
        complexity,
        refineFace,
        faceGeometry,
        other,
        sampling,
        minDetectionConfidence,
        minTrackingConfidence,
        people);
  }

  /// The same with another sampling.
  public TrackOptions withSampling(Sampling other) {
    return new TrackOptions(
        complexity,
        refineFace,
        faceGeometry,
        segmentation,
        other,
        minDetectionConfidence,
        minTrackingConfidence,
        people);
  }

  /// The same with another least score of a detected person, 0 to 1.
  public TrackOptions withMinDetectionConfidence(double other) {
    return new TrackOptions(
        complexity,
        refineFace,
        faceGeometry,
        segmentation,
        sampling,
        other,
        minTrackingConfidence,
        people);
  }

  /// The same with another confidence that the pose must be above, 0 to 1.
  public TrackOptions withMinTrackingConfidence(double other) {
    return new TrackOptions(
        complexity,
        refineFace,
        faceGeometry,
        segmentation,
        sampling,
        minDetectionConfidence,
        other,
        people);
  }

  /// The same with another number of people at most; [#ALL_PEOPLE] for everybody.
  public TrackOptions withPeople(int other) {
    return new TrackOptions(
        complexity,
        refineFace,
        faceGeometry,
        segmentation,
        sampling,
        minDetectionConfidence,
        minTrackingConfidence,
        other);
  }

  private static void probability(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(key + " is from 0 to 1, not " + value);
    }
  }
}
