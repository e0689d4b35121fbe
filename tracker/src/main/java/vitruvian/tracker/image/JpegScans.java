package vitruvian.tracker.image;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Tells bytes that are left over behind the data of a JPEG from damage within it.
///
/// A decoder that lost its way comes to the end of the picture before or behind the end of the
/// data. If before, bytes are left over, as they are where somebody put some there. The difference
/// is in the data itself: whoever wrote it filled the last byte of each stretch up with ones, never
/// ran past the end of a block, and had no block brighter than white. So all scans are read again,
/// codes only, as far as is needed to know where each code begins (ISO/IEC 10918-1, annexes F and
/// G). That takes as long as decoding, and is done only where bytes were left over.
final class JpegScans {
  private static final int SOF0 = 0xc0;
  private static final int SOF2 = 0xc2;
  private static final int DHT = 0xc4;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DRI = 0xdd;
  private static final int LOOK = 8;
  private static final int LONGEST = 16;
  private static final int BLOCK = 64;
  // Black and white are 1,024 from the middle; encoders round.
  private static final long MOST_BRIGHTNESS = 1_300;

  private final Bytes in;
  private long at = 2;
  private long buffer;
  private int count;
  private boolean lost;
  private final @Nullable Table[] tables = new Table[32];
  private final int[] steps = new int[4];
  private int interval;
  private boolean progressive;
  private int width;
  private int height;
  private int widest = 1;
  private int highest = 1;
  private Component[] components = {};
  private long runOfEnds;

  private JpegScans(Bytes in) {
    this.in = in;
  }

  /// A code table, with the codes of up to 8 bits looked up at once.
  private static final class Table {
    private final int[] quick = new int[1 << LOOK]; // length and symbol
    private final int[] behind = new int[LONGEST + 1]; // the code behind the last one of a length
    private final int[] offset = new int[LONGEST + 1];
    private final int[] symbols;

    Table(Bytes in, long at, int size) {
      symbols = new int[size];
      int code = 0;
      int index = 0;
      for (int length = 1; length <= LONGEST; length++) {
        offset[length] = index - code;
        for (int i = in.u8(at + length - 1); i > 0 && index < size; i--) {
          symbols[index] = in.u8(at + LONGEST + index);
          if (length <= LOOK && code < 1 << length) {
            int first = code << (LOOK - length);
            for (int j = 0; j < 1 << (LOOK - length); j++) {
              quick[first + j] = length << 8 | symbols[index];
            }
          }
          code++;
          index++;
        }
        behind[length] = code;
        code <<= 1;
      }
    }
  }

  /// A component: how many blocks it has and, where there are several passes, which coefficients of
  /// each are not zero yet.
  private static final class Component {
    private final int id;
    private final int across;
    private final int down;
    private final int table;
    private final int perLine;
    private final long[] sent;
    private int dc;

    Component(int id, int across, int down, int table, int perLine, long[] sent) {
      this.id = id;
      this.across = across;
      this.down = down;
      this.table = table;
      this.perLine = perLine;
      this.sent = sent;
    }
  }

  /// One of a scan's components with its tables, and the scan's range.
  private record Part(
      Component component, int dcTable, int acTable, int first, int last, int high, int low) {}

  /// Whether all data of a JPEG, which the gate has accepted, reads as it was written.
  static boolean areWhole(MemorySegment encoded) {
    var scans = new JpegScans(new Bytes(encoded));
    return scans.read() && !scans.lost;
  }

  private boolean read() {
    while (!lost) {
      int marker = marker();
      if (marker == EOI) {
        return true;
      }
      long start = at + 2;
      long end = at + in.u16(at);
      if (marker < 0 || end > in.size()) {
        return false;
      }
      at = end;
      switch (marker) {
        case DHT -> codes(start, end);
        case DQT -> quantisation(start, end);
        case DRI -> interval = in.u16(start);
        case SOF0, SOF0 + 1, SOF2 -> frame(start, marker == SOF2);
        case SOS -> scan(start);
        default -> {}
      }
    }
    return false;
  }

  // The next marker that begins a segment; what lies before it is skipped.
  private int marker() {
    while (true) {
      at = in.next255(at);
      while (in.u8(at + 1) == 0xff) {
        at++;
      }
      int marker = in.u8(at + 1);
      at += 2;
      if (marker < 0 || (marker != 0 && (marker < RST0 || marker > RST7))) {
        return marker;
      }
    }
  }

