package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.Ledger;
import vitruvian.video.VideoLimits;
import vitruvian.video.VideoOpening.Opened;
import vitruvian.video.VideoOpening.Refused;
import vitruvian.video.VideoReader;
import vitruvian.video.VideoWriter;

/// Short videos of the portrait, which moves, and what is in a video.
final class Clip {
  static final ImageSize SIZE = new ImageSize(256, 256);

  private static final int MILLIS = 40;

  private Clip() {}

  /// Writes a video of 25 frames a second.
  ///
  /// @param speed in pixels a frame
  static Path write(Path file, int frames, int speed) throws IOException {
    var times = IntStream.range(0, frames).mapToObj(i -> Duration.ofMillis((long) MILLIS * i));
    return write(file, times.toList(), speed);
  }

  /// Writes a video with a frame at each of these times.
  ///
  /// @param speed in pixels a frame
  static Path write(Path file, List<Duration> times, int speed) throws IOException {
    var portrait = ImageIO.read(Cli.ASTRONAUT.toFile());
    var image = new BufferedImage(SIZE.width(), SIZE.height(), BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    try (var writer = VideoWriter.open(file, SIZE, 25, Ledger.process())) {
      for (int i = 0; i < times.size(); i++) {
        graphics.drawImage(portrait, -i * speed % 60, 0, 320, 320, null);
        var pixels = image.getRGB(0, 0, SIZE.width(), SIZE.height(), null, 0, SIZE.width());
        writer.write(pixels, SIZE, times.get(i));
      }
      writer.finish();
    } finally {
      graphics.dispose();
    }
    return file;
  }

  /// The pixels of a video's frames, which must all decode.
  static List<int[]> frames(Path file) {
    return switch (VideoReader.open(file, new VideoLimits(1_000_000, 0), Ledger.process())) {
      case Refused refused -> throw new AssertionError(file + ": " + refused);
      case Opened(VideoReader reader) -> {
        try (reader) {
          var frames = frames(reader);
          assertThat(reader.damage()).isEmpty();
          yield frames;
        }
      }
    };
  }

  private static List<int[]> frames(VideoReader reader) {
    var frames = new ArrayList<int[]>();
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      try (var frame = next.get()) {
        var pixels = new int[SIZE.width() * SIZE.height()];
        for (int y = 0; y < SIZE.height(); y++) {
          frame.frame().copyRow(y, pixels, y * SIZE.width());
        }
        frames.add(pixels);
      }
    }
    return frames;
  }

  /// A video with pictures in its middle that do not decode.
  static byte[] damaged(byte[] video) {
    var damaged = video.clone();
    Arrays.fill(damaged, video.length / 2, video.length / 2 + 400, (byte) 0xff);
    return damaged;
  }
}
