package vitruvian.tracker.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.IntBinaryOperator;
import java.util.zip.DeflaterOutputStream;

/// Writes PNGs of every kind from given samples, so that tests know what must come out.
final class PngBuilder {
  static final int GRAY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  /// A sample of one channel at a place.
  @FunctionalInterface
  interface Samples {
    int at(int x, int y, int channel);
  }

  // Adam7: first column and row of each pass, and the distances.
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };
  private static final int[][] ONE_PASS = {{0, 0, 1, 1}};

  private final int width;
  private final int height;
  private final int colour;
  private final int depth;
  private byte[] beforeData = {};
  private boolean interlaced;

  PngBuilder(int width, int height, int colour, int depth) {
    this.width = width;
    this.height = height;
    this.colour = colour;
    this.depth = depth;
  }

  PngBuilder chunk(String name, byte[] content) {
    beforeData = Pictures.join(beforeData, Pictures.pngChunk(name, content));
    return this;
  }

  PngBuilder interlaced() {
    interlaced = true;
    return this;
  }

  byte[] build(Samples samples) {
    var data = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(data)) {
      for (var pass : interlaced ? PASSES : ONE_PASS) {
        for (int y = pass[1]; pass[0] < width && y < height; y += pass[3]) {
          out.write(row(samples, y, pass[0], pass[2]));
        }
      }
    } catch (java.io.IOException impossible) {
      throw new AssertionError(impossible);
    }
    return file(width, height, data.toByteArray());
  }

  /// A file that claims any size, with any data.
  byte[] file(int claimedWidth, int claimedHeight, byte[] data) {
    var header = ByteBuffer.allocate(13).putInt(claimedWidth).putInt(claimedHeight);
    header.put((byte) depth).put((byte) colour).putShort((short) 0);
    header.put((byte) (interlaced ? 1 : 0));
    return Pictures.join(
        Pictures.latin1("\u0089PNG\r\n\u001a\n"),
        Pictures.pngChunk("IHDR", header.array()),
        beforeData,
        Pictures.pngChunk("IDAT", data),
        Pictures.pngChunk("IEND", new byte[0]));
  }

  private byte[] row(Samples samples, int y, int firstX, int stepX) {
    int channels =
        switch (colour) {
          case GRAY_ALPHA -> 2;
          case RGB -> 3;
          case RGB_ALPHA -> 4;
          default -> 1;
        };
    int count = Math.ceilDiv(width - firstX, stepX);
    var row = new byte[1 + Math.ceilDiv(count * channels * depth, 8)];
    int bit = 8; // after the filter's number, which is 0
    for (int x = firstX; x < width; x += stepX) {
      for (int channel = 0; channel < channels; channel++) {
        int sample = samples.at(x, y, channel);
        if (depth == 16) {
          row[bit / 8] = (byte) (sample >> 8);
          row[bit / 8 + 1] = (byte) sample;
        } else {
          row[bit / 8] |= (byte) (sample << (8 - depth - bit % 8));
        }
        bit += depth;
      }
    }
    return row;
  }

  /// An 8-bit RGB picture of given pixels.
  static byte[] rgb(int width, int height, IntBinaryOperator pixel) {
    return new PngBuilder(width, height, RGB, 8)
        .build((x, y, channel) -> (pixel.applyAsInt(x, y) >> (16 - 8 * channel)) & 0xff);
  }
}
