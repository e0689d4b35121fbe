package vitruvian.cli;

import picocli.CommandLine.Option;
import vitruvian.motion.MotionOptions;

/// The options of the command line for motion.
final class MotionChoices {
  @Option(
      names = "--fov",
      paramLabel = "DEGREES",
      defaultValue = "60",
      description = {
        "Motion: the camera's field of view across the picture, for where the person stands"
            + " (default: ${DEFAULT-VALUE})."
      })
  private double fieldOfView = MotionOptions.USUAL_FIELD_OF_VIEW;

  @Option(
      names = "--person",
      paramLabel = "ID|all",
      defaultValue = "all",
      converter = PersonChoice.Converter.class,
      description = {
        "Motion: whose, by the id that --people gave in a video, else by the place in the list from"
            + " 1 (default: ${DEFAULT-VALUE}); of several people each has a file, NAME.ID.bvh."
      })
  private PersonChoice person = PersonChoice.ALL;

  @Option(
      names = "--no-floor",
      description = {
        "Motion: leave the hips where they are seen from the camera; else their height is that"
            + " above the floor, and feet do not slide while they stand."
      })
  private boolean noFloor;

  @Option(
      names = "--angles",
      description = {
        "Also the angles of joints in degrees, for fitness: NAME.angles.csv; with convert --format"
            + " jsonl in the JSON, too."
      })
  private boolean angles;

  /// How motion is made.
  MotionOptions options(boolean smooth) {
    if (!(fieldOfView > 1 && fieldOfView < 179)) {
      throw new WrongUsage("--fov is over 1 and under 179 degrees, not " + fieldOfView);
    }
    return new MotionOptions(fieldOfView, smooth, !noFloor);
  }

  PersonChoice person() {
    return person;
  }

  boolean angles() {
    return angles;
  }
}
