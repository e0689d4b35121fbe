package vitruvian.video;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The bytes of an MP4 file that are changed here and there: boxes within boxes, each a length, a
/// name of four letters and its content (ISO/IEC 14496-12).
final class Mp4 {
  private static final int HEAD = 8;

  private final byte[] bytes;

  Mp4(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  static Mp4 of(Path file) throws IOException {
    return new Mp4(Files.readAllBytes(file));
  }

  byte[] bytes() {
    return bytes;
  }

  Path write(Path file) throws IOException {
    return Files.write(file, bytes);
  }

  /// Where the content of a box begins.
  ///
  /// @param path the names of the boxes around it and its own
  int content(String... path) {
    int from = 0;
    int to = bytes.length;
    for (var name : path) {
      int box = box(name, from, to);
      from = box + HEAD;
      to = box + ByteBuffer.wrap(bytes).getInt(box);
    }
    return from;
  }

  private int box(String name, int from, int to) {
    for (int at = from; at < to; at += ByteBuffer.wrap(bytes).getInt(at)) {
      if (new String(bytes, at + 4, 4, StandardCharsets.US_ASCII).equals(name)) {
        return at;
      }
    }
    throw new AssertionError("there is no box " + name);
  }

  /// Gives a box another name, so that readers pass over it.
  Mp4 rename(String to, String... path) {
    int at = content(path) - 4;
    System.arraycopy(to.getBytes(StandardCharsets.US_ASCII), 0, bytes, at, 4);
    return this;
  }

  Mp4 put(int at, int value) {
    ByteBuffer.wrap(bytes).putInt(at, value);
    return this;
  }

  /// Sets the matrix that takes a stored point (p, q) to (a p + c q, b p + d q); 1 is 0x10000.
  Mp4 matrix(int a, int b, int c, int d) {
    // Version and flags, five times and numbers, two reserved, layer to reserved.
    int at = content("moov", "trak", "tkhd") + 40;
    return put(at, a).put(at + 4, b).put(at + 12, c).put(at + 16, d);
  }
}
