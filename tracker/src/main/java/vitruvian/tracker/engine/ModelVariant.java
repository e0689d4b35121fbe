package vitruvian.tracker.engine;

import vitruvian.models.ModelFile;

/// A model as a session runs it: the official file, as it is or with the mask output cut out.
///
/// The mask branch is almost half of the pose model's work and memory (see
/// `docs/decisions/0004-mask-output-pruned.md`), so a tracker that is not asked for masks runs the
/// variants without it; their other outputs are the same bits.
public enum ModelVariant {
  POSE_DETECTION(ModelFile.POSE_DETECTION, false),
  POSE_LITE(ModelFile.POSE_LANDMARK_LITE, true),
  POSE_LITE_WITH_MASK(ModelFile.POSE_LANDMARK_LITE, false),
  POSE_FULL(ModelFile.POSE_LANDMARK_FULL, true),
  POSE_FULL_WITH_MASK(ModelFile.POSE_LANDMARK_FULL, false),
  POSE_HEAVY(ModelFile.POSE_LANDMARK_HEAVY, true),
  POSE_HEAVY_WITH_MASK(ModelFile.POSE_LANDMARK_HEAVY, false),
  HAND_RECROP(ModelFile.HAND_RECROP, false),
  HAND(ModelFile.HAND_LANDMARK_FULL, false),
  FACE_DETECTION(ModelFile.FACE_DETECTION_SHORT_RANGE, false),
  FACE(ModelFile.FACE_LANDMARK, false),
  FACE_REFINED(ModelFile.FACE_LANDMARK_WITH_ATTENTION, false);

  /// The index of the segmentation output in the pose models.
  static final int MASK_OUTPUT = 2;

  private final ModelFile file;
  private final boolean maskCut;

  ModelVariant(ModelFile file, boolean maskCut) {
    this.file = file;
    this.maskCut = maskCut;
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
