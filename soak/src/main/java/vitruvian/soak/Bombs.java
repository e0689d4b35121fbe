package vitruvian.soak;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Small files and messages that promise or cost very much once they are decoded.
public final class Bombs {
  private static final int SMALL_SIDE = 1024;
  private static final int MEGABYTE = 1 << 20;
  // What a flush ends with, and messages leave out (RFC 7692).
  private static final int TAIL = 4;

  private Bombs() {}

  /// A PNG header that is right, of any size, and some data that are not.
  public static byte[] png(int width, int height) {
    return png(width, height, new byte[] {8, 6, 0, 0, 0}, new byte[4996]);
  }

  /// A good PNG of one color and a bit a pixel, which compresses a thousand times.
  public static byte[] blankPng(int width, int height) {
    var rows = new byte[height * (1 + (width + 7) / 8)];
    var data = new ByteArrayOutputStream();
    try (var deflater = new Deflater(Deflater.BEST_COMPRESSION);
        var compressed = new DeflaterOutputStream(data, deflater)) {
      compressed.write(rows);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return png(width, height, new byte[] {1, 0, 0, 0, 0}, data.toByteArray());
  }

  /// A good progressive JPEG, gray and of one color, that goes over all of its pixels again and
  /// again for a few bytes each time.
  ///
  /// @param side of the square picture
  /// @param scans how often, 2 to 253
  public static byte[] scans(int side, int scans) {
    return ScanBomb.write(side, scans);
  }

  // With the kind of its pixels: depth, color and methods.
  private static byte[] png(int width, int height, byte[] kind, byte[] data) {
    var header = ByteBuffer.allocate(12 + kind.length);
    header.put(name("IHDR")).putInt(width).putInt(height).put(kind);
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(out, header.array());
    chunk(out, ByteBuffer.allocate(4 + data.length).put(name("IDAT")).put(data).array());
    chunk(out, name("IEND"));
    return out.toByteArray();
  }

  private static byte[] name(String chunk) {
    return chunk.getBytes(StandardCharsets.US_ASCII);
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

  /// A good JPEG that claims another size.
  ///
  /// @throws IllegalArgumentException where it is no baseline JPEG
  public static byte[] jpeg(byte[] good, int width, int height) {
    var bomb = good.clone();
    for (int at = 2; at < bomb.length - 9; at++) {
      if ((bomb[at] & 0xff) == 0xff && (bomb[at + 1] & 0xff) == 0xc0) {
        ByteBuffer.wrap(bomb).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
        return bomb;
      }
    }
    throw new IllegalArgumentException("a JPEG has a frame header");
  }

  /// A lossless WebP with the most sets of prefix codes that its size allows.
  ///
  /// @param side of the square picture; 1024 or more has the most sets
  public static byte[] prefixCodes(int side) {
    return HuffmanBomb.write(side);
  }

  /// A lossless WebP whose header says the most that it can.
  public static byte[] webp() {
    var bomb = prefixCodes(SMALL_SIDE);
    Arrays.fill(bomb, 21, 25, (byte) 0xff);
    return bomb;
  }

  /// A message of a live stream, compressed by permessage-deflate, of zeros.
  ///
  /// @param megabytes that it inflates to, a thousand times its size
  public static byte[] inflating(int megabytes) {
    var piece = flushed(new byte[MEGABYTE]);
    var message = new ByteArrayOutputStream(megabytes * piece.length);
    for (int i = 0; i < megabytes; i++) {
      message.writeBytes(piece); // refers to zeros alone, so it can be repeated
    }
    return Arrays.copyOf(message.toByteArray(), message.size() - TAIL);
  }

  /// A message of a live stream, compressed by permessage-deflate.
  public static byte[] deflated(byte[] content) {
    var bytes = flushed(content);
    return Arrays.copyOf(bytes, bytes.length - TAIL);
  }

  private static byte[] flushed(byte[] content) {
    try (var deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(content);
      var bytes = new byte[content.length + MEGABYTE];
      int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
      return Arrays.copyOf(bytes, length);
    }
  }
}
