package vitruvian.tracker.image;

import java.lang.foreign.MemorySegment;
import vitruvian.landmarks.ImageSize;

/// Decodes the one picture of a GIF: codes of growing length, each for a string of indices that is
/// the string of an earlier code and one index more (GIF89a specification, appendix F).
final class GifPixels {
  private static final int MOST_CODES = 4096;
  private static final int LONGEST = 12;

  private final Bytes in;
  private final Header.Gif place;
  private final Raster raster;
  private final int[] colours;
  private final int[] row;
  private final short[] before = new short[MOST_CODES];
  private final byte[] last = new byte[MOST_CODES];
  private final byte[] string = new byte[MOST_CODES + 1];
  private long at;
  private int block;
  private int bits;
  private int bitCount;
  private int column;
  private int line;
  private int pass;

  /// @param raster receives the pixels; white where there are none
  GifPixels(MemorySegment excerpt, Header.Gif place, Raster raster) {
    this.in = new Bytes(excerpt);
    this.place = place;
    this.raster = raster;
    this.colours = new int[256];
    this.row = new int[raster.width()];
    for (int i = 0; i < place.colours(); i++) {
      colours[i] = in.u8(3L * i) << 16 | in.u8(3L * i + 1) << 8 | in.u8(3L * i + 2);
    }
    this.at = 3L * place.colours();
  }

  /// Decodes.
  ///
  /// @return whether the picture is whole
  boolean decode() {
    int least = in.u8(at++);
    if (least < 1 || least > 8) {
      return false;
    }
    int clear = 1 << least;
    int next = clear + 2;
    int length = least + 1;
    int previous = -1;
    startRow();
    while (line < size().height()) {
      int code = code(length);
      if (code < 0 || code == clear + 1 || (previous < 0 ? code > clear : code > next)) {
        return false;
      }
      if (code == clear) {
        next = clear + 2;
        length = least + 1;
        previous = -1;
        continue;
      }
      boolean isNew = previous >= 0 && code == next;
      int count = stringOf(isNew ? previous : code, clear, isNew ? 1 : 0);
      if (isNew) {
        string[MOST_CODES] = string[MOST_CODES + 1 - count];
      }
      if (previous >= 0 && next < MOST_CODES) {
        before[next] = (short) previous;
        last[next] = string[MOST_CODES + 1 - count];
        next++;
        if (next == 1 << length && length < LONGEST) {
          length++;
        }
      }
      put(count);
      previous = code;
    }
    return true;
  }

  private ImageSize size() {
    return place.frame();
  }

  // Written from the end of the array backwards, leaving so many places free there.
  private int stringOf(int code, int clear, int free) {
    int count = free;
    int one = code;
    while (one >= clear) {
      string[MOST_CODES - count++] = last[one];
      one = before[one];
    }
    string[MOST_CODES - count++] = (byte) one;
    return count;
  }

  private int code(int length) {
    while (bitCount < length) {
      if (block == 0) {
        block = in.u8(at++);
        if (block <= 0) {
          return -1;
        }
      }
      int value = in.u8(at++);
      if (value < 0) {
        return -1;
      }
      block--;
      bits |= value << bitCount;
      bitCount += Byte.SIZE;
    }
    int code = bits & ((1 << length) - 1);
    bits >>>= length;
    bitCount -= length;
    return code;
  }

  private void put(int count) {
    for (int i = MOST_CODES + 1 - count; i <= MOST_CODES && line < size().height(); i++) {
      int index = string[i] & 0xff;
      if (index != place.transparent()) {
        row[place.x() + column] = colours[index];
      }
      if (++column == size().width()) {
        raster.writeRow(place.y() + line, row);
        column = 0;
        nextLine();
        startRow();
      }
    }
  }

  private void startRow() {
    if (line < size().height()) {
      raster.copyRow(place.y() + line, row, 0);
    }
  }

  // Every eighth line, those between, and so on.
  private void nextLine() {
    if (!place.interlaced()) {
      line++;
      return;
    }
    line += pass == 0 ? 8 : 16 >> pass;
    while (line >= size().height() && pass < 3) {
      pass++;
      line = 8 >> pass;
    }
  }
}
