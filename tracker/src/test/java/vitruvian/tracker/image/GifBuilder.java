package vitruvian.tracker.image;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes GIFs of eight colours.
final class GifBuilder {
  private static final int CLEAR = 8;
  private static final int MOST_CODES = 4096;

  /// The index of the colour at a place.
  @FunctionalInterface
  interface Indices {
    int at(int x, int y);
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private boolean interlaced;
  private int transparent = -1;
  private int rows = Integer.MAX_VALUE;

  GifBuilder(int width, int height) {
    out.writeBytes(Pictures.latin1("GIF89a"));
    u16(width);
    u16(height);
    out.writeBytes(new byte[] {(byte) 0x82, 0, 0});
    for (int i = 0; i < CLEAR; i++) {
      int colour = colour(i);
      out.writeBytes(new byte[] {(byte) (colour >> 16), (byte) (colour >> 8), (byte) colour});
    }
  }

  static int colour(int index) {
    return 0x103050 * (index + 1) & 0xff_ffff;
  }

  GifBuilder interlaced() {
    interlaced = true;
    return this;
  }

  GifBuilder transparent(int index) {
    transparent = index;
    return this;
  }

  /// Leaves out the rows behind so many.
  GifBuilder rows(int count) {
    rows = count;
    return this;
  }

  private void u16(int value) {
    out.write(value);
    out.write(value >> 8);
  }

  GifBuilder picture(int left, int top, int width, int height, Indices indices) {
    out.writeBytes(
        new byte[] {
          0x21, (byte) 0xf9, 4, (byte) (transparent < 0 ? 0 : 1), 10, 0, (byte) transparent, 0
        });
    out.write(',');
    u16(left);
    u16(top);
    u16(width);
    u16(height);
    out.write(interlaced ? 0x40 : 0);
    var all = new ArrayList<Integer>();
    for (int y : order(height)) {
      for (int x = 0; x < width && all.size() < (long) width * rows; x++) {
        all.add(indices.at(x, y));
      }
    }
    out.write(3);
    blocks(compressed(all));
    return this;
  }

  private List<Integer> order(int height) {
    var order = new ArrayList<Integer>();
    int[][] passes =
        interlaced ? new int[][] {{0, 8}, {4, 8}, {2, 4}, {1, 2}} : new int[][] {{0, 1}};
    for (var pass : passes) {
      for (int y = pass[0]; y < height; y += pass[1]) {
        order.add(y);
      }
    }
    return order;
  }

  private static byte[] compressed(List<Integer> indices) {
    var bits = new BitsOut();
    Map<List<Integer>, Integer> codes = new HashMap<>();
    int next = CLEAR + 2;
    int length = 4;
    bits.add(CLEAR, length);
    List<Integer> string = new ArrayList<>();
    for (int index : indices) {
      var longer = new ArrayList<>(string);
      longer.add(index);
      if (string.isEmpty() || codes.containsKey(longer)) {
        string = longer;
        continue;
      }
      bits.add(code(string, codes), length);
      if (next < MOST_CODES) {
        codes.put(longer, next);
        if (next == 1 << length && length < 12) {
          length++;
        }
        next++;
      }
      string = new ArrayList<>(List.of(index));
    }
    bits.add(code(string, codes), length);
    bits.add(CLEAR + 1, next == 1 << length && length < 12 ? length + 1 : length);
    return bits.bytes();
  }

  private static int code(List<Integer> string, Map<List<Integer>, Integer> codes) {
    return string.size() == 1 ? string.getFirst() : codes.getOrDefault(string, 0);
  }

  private void blocks(byte[] data) {
    for (int at = 0; at < data.length; at += 255) {
      int count = Math.min(255, data.length - at);
      out.write(count);
      out.write(data, at, count);
    }
    out.write(0);
  }

  byte[] bytes() {
    var whole = new ByteArrayOutputStream();
    whole.writeBytes(out.toByteArray());
    whole.write(';');
    return whole.toByteArray();
  }

  /// Bits from the lowest of each byte on.
  private static final class BitsOut {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int bits;
    private int count;

    void add(int value, int length) {
      bits |= value << count;
      count += length;
      while (count >= 8) {
        out.write(bits);
        bits >>>= 8;
        count -= 8;
      }
    }

    byte[] bytes() {
      if (count > 0) {
        out.write(bits);
      }
      return out.toByteArray();
    }
  }
}
