package vitruvian.cli;

import com.google.errorprone.annotations.MustBeClosed;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.render.PictureWriter;
import vitruvian.tracker.DecodeOutcome;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.Frame;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;

/// The picture that the speed is measured with, as a JPEG in memory.
final class BenchPicture {
  private static final float QUALITY = 0.9f;
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 850;
  private static final int FRAME_WIDTH = 640;
  private static final int FRAME_HEIGHT = 480;

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

  /// The JPEG itself, not a copy.
  byte[] jpeg() {
    return jpeg;
  }

  @MustBeClosed
  @SuppressWarnings("MustBeClosedChecker") // the frame is the caller's
  Frame decode(ImageDecoder with) {
    return switch (with.decode(jpeg)) {
      case Decoded(Frame frame, _) -> frame;
      case Refused(_, String message) ->
          throw new IllegalStateException("our own JPEG was refused: " + message);
    };
  }

  /// Decodes as the service does, and within its limits.
  static ImageDecoder decoder() {
    return new ImageDecoder(
        ImageLimits.DEFAULT, Ledger.process(), ByteBudget.unlimited(), Duration.ZERO);
  }

  /// The sample portrait on a canvas of the size that most pictures are tracked at.
  static BenchPicture sample() throws IOException {
    return sample(WIDTH, HEIGHT, 0);
  }

  /// The sample portrait several times, side by side on a canvas of the usual size.
  ///
  /// @param people how many
  static BenchPicture group(int people) throws IOException {
    return sample(
        people + " x astronaut",
        image -> {
          int side = Math.min(HEIGHT, WIDTH / people);
          var canvas = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
          for (int i = 0; i < people; i++) {
            int middle = WIDTH * (2 * i + 1) / (2 * people);
            draw(canvas, image, middle - side / 2, HEIGHT - side, side, side);
          }
          return canvas;
        });
  }

  /// The sample portrait as a frame of a live stream.
  ///
  /// @param shift to the right of the middle, in pixels
  static BenchPicture frame(int shift) throws IOException {
    return sample(FRAME_WIDTH, FRAME_HEIGHT, shift);
  }

  private static BenchPicture sample(int width, int height, int shift) throws IOException {
    return sample("astronaut (sample)", image -> onCanvas(image, width, height, shift));
  }

  private static BenchPicture sample(String name, UnaryOperator<BufferedImage> placed)
      throws IOException {
    try (var stream = BenchPicture.class.getResourceAsStream("astronaut.png")) {
      if (stream == null) {
        throw new IllegalStateException("the sample picture is not in the program");
      }
      return of(name, decoder().decode(stream.readAllBytes()), placed);
    }
  }

  /// A picture file, shrunk to the usual side limit where it is larger.
  static BenchPicture of(Path file) throws IOException {
    return of(file.toString(), decoder().decode(file), image -> image);
  }

  private static BenchPicture of(
      String name, DecodeOutcome outcome, UnaryOperator<BufferedImage> placed) throws IOException {
    return switch (outcome) {
      case Refused(_, String message) -> throw new WrongUsage(name + ": " + message);
      case Decoded(var frame, _) -> {
        try (frame) {
          var image = new OverlayCanvas().copyOf(frame);
          var jpeg = new ByteArrayOutputStream();
          PictureWriter.writeJpeg(placed.apply(image), QUALITY, jpeg);
          yield new BenchPicture(name, jpeg.toByteArray());
        }
      }
    };
  }

  private static BufferedImage onCanvas(BufferedImage portrait, int wide, int high, int shift) {
    var canvas = new BufferedImage(wide, high, BufferedImage.TYPE_INT_RGB);
    int width = portrait.getWidth() * high / portrait.getHeight();
    var graphics = canvas.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, wide, high);
    graphics.dispose();
    draw(canvas, portrait, (wide - width) / 2 + shift, 0, width, high);
    return canvas;
  }

  private static void draw(
      BufferedImage canvas, BufferedImage portrait, int x, int y, int width, int height) {
    var graphics = canvas.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(portrait, x, y, width, height, null);
    graphics.dispose();
  }
}
