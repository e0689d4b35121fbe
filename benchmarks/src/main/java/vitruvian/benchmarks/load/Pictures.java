package vitruvian.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import vitruvian.benchmarks.SamplePicture;

/// What is sent, made once: good pictures, and such that look harmless until they are decoded.
///
/// @param good pictures from 1 pixel to 50 megapixels
/// @param bombs small files that promise or cost very much
/// @param frames of a live stream, moving from one to the next
record Pictures(List<byte[]> good, List<byte[]> bombs, List<byte[]> frames) {
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
            pngHeader(65_535, 65_535),
            pngHeader(8000, 6000),
            pngHeader(Integer.MAX_VALUE, 1),
            jpegHeader(good.get(4), 65_500, 65_500),
            jpegHeader(good.get(4), 8000, 6200),
            webpHeader(),
            HuffmanBomb.write(1024),
            HuffmanBomb.write(4096));
    return new Pictures(good, bombs, moving());
  }

  /// The frames of a live stream of 640 x 480 pixels.
  static List<byte[]> moving() throws IOException {
    var frames = new ArrayList<byte[]>();
    for (int i = 0; i < FRAMES; i++) {
      frames.add(SamplePicture.load(640, 480, 4 * Math.abs(i - FRAMES / 2)).jpeg(false));
    }
    return frames;
  }

  // A header that is right, and some data that are not.
  private static byte[] pngHeader(int width, int height) {
    var header =
        ByteBuffer.allocate(17)
            .put("IHDR".getBytes(StandardCharsets.US_ASCII))
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 6, 0, 0, 0})
            .array();
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(out, header);
    chunk(out, Arrays.copyOf("IDAT".getBytes(StandardCharsets.US_ASCII), 5000));
    chunk(out, "IEND".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, byte[] named) {
    var sum = new CRC32();
    sum.update(named);
    out.writeBytes(
        ByteBuffer.allocate(8 + named.length)
            .putInt(named.length - 4)
            .put(named)
            .putInt((int) sum.getValue())
            .array());
  }

  // A good picture that claims another size.
  private static byte[] jpegHeader(byte[] jpeg, int width, int height) {
    var bomb = jpeg.clone();
    for (int at = 2; at < bomb.length - 9; at++) {
      if ((bomb[at] & 0xff) == 0xff && (bomb[at + 1] & 0xff) == 0xc0) {
        ByteBuffer.wrap(bomb).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
        return bomb;
      }
    }
    throw new IllegalArgumentException("a JPEG has a frame header");
  }

  private static byte[] webpHeader() {
    var bomb = HuffmanBomb.write(1024);
    Arrays.fill(bomb, 21, 25, (byte) 0xff);
    return bomb;
  }
}
