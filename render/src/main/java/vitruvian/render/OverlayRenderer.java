package vitruvian.render;

import java.awt.image.BufferedImage;
import vitruvian.landmarks.HolisticResult;
import vitruvian.tracker.Frame;

/// Draws results on pictures. Immutable; any number of threads may use one.
public final class OverlayRenderer {
  private final OverlayStyle style;

  /// A renderer of [OverlayStyle#DEFAULT].
  public OverlayRenderer() {
    this(OverlayStyle.DEFAULT);
  }

  public OverlayRenderer(OverlayStyle style) {
    this.style = style;
  }

  /// A copy of the picture with the result on it.
  ///
  /// @param frame the picture, in any size; the result's coordinates are fractions of it
  /// @return a picture of type `TYPE_INT_RGB`
  public BufferedImage draw(Frame frame, HolisticResult result) {
    int width = frame.width();
    var image = new BufferedImage(width, frame.height(), BufferedImage.TYPE_INT_RGB);
    var pixels = PictureWriter.pixels(image);
    for (int y = 0; y < frame.height(); y++) {
      frame.copyRow(y, pixels, y * width);
    }
    drawOn(image, result);
    return image;
  }

  /// Draws the result on a picture.
  ///
  /// @param image a picture of type `TYPE_INT_RGB`
  public void drawOn(BufferedImage image, HolisticResult result) {
    var pixels = PictureWriter.pixels(image);
    if (result.people().isEmpty()) {
      return;
    }
    var canvas = new Canvas(image.getWidth(), image.getHeight(), pixels);
    for (var person : result.people()) {
      new PersonPainter(canvas, style).paint(person);
    }
  }
}