  private void codes(long from, long to) {
    long position = from;
    while (position + 1 + LONGEST <= to) {
      int which = in.u8(position) & 0x13;
      int size = 0;
      for (int i = 0; i < LONGEST; i++) {
        size += in.u8(position + 1 + i);
      }
      tables[which] = new Table(in, position + 1, Math.min(size, 256));
      position += 1L + LONGEST + size;
    }
  }

  private void quantisation(long from, long to) {
    long position = from;
    while (position < to) {
      boolean wide = in.u8(position) >> 4 != 0;
      steps[in.u8(position) & 3] = wide ? in.u16(position + 1) : in.u8(position + 1);
      position += 1 + (wide ? 2L : 1L) * BLOCK;
    }
  }

  private void frame(long from, boolean isProgressive) {
    progressive = isProgressive;
    height = in.u16(from + 1);
    width = in.u16(from + 3);
    components = new Component[in.u8(from + 5)];
    for (int i = 0; i < components.length; i++) {
      widest = Math.max(widest, in.u8(from + 7 + 3L * i) >> 4);
      highest = Math.max(highest, in.u8(from + 7 + 3L * i) & 15);
    }
    for (int i = 0; i < components.length; i++) {
      int across = in.u8(from + 7 + 3L * i) >> 4;
      int down = in.u8(from + 7 + 3L * i) & 15;
      int perLine = units(width, widest) * across;
      int blocks = progressive ? perLine * units(height, highest) * down : 0;
      components[i] =
          new Component(
              in.u8(from + 6 + 3L * i),
              across,
              down,
              in.u8(from + 8 + 3L * i) & 3,
              perLine,
              new long[blocks]);
    }
  }

  private static int units(int pixels, int factor) {
    return Math.ceilDiv(pixels, 8 * factor);
  }

  private void scan(long from) {
    int inScan = in.u8(from);
    var parts = new Part[inScan];
    long range = from + 1 + 2L * inScan;
    for (int i = 0; i < inScan; i++) {
      for (var component : components) {
        if (component.id == in.u8(from + 1 + 2L * i)) {
          int choice = in.u8(from + 2 + 2L * i);
          parts[i] =
              new Part(
                  component,
                  choice >> 4 & 3,
                  0x10 | (choice & 3),
                  in.u8(range),
                  Math.min(in.u8(range + 1), BLOCK - 1),
                  in.u8(range + 2) >> 4,
                  in.u8(range + 2) & 15);
        }
      }
    }
    restart();
    if (inScan == 1) {
      alone(parts[0]);
    } else {
      together(parts);
    }
    lost |= !isFilledUp();
    count = 0;
  }

  private void restart() {
    count = 0;
    buffer = 0;
    runOfEnds = 0;
    for (var component : components) {
      component.dc = 0;
    }
  }

