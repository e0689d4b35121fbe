package vitruvian.tracker.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Tells animations from pictures, where a format has both: GIF, PNG, WebP. Reads no more of a
/// file than the lengths of its parts up to its second picture.
final class Animation {
  private static final int SIGNATURE = 8;
  private static final int GIF_REST_OF_HEADER = 5;
  private static final int WEBP_NAME = 4;

  private final InputStream in;

  private Animation(InputStream in) {
    this.in = in;
  }

  /// Whether a file has several pictures to be shown one after the other.
  ///
  /// @param in the file from its start; buffered
  static boolean isOne(InputStream in) throws IOException {
    var animation = new Animation(in);
    try {
      var signature = new String(animation.read(SIGNATURE), StandardCharsets.ISO_8859_1);
      if (signature.startsWith("GIF8")) {
        return animation.gif();
      }
      if (signature.equals("\u0089PNG\r\n\u001a\n")) {
        return animation.png();
      }
      return signature.startsWith("RIFF")
          && animation.name(animation.read(WEBP_NAME)).equals("WEBP")
          && animation.webp();
    } catch (EOFException cutOff) {
      return false;
    }
  }

  private byte[] read(int bytes) throws IOException {
    var read = in.readNBytes(bytes);
    if (read.length < bytes) {
      throw new EOFException();
    }
    return read;
  }

  private int u8() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException();
    }
    return value;
  }

  private String name(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private boolean gif() throws IOException {
    // The signature's reading took two bytes of the header's.
    int flags = read(GIF_REST_OF_HEADER)[2];
    skipTable(flags);
    boolean picture = false;
    while (true) {
      int kind = u8();
      if (kind == ',') {
        if (picture) {
          return true;
        }
        picture = true;
        skipTable(read(9)[8]);
        u8();
      } else if (kind == '!') {
        u8();
      } else {
        return false;
      }
      for (int length = u8(); length > 0; length = u8()) {
        in.skipNBytes(length);
      }
    }
  }

  private void skipTable(int flags) throws IOException {
    if ((flags & 0x80) != 0) {
      in.skipNBytes(3L << ((flags & 7) + 1));
    }
  }

  private boolean png() throws IOException {
    while (true) {
      long length = ByteBuffer.wrap(read(4)).getInt() & 0xffff_ffffL;
      var name = name(read(4));
      if (name.equals("acTL") && length >= 4) {
        return Integer.compareUnsigned(ByteBuffer.wrap(read(4)).getInt(), 1) > 0;
      }
      if (name.equals("IDAT") || name.equals("IEND")) {
        return false;
      }
      in.skipNBytes(length + 4);
    }
  }

  private boolean webp() throws IOException {
    boolean picture = false;
    while (true) {
      var name = name(read(4));
      long length = ByteBuffer.wrap(read(4)).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
      if (name.equals("VP8 ") || name.equals("VP8L")) {
        return false;
      }
      if (name.equals("ANMF")) {
        if (picture) {
          return true;
        }
        picture = true;
      }
      in.skipNBytes(length + (length & 1));
    }
  }
}
