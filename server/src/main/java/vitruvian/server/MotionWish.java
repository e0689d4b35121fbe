package vitruvian.server;

import org.eclipse.jetty.util.Fields;
import vitruvian.motion.MotionOptions;

/// Whether a client wants the rotations of joints beside the landmarks.
///
/// @param wanted whether it does
/// @param options how they are made
/// @param angles whether angles of joints come with them
record MotionWish(boolean wanted, MotionOptions options, boolean angles) {
  /// Reads what is asked for: `motion`, `fov` in degrees, `angles`.
  ///
  /// @throws Problem.Thrown where a value is not known
  static MotionWish of(Fields query) {
    double fieldOfView = MotionOptions.USUAL_FIELD_OF_VIEW;
    var text = query.getValue("fov");
    if (text != null) {
      try {
        fieldOfView = Double.parseDouble(text);
      } catch (NumberFormatException _) {
        fieldOfView = Double.NaN;
      }
    }
    if (!(fieldOfView > 1 && fieldOfView < 179)) {
      throw Problem.badParameter("fov is over 1 and under 179 degrees").thrown();
    }
    return new MotionWish(
        Choices.flag(query, "motion"),
        MotionOptions.DEFAULT.withFieldOfView(fieldOfView),
        Choices.flag(query, "angles"));
  }
}
