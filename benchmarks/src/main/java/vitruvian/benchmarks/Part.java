package vitruvian.benchmarks;

import com.google.errorprone.annotations.MustBeClosed;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vitruvian.landmarks.HolisticResult;
import vitruvian.landmarks.NormalizedLandmark;
import vitruvian.landmarks.Person;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageTracker;
import vitruvian.tracker.TrackState;
import vitruvian.tracker.VideoOptions;

/// What is found of a person, and where it was in the frames of a stream.
enum Part {
  POSE,
  LEFT_HAND,
  RIGHT_HAND,
  FACE;

  private static final Duration STEP = Duration.ofNanos(33_333_000);

  private Optional<List<NormalizedLandmark>> of(Person person) {
    return switch (this) {
      case POSE ->
          Optional.of(
              person.pose().landmarks().stream()
                  .map(point -> new NormalizedLandmark(point.x(), point.y(), point.z()))
                  .toList());
      case LEFT_HAND -> person.leftHand().map(hand -> hand.landmarks());
      case RIGHT_HAND -> person.rightHand().map(hand -> hand.landmarks());
      case FACE -> person.face().map(face -> face.landmarks());
    };
  }

  /// Tracks the frames as a stream at 30 Hz.
  ///
  /// @param alone whether each frame is tracked as the first one of a stream
  static Map<Part, Trail> trails(
      ImageTracker tracker, VideoOptions options, FrameSource frames, boolean alone)
      throws IOException, InterruptedException {
    var video = tracker.video(options);
    var results = new ArrayList<HolisticResult>();
    var state = TrackState.FRESH;
    for (int i = 0; i < frames.count(); i++) {
      try (var frame = frame(frames.read(i))) {
        var tracked = video.track(frame, STEP.multipliedBy(i + 1L), state);
        state = alone ? TrackState.FRESH : tracked.after();
        results.add(tracked.result());
      }
    }
    var trails = new EnumMap<Part, Trail>(Part.class);
    for (var part : values()) {
      trails.put(part, new Trail(results.stream().map(part::pixels).toList()));
    }
    return trails;
  }

  private Optional<float[]> pixels(HolisticResult result) {
    var size = result.tracked();
    return result.people().stream()
        .findFirst()
        .flatMap(this::of)
        .map(
            points -> {
              var xy = new float[2 * points.size()];
              for (int i = 0; i < points.size(); i++) {
                xy[2 * i] = points.get(i).x() * size.width();
                xy[2 * i + 1] = points.get(i).y() * size.height();
              }
              return xy;
            });
  }

  @MustBeClosed
  static Frame frame(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    var rgb = new byte[3 * width * height];
    int at = 0;
    for (int pixel : image.getRGB(0, 0, width, height, new int[width * height], 0, width)) {
      rgb[at++] = (byte) (pixel >> 16);
      rgb[at++] = (byte) (pixel >> 8);
      rgb[at++] = (byte) pixel;
    }
    return Frame.ofRgb(width, height, rgb);
  }
}
