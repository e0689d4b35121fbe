package vitruvian.render;

import java.awt.image.BufferedImage;
import vitruvian.landmarks.HolisticResult;
import vitruvian.tracker.Frame;

/// Draws results on pictures. Immutable; any number of threads may use one.
///
/// Of several people each has a colour, for lines and mask: in a stream that of the id, in a
/// picture that of the place from left to right. Whoever is alone in a picture, or the only one who
/// was looked for, is drawn in white, with a blue mask. Left and right are orange and cyan on
/// everybody.
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
    var people = result.people();
    for (int i = 0; i < people.size(); i++) {
      var person = people.get(i);
      if (people.size() == 1 && person.id().isEmpty()) {
        new PersonPainter(canvas, style, Palette.LINE, Palette.MASK).paint(person);
      } else {
        int color = Palette.ofPerson(person.id().map(id -> id - 1).orElse(i));
        new PersonPainter(canvas, style, color, color).paint(person);
      }
    }
  }
}
