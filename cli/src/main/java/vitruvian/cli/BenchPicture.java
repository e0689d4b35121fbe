package vitruvian.cli;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.render.PictureWriter;
import vitruvian.tracker.DecodeOutcome;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;

/// The picture that the speed is measured with, as a JPEG in memory.
final class BenchPicture {
  private static final float QUALITY = 0.9f;
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 850;

  private final String name;
  private final byte[] jpeg;

  private BenchPicture(String name, byte[] jpeg) {
    this.name = name;
    this.jpeg = jpeg;
  }

  /// Its name, for people.
  String name() {
    return name;
  }

  /// The length of the JPEG.
  int bytes() {
    return jpeg.length;
  }

  DecodeOutcome decode(ImageDecoder with) {
    return with.decode(jpeg);
  }

  /// Decodes as the service does, and within its limits.
  static ImageDecoder decoder() {
    return new ImageDecoder(
        ImageLimits.DEFAULT, Ledger.process(), ByteBudget.unlimited(), Duration.ZERO);
  }

  /// The sample portrait on a canvas of the size that most pictures are tracked at.
  static BenchPicture sample() throws IOException {
    try (var stream = BenchPicture.class.getResourceAsStream("astronaut.png")) {
      if (stream == null) {
        throw new IllegalStateException("the sample picture is not in the program");
      }
      return of("astronaut (sample)", decoder().decode(stream.readAllBytes()), true);
    }
  }

  /// A picture file, shrunk to the usual side limit where it is larger.
  static BenchPicture of(Path file) throws IOException {
    return of(file.toString(), decoder().decode(file), false);
  }

  private static BenchPicture of(String name, DecodeOutcome outcome, boolean onCanvas)
      throws IOException {
    return switch (outcome) {
      case Refused(_, String message) -> throw new WrongUsage(name + ": " + message);
      case Decoded(var frame, _) -> {
        try (frame) {
          var image = new OverlayCanvas().copyOf(frame);
          var jpeg = new ByteArrayOutputStream();
          PictureWriter.writeJpeg(onCanvas ? onCanvas(image) : image, QUALITY, jpeg);
          yield new BenchPicture(name, jpeg.toByteArray());
        }
      }
    };
  }

  private static BufferedImage onCanvas(BufferedImage portrait) {
    var canvas = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    int width = portrait.getWidth() * HEIGHT / portrait.getHeight();
    var graphics = canvas.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(portrait, (WIDTH - width) / 2, 0, width, HEIGHT, null);
    graphics.dispose();
    return canvas;
  }
}
