package vitruvian.tracker.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;

/// Encoded pictures for tests, and what is spliced into them.
final class Pictures {
  /// Every file that `make-pictures.py` made and OpenCV has an answer for.
  static final List<String> NAMES = lines("pictures.txt").stream().map(Pictures::name).toList();

  private Pictures() {}

  private static String name(String line) {
    return line.substring(line.lastIndexOf(' ') + 1);
  }

  static List<String> lines(String file) {
    return new String(read(file), StandardCharsets.UTF_8).lines().toList();
  }

  static byte[] read(String file) {
    try (var in = Pictures.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("no such resource: " + file);
      }
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static ImageDecoder decoder(int maxSide) {
    return new ImageDecoder(
        ImageLimits.DEFAULT.withMaxSide(maxSide),
        Ledger.process(),
        ByteBudget.unlimited(),
        Duration.ZERO);
  }

  /// The pixels `0x00RRGGBB` of a picture that must be good, in rows.
  static int[][] decode(byte[] encoded) {
    return decode(encoded, 0);
  }

  static int[][] decode(byte[] encoded, int maxSide) {
    return pixels(decoder(maxSide).decode(encoded));
  }

  /// The pixels of a frame, which is closed.
  static int[][] pixels(DecodeOutcome outcome) {
    return switch (outcome) {
      case Decoded(var frame, _) -> {
        try (frame) {
          var rows = new int[frame.height()][frame.width()];
          for (int y = 0; y < rows.length; y++) {
            frame.copyRow(y, rows[y], 0);
          }
          yield rows;
        }
      }
      case Refused refused -> throw new AssertionError("refused: " + refused);
    };
  }

  static byte[] rgb(int[][] rows) {
    var rgb = new byte[3 * rows.length * rows[0].length];
    int at = 0;
    for (var row : rows) {
      for (int pixel : row) {
        rgb[at++] = (byte) (pixel >> 16);
        rgb[at++] = (byte) (pixel >> 8);
        rgb[at++] = (byte) pixel;
      }
    }
    return rgb;
  }

  /// A colourful PNG.
  static byte[] png(int width, int height) {
    return PngBuilder.rgb(width, height, Pictures::scene);
  }

  /// The pixels of [#png].
  static int scene(int x, int y) {
    return ((5 * x) & 0xff) << 16 | ((3 * y) & 0xff) << 8 | ((7 * x + 13 * y) & 0xff);
  }

  static byte[] jpeg() {
    return read("420.jpg");
  }

  /// A TIFF structure with nothing but an orientation.
  static byte[] exif(int orientation, ByteOrder order) {
    return ByteBuffer.allocate(26)
        .order(order)
        .put(latin1(order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM"))
        .putShort((short) 42)
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .putShort((short) 0)
        .putInt(0)
        .array();
  }

  static byte[] jpegSegment(int marker, byte[] content) {
    return ByteBuffer.allocate(4 + content.length)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (2 + content.length))
        .put(content)
        .array();
  }

  static byte[] pngChunk(String name, byte[] content) {
    var sum = new CRC32();
    sum.update(latin1(name));
    sum.update(content);
    return ByteBuffer.allocate(12 + content.length)
        .putInt(content.length)
        .put(latin1(name))
        .put(content)
        .putInt((int) sum.getValue())
        .array();
  }

  static byte[] webpChunk(String name, byte[] content) {
    return ByteBuffer.allocate(8 + content.length + (content.length & 1))
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(latin1(name))
        .putInt(content.length)
        .put(content)
        .array();
  }

  static byte[] webpFile(byte[]... chunks) {
    var content = join(chunks);
    return join(webpChunk("RIFF", join(latin1("WEBP"), content)));
  }

  static byte[] webpCanvas(int width, int height) {
    var content =
        ByteBuffer.allocate(11)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0)
            .putInt(4, width - 1)
            .putInt(7, height - 1)
            .array();
    return webpChunk("VP8X", Arrays.copyOf(content, 10));
  }

  /// Puts bytes in between.
  static byte[] insert(byte[] into, int at, byte[] what) {
    return join(Arrays.copyOf(into, at), what, Arrays.copyOfRange(into, at, into.length));
  }

  static byte[] join(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (var part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Where these bytes are found first.
  static int indexOf(byte[] in, byte[] what) {
    for (int i = 0; i <= in.length - what.length; i++) {
      if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    throw new IllegalArgumentException("not found");
  }
}
