package vitruvian.tracker.engine;

import vitruvian.models.ModelFile;

/// A model as a session runs it: the official file, as it is or with the mask output cut out.
///
/// The mask branch is almost half of the pose model's work and memory (see
/// `docs/decisions/0004-mask-output-pruned.md`), so a tracker that is not asked for masks runs the
/// variants without it; their other outputs are the same bits.
public enum ModelVariant {
  POSE_DETECTION(ModelFile.POSE_DETECTION, false, 14.5, 16),
  POSE_LITE(ModelFile.POSE_LANDMARK_LITE, true, 8, 8.5),
  POSE_LITE_WITH_MASK(ModelFile.POSE_LANDMARK_LITE, false, 8, 30),
  POSE_FULL(ModelFile.POSE_LANDMARK_FULL, true, 18.5, 10.5),
  POSE_FULL_WITH_MASK(ModelFile.POSE_LANDMARK_FULL, false, 18.5, 32),
  POSE_HEAVY(ModelFile.POSE_LANDMARK_HEAVY, true, 79, 16),
  POSE_HEAVY_WITH_MASK(ModelFile.POSE_LANDMARK_HEAVY, false, 79, 36),
  HAND_RECROP(ModelFile.HAND_RECROP, false, 0.5, 5),
  HAND(ModelFile.HAND_LANDMARK_FULL, false, 16, 7.5),
  FACE_DETECTION(ModelFile.FACE_DETECTION_SHORT_RANGE, false, 1, 3.5),
  FACE(ModelFile.FACE_LANDMARK, false, 3.5, 7.5),
  FACE_REFINED(ModelFile.FACE_LANDMARK_WITH_ATTENTION, false, 1.5, 16);

  /// The index of the segmentation output in the pose models.
  static final int MASK_OUTPUT = 2;

  private static final long MB = 1 << 20;

  private final ModelFile file;
  private final boolean maskCut;
  private final double sharedMegabytes;
  private final double sessionMegabytes;

  ModelVariant(ModelFile file, boolean maskCut, double sharedMegabytes, double sessionMegabytes) {
    this.file = file;
    this.maskCut = maskCut;
    this.sharedMegabytes = sharedMegabytes;
    this.sessionMegabytes = sessionMegabytes;
  }

  /// About how many native bytes the model takes in so many sessions, as measured: for plans made
  /// before it is loaded.
  public long bytes(int sessions) {
    return Math.round((sharedMegabytes + sessions * sessionMegabytes) * MB);
  }

  /// The official file.
  public ModelFile file() {
    return file;
  }

  /// The name of the file without its ending, and whether its mask output is cut out.
  public String label() {
    var name = file.fileName().replace(".tflite", "");
    return maskCut ? name + " (no mask)" : name;
  }

  /// Whether the segmentation output is cut out.
  boolean maskCut() {
    return maskCut;
  }

  /// How many custom operators run outside the delegate.
  int customOperators() {
    return this == FACE_REFINED ? 11 : 0;
  }
}
