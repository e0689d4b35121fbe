package vitruvian.cli;

import picocli.CommandLine.Option;
import vitruvian.tracker.Sampling;
import vitruvian.tracker.TrackOptions;

/// The options of the command line that choose what is looked for, and how.
final class TrackingChoices {
  @Option(
      names = "--complexity",
      paramLabel = "0|1|2",
      defaultValue = "1",
      description = "Pose model: 0 fast, 1 (default) good, 2 most exact and five times slower.")
  private int complexity;

  @Option(
      names = "--refine-face",
      description = "478 instead of 468 face landmarks: irises, finer eyes and lips.")
  private boolean refineFace;

  @Option(
      names = "--face-geometry",
      description = {
        "Also where the head is, how it is turned, and the face in",
        "centimetres; in JSON only."
      })
  private boolean faceGeometry;

  @Option(names = "--segmentation", description = "Also find which pixels show the person.")
  private boolean segmentation;

  @Option(
      names = "--sampling",
      paramLabel = "cpu|gpu",
      defaultValue = "cpu",
      description = {
        "cpu (default): landmarks as from the Python package;",
        "gpu: as from the web package. They differ by some tenths of a pixel."
      })
  private Sampling sampling = Sampling.CPU;

  /// The choices, with the confidences of the official package.
  TrackOptions options() {
    if (complexity < 0 || complexity > 2) {
      throw new WrongUsage("--complexity is 0, 1 or 2, not " + complexity);
    }
    return TrackOptions.DEFAULT
        .withComplexity(complexity)
        .withRefineFace(refineFace)
        .withFaceGeometry(faceGeometry)
        .withSegmentation(segmentation)
        .withSampling(sampling);
  }
}
