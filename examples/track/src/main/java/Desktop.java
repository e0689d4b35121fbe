import java.awt.image.BufferedImage;
import javax.imageio.ImageIO;
import vitruvian.landmarks.*;
import vitruvian.tracker.*;

/// A picture that is a `BufferedImage` already. Prints the result as JSON.
void main(String[] args) throws IOException, InterruptedException {
  BufferedImage image = ImageIO.read(new File(args[0]));
  try (var tracker = ImageTracker.open();
      var frame = Frame.of(image, tracker.ledger())) {
    System.out.println(ResultJson.toText(tracker.track(frame)));
  }
}
