package vitruvian.server;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import vitruvian.landmarks.HolisticResult;
import vitruvian.render.OverlayRenderer;
import vitruvian.render.PictureWriter;
import vitruvian.tracker.Frame;

/// The forms of an answer to a picture.
enum Answer {
  JSON("application/json"),
  PNG("image/png"),
  JPEG("image/jpeg");

  private static final float QUALITY = 0.9f;
  private static final OverlayRenderer RENDERER = new OverlayRenderer();

  // Pixels, coverage of the shapes, and the encoded picture.
  private static final int BYTES_PER_PIXEL = 4 + 1 + 3;

  private final String contentType;

  Answer(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /// The form of a content type of one of them.
  static Answer of(String contentType) {
    return Arrays.stream(values())
        .filter(form -> form.contentType.equals(contentType))
        .findFirst()
        .orElseThrow();
  }

  /// What the picture takes of the Java heap.
  static long bytes(Frame frame) {
    return (long) BYTES_PER_PIXEL * frame.width() * frame.height();
  }

  /// The frame with the result drawn on it.
  byte[] encode(Frame frame, HolisticResult result) throws IOException {
    BufferedImage image = RENDERER.draw(frame, result);
    var out = new ByteArrayOutputStream(1 << 18);
    if (this == PNG) {
      PictureWriter.writePng(image, out);
    } else {
      PictureWriter.writeJpeg(image, QUALITY, out);
    }
    return out.toByteArray();
  }
}