  private void alone(Part part) {
    var component = part.component;
    int columns = Math.ceilDiv(Math.ceilDiv(width * component.across, widest), 8);
    int rows = Math.ceilDiv(Math.ceilDiv(height * component.down, highest), 8);
    int done = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns && !lost; x++) {
        beforeUnit(done++);
        block(part, y * component.perLine + x);
      }
    }
  }

  private void together(Part[] parts) {
    int columns = units(width, widest);
    int rows = units(height, highest);
    int done = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns && !lost; x++) {
        beforeUnit(done++);
        for (var part : parts) {
          var component = part.component;
          for (int i = 0; i < component.across * component.down; i++) {
            int row = y * component.down + i / component.across;
            block(part, row * component.perLine + x * component.across + i % component.across);
          }
        }
      }
    }
  }

  private void beforeUnit(int number) {
    if (interval == 0 || number == 0 || number % interval != 0) {
      return;
    }
    lost |= !isFilledUp();
    while (!lost) {
      at = in.next255(at);
      int marker = in.u8(at + 1);
      if (marker >= RST0 && marker <= RST7) {
        at += 2;
        break;
      }
      lost = marker != 0 && marker != 0xff;
      at++;
    }
    restart();
  }

  // What is left of the byte that was read last.
  private boolean isFilledUp() {
    int rest = count % Byte.SIZE;
    return (buffer >> (count - rest) & ((1 << rest) - 1)) == (1 << rest) - 1;
  }

  private void block(Part part, int index) {
    if (!progressive) {
      sequential(part);
    } else if (part.first == 0) {
      if (part.high == 0) {
        brightness(part);
      } else {
        int _ = receive(1);
      }
    } else if (part.high == 0) {
      coefficients(part, index);
    } else {
      refinement(part, index);
    }
  }

  private void sequential(Part part) {
    brightness(part);
    int k = 1;
    while (k < BLOCK && !lost) {
      int code = symbol(part.acTable);
      int bits = code & 15;
      if (bits == 0 && code >> 4 != 15) {
        return;
      }
      k += code >> 4;
      int _ = receive(bits);
      lost |= k >= BLOCK;
      k++;
    }
  }

  private void brightness(Part part) {
    int bits = symbol(part.dcTable);
    int value = receive(Math.min(bits, LONGEST));
    if (bits > 0 && value < 1 << (bits - 1)) {
      value -= (1 << bits) - 1;
    }
    var component = part.component;
    component.dc += value;
    long step = steps[component.table];
    lost |= (Math.abs((long) component.dc) << part.low) * step > MOST_BRIGHTNESS + step;
  }

  private void coefficients(Part part, int index) {
    if (runOfEnds > 0) {
      runOfEnds--;
      return;
    }
    int k = part.first;
    while (k <= part.last && !lost) {
      int code = symbol(part.acTable);
      int run = code >> 4;
      int bits = code & 15;
      if (bits == 0 && run < 15) {
        runOfEnds = (1L << run) - 1 + receive(run);
        return;
      }
      k += run;
      if (bits > 0) {
        int _ = receive(bits);
        lost |= k > part.last;
        part.component.sent[index] |= 1L << k;
      }
      k++;
    }
  }

  private void refinement(Part part, int index) {
    var sent = part.component.sent;
    int k = part.first;
    while (runOfEnds == 0 && k <= part.last && !lost) {
      int code = symbol(part.acTable);
      int run = code >> 4;
      int bits = code & 15;
      if (bits == 0 && run < 15) {
        runOfEnds = (1L << run) + receive(run);
        break;
      }
      lost |= bits > 1;
      int _ = receive(bits);
      while (k <= part.last) {
        if ((sent[index] >> k & 1) != 0) {
          int _ = receive(1);
        } else if (--run < 0) {
          break;
        }
        k++;
      }
      if (bits > 0) {
        lost |= k > part.last;
        sent[index] |= 1L << k;
      }
      k++;
    }
    if (runOfEnds > 0) {
      for (; k <= part.last; k++) {
        if ((sent[index] >> k & 1) != 0) {
          int _ = receive(1);
        }
      }
      runOfEnds--;
    }
  }

  private int symbol(int which) {
    var table = tables[which];
    if (table == null) {
      lost = true;
      return 0;
    }
    fill();
    long look = count >= LOOK ? buffer >> (count - LOOK) : buffer << (LOOK - count);
    int quick = table.quick[(int) look & ((1 << LOOK) - 1)];
    if (quick != 0 && quick >> 8 <= count) {
      count -= quick >> 8;
      return quick & 0xff;
    }
    int code = 0;
    for (int length = 1; length <= LONGEST; length++) {
      code = code << 1 | receive(1);
      if (code < table.behind[length] && !lost) {
        int index = table.offset[length] + code;
        if (index >= 0 && index < table.symbols.length) {
          return table.symbols[index];
        }
      }
    }
    lost = true;
    return 0;
  }

  private int receive(int bits) {
    if (count < bits) {
      fill();
    }
    if (count < bits) {
      lost = true;
      return 0;
    }
    count -= bits;
    return (int) (buffer >> count) & ((1 << bits) - 1);
  }

  // Up to the next marker.
  private void fill() {
    while (count <= 32) {
      int value = in.u8(at);
      if (value < 0 || (value == 0xff && in.u8(at + 1) != 0)) {
        return;
      }
      at += value == 0xff ? 2 : 1;
      buffer = buffer << 8 | value;
      count += Byte.SIZE;
    }
  }
}
