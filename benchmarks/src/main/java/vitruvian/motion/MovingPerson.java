package vitruvian.motion;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.Timing;

/// Results of a person who turns, swings arms and legs and closes the hands, with landmarks that
/// are 10 mm off, at 60 frames/s. After the last frame the first one follows well.
final class MovingPerson {
  static final int RATE = 60;
  static final int FRAMES = 256;

  private static final double NOISE = 0.01;

  private MovingPerson() {}

  static List<FrameResult> results() {
    var results = new ArrayList<FrameResult>();
    for (int i = 0; i < FRAMES; i++) {
      var figure = at(2 * Math.PI * i / FRAMES);
      figure.noise = NOISE;
      results.add(
          new FrameResult(
              i,
              time(i),
              new HolisticResult(
                  Figure.PICTURE, Figure.PICTURE, List.of(figure.person()), Timing.NONE)));
    }
    return List.copyOf(results);
  }

  /// When a frame is shown.
  static Duration time(long frame) {
    return Duration.ofNanos(frame * 1_000_000_000 / RATE);
  }

  private static Figure at(double phase) {
    double swing = Math.sin(phase);
    double bent = 1 - Math.cos(phase);
    var figure =
        new Figure()
            .turn(Bone.HIPS, Vector.Y, 40 * swing)
            .turn(Bone.CHEST, Vector.Y, -20 * swing)
            .turn(Bone.HEAD, Vector.X, 20 * swing);
    for (int side = 1; side >= -1; side -= 2) {
      figure
          .turn(Bone.of(Bone.LEFT_UPPER_ARM, side), Vector.Z, -45 * side)
          .turn(Bone.of(Bone.LEFT_UPPER_ARM, side), Vector.X, 30 * swing)
          .turn(Bone.of(Bone.LEFT_LOWER_ARM, side), Vector.Y, -50 * side * bent)
          .turn(Bone.of(Bone.LEFT_INDEX_PROXIMAL, side), Vector.Z, -40 * side * bent)
          .turn(Bone.of(Bone.LEFT_INDEX_INTERMEDIATE, side), Vector.Z, -40 * side * bent)
          .turn(Bone.of(Bone.LEFT_UPPER_LEG, side), Vector.X, -30 * side * swing)
          .turn(Bone.of(Bone.LEFT_LOWER_LEG, side), Vector.X, 30 * bent);
    }
    return figure;
  }
}
