package vitruvian.benchmarks;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/// The frames of a stream, one after the other.
interface FrameSource {
  /// How often a still picture is seen.
  int STILLS = 200;

  /// The standard deviation of a sensor's noise, of 255.
  double NOISE = 3;

  int count();

  BufferedImage read(int frame) throws IOException;

  /// Where the frame's picture has been moved to, against the first one's, in pixels.
  default int[] motion(int frame) {
    return new int[2];
  }

  /// The pictures of a folder, in the order of their names.
  static FrameSource folder(Path folder) throws IOException {
    List<Path> files;
    try (var list = Files.list(folder)) {
      files = list.sorted().toList();
    }
    return new FrameSource() {
      @Override
      public int count() {
        return files.size();
      }

      @Override
      public BufferedImage read(int frame) throws IOException {
        return ImageIO.read(files.get(frame).toFile());
      }
    };
  }

  /// One picture as a sensor sees it again and again.
  static FrameSource noisy(BufferedImage picture) {
    return new FrameSource() {
      @Override
      public int count() {
        return STILLS;
      }

      @Override
      public BufferedImage read(int frame) {
        var random = new Random(frame);
        var copy =
            new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.getHeight(); y++) {
          for (int x = 0; x < picture.getWidth(); x++) {
            copy.setRGB(x, y, noisy(picture.getRGB(x, y), random));
          }
        }
        return copy;
      }
    };
  }

  private static int noisy(int pixel, Random random) {
    return IntStream.of(0, 8, 16)
        .map(
            shift -> {
              long value = Math.round((pixel >> shift & 255) + NOISE * random.nextGaussian());
              return Math.clamp(value, 0, 255) << shift;
            })
        .sum();
  }

  /// A window of a picture that moves by whole pixels on a Lissajous curve of some 100 positions.
  ///
  /// @param margin how far at most
  static FrameSource panned(BufferedImage picture, int margin) {
    return new FrameSource() {
      @Override
      public int count() {
        return 100;
      }

      @Override
      public int[] motion(int frame) {
        double angle = 2 * Math.PI * frame / count();
        return new int[] {
          (int) Math.round(margin * Math.sin(angle)), (int) Math.round(margin * Math.sin(2 * angle))
        };
      }

      @Override
      public BufferedImage read(int frame) {
        var motion = motion(frame);
        return picture.getSubimage(
            margin - motion[0],
            margin - motion[1],
            picture.getWidth() - 2 * margin,
            picture.getHeight() - 2 * margin);
      }
    };
  }
}
