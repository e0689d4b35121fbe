package vitruvian.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import vitruvian.benchmarks.SamplePicture;
import vitruvian.soak.Bombs;

/// What is sent, made once: good pictures, and such that look harmless until they are decoded.
///
/// @param good pictures from 1 pixel to 50 megapixels
/// @param bombs small files that promise or cost very much
/// @param frames of a live stream, moving from one to the next
/// @param groups of several people, up to more than anybody is looked for
record Pictures(List<byte[]> good, List<byte[]> bombs, List<byte[]> frames, List<byte[]> groups) {
  private static final int FRAMES = 12;

  static Pictures make() throws IOException {
    var good = new ArrayList<byte[]>();
    int[][] sizes = {
      {1, 1},
      {2, 3},
      {17, 16},
      {100, 75},
      {640, 480},
      {1280, 850},
      {1920, 1080},
      {4000, 3000},
      {6000, 4000},
      {8165, 6123},
      {16_000, 3100}
    };
    for (int[] size : sizes) {
      good.add(SamplePicture.load(size[0], size[1], 0).jpeg(false));
    }
    good.add(SamplePicture.load(4000, 3000, 0).jpeg(true));
    for (int[] size : new int[][] {{1, 1}, {640, 480}, {1280, 850}, {5000, 3000}}) {
      good.add(SamplePicture.load(size[0], size[1], 0).png());
    }
    good.add(SamplePicture.load(1280, 850, 0).webp());
    good.add(SamplePicture.load(4000, 3000, 0).webp());
    var bombs =
        List.of(
            Bombs.png(65_535, 65_535),
            Bombs.png(8000, 6000),
            Bombs.png(Integer.MAX_VALUE, 1),
            Bombs.jpeg(good.get(4), 65_500, 65_500),
            Bombs.jpeg(good.get(4), 8000, 6200),
            Bombs.webp(),
            Bombs.prefixCodes(1024),
            Bombs.prefixCodes(4096));
    return new Pictures(good, bombs, moving(), crowds());
  }

  private static List<byte[]> crowds() throws IOException {
    return List.of(
        SamplePicture.group(2, 1, 320).jpeg(false),
        SamplePicture.group(3, 1, 426).jpeg(false),
        SamplePicture.group(3, 2, 426).jpeg(false),
        SamplePicture.group(16, 16, 80).jpeg(false));
  }

  /// The frames of a live stream of 640 x 480 pixels.
  static List<byte[]> moving() throws IOException {
    var frames = new ArrayList<byte[]>();
    for (int i = 0; i < FRAMES; i++) {
      frames.add(SamplePicture.load(640, 480, 4 * Math.abs(i - FRAMES / 2)).jpeg(false));
    }
    return frames;
  }
}
