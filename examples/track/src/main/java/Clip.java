import javax.imageio.ImageIO;
import vitruvian.landmarks.*;
import vitruvian.tracker.*;

/// Frames of a camera, here pictures that are given by their names, 25 a second. The stream
/// remembers what it needs from one to the next. Prints a line of JSON for each.
void main(String[] args) throws IOException, InterruptedException {
  try (var tracker = ImageTracker.open()) {
    var stream = tracker.stream(VideoOptions.DEFAULT);
    for (int number = 0; number < args.length; number++) {
      var shown = Duration.ofMillis(40L * number);
      // As the official class has it: its filters take the time 0 for none.
      var time = shown.plusMillis(40);
      try (var frame = Frame.of(ImageIO.read(new File(args[number])), tracker.ledger())) {
        var result = stream.track(frame, time);
        ResultJson.writeLine(new FrameResult(number, shown, result), System.out);
      }
    }
  }
  System.out.flush();
}
