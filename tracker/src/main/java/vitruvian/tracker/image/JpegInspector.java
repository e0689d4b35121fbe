package vitruvian.tracker.image;

import static vitruvian.tracker.image.Inspection.corrupt;
import static vitruvian.tracker.image.Inspection.truncated;
import static vitruvian.tracker.image.Inspection.unsupported;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.Refusal;
import vitruvian.tracker.image.Inspection.Accepted;
import vitruvian.tracker.image.Inspection.Rejected;

/// Walks the markers of a JPEG stream (ISO/IEC 10918-1, annex B) to its end marker.
///
/// Only sequential and progressive Huffman coding with 8 bits is accepted: what browsers read.
///
/// The work that a stream can ask for is bounded, since a scan of a few bytes visits every block of
/// the picture. Encoders write about 10 scans, of which 6 visit the same block, and up to 18 for
/// four components; scripts for `jpegtran` that send one coefficient at a time come to 64 for each
/// component, and are read where the picture is small.
final class JpegInspector {
  private static final int SOF0 = 0xc0;
  private static final int SOF2 = 0xc2;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int SOF15 = 0xcf;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DRI = 0xdd;
  private static final int DHP = 0xde;
  private static final int EXP = 0xdf;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COM = 0xfe;

  private static final int MAX_PARTS = 4096;
  private static final int MAX_SCANS = 100;
  private static final int USUAL_VISITS = 12;
  private static final long CHEAP_VISITS = 8_000_000;
  private static final int COEFFICIENTS = 64;
  private static final long BLOCK_BYTES = 128;
  private static final long FIXED_BYTES = 256 << 10;
  private static final long ROW_BYTES_PER_COLUMN = 64;

  private static final byte[] START = {(byte) 0xff, (byte) SOI};
  private static final byte[] END = {(byte) 0xff, (byte) EOI};
  private static final byte[] JFIF =
      Bytes.latin1("\u00ff\u00e0\0\u0010JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0");
  private static final String ADOBE = "\u00ff\u00ee\0\u000eAdobe\0d\0\0\0\0";

  private final Bytes in;
  private final ImageLimits limits;
  private final Excerpt tables;
  private Orientation orientation = Orientation.UPRIGHT;
  private boolean exif;
  private boolean jfif;
  private int adobeTransform = -1;
  private @Nullable ImageSize size;
  private boolean progressive;
  private int components;
  private long blocks;
  private long[] blocksOf = {};
  private int[] idOf = {};
  // How many of the lowest bits of a coefficient were not sent yet; -1 before its first scan.
  private int[][] missingBits = {};
  private int scans;
  private long visits;
  private boolean severalScans;

  JpegInspector(Bytes in, ImageLimits limits) {
    this.in = in;
    this.limits = limits;
    this.tables = new Excerpt(in);
  }

  Inspection inspect() {
    long at = 2;
    while (true) {
      at = in.next255(at);
      while (in.u8(at + 1) == 0xff) {
        at++;
      }
      int marker = in.u8(at + 1);
      if (marker < 0) {
        return truncated("the end marker of the JPEG is missing");
      }
      if (marker == 0 || (marker >= RST0 && marker <= RST7)) {
        at += 2; // stray bytes between segments, which every decoder skips
        continue;
      }
      if (marker == EOI) {
        return finish();
      }
      if (marker < SOF0 || marker == SOI || (marker > APP15 && marker != COM) || marker == JPG) {
        return corrupt("marker %02x in a JPEG".formatted(marker));
      }
      int length = in.u16(at + 2);
      long end = at + 2 + length;
      if (length < 0 || end > in.size()) {
        return overrun();
      }
      if (length < 2) {
        return corrupt("a JPEG segment is shorter than its length field");
      }
      var problem = segment(marker, at, end);
      if (problem != null) {
        return problem;
      }
      at = end;
      if (marker == SOS) {
        at = endOfScan(end);
        tables.add(end, at);
      }
    }
  }

  private @Nullable Rejected segment(int marker, long at, long end) {
    if (marker >= APP0 || marker == DAC) {
      metadata(marker, at + 4, end);
      return null;
    }
    if (marker >= SOF0 && marker <= SOF15 && marker != DHT) {
      if (marker > SOF2) {
        return unsupported("lossless, arithmetic and hierarchical JPEGs are not read");
      }
      var problem = frameHeader(at + 4, end);
      if (problem != null) {
        return problem;
      }
      progressive = marker == SOF2;
    } else if (marker == SOS) {
      return scan(at, end);
    } else if (marker == DHP || marker == EXP) {
      return unsupported("hierarchical JPEGs are not read");
    } else if (marker != DQT && marker != DHT && marker != DRI) {
      return null; // a number of lines, which the decoder does not understand
    }
    tables.add(at, end);
    return tables.count() > MAX_PARTS ? tooManySegments() : null;
  }

  private static Rejected tooManySegments() {
    return corrupt("too many segments in a JPEG");
  }

  private void metadata(int marker, long at, long end) {
    if (scans > 0) {
      return;
    }
    if (marker == APP0 && in.says(at, "JFIF\0") && end - at >= 14) {
      jfif = true;
    } else if (marker == APP14 && in.says(at, "Adobe") && end - at >= 12) {
      adobeTransform = in.u8(at + 11);
    } else if (marker == APP1 && !exif && in.says(at, "Exif\0") && end - at > 6) {
      exif = true;
      orientation = Orientation.ofExif(in, at + 6, end - at - 6);
    }
  }

  private @Nullable Rejected frameHeader(long at, long end) {
    if (size != null) {
      return corrupt("two frame headers in a JPEG");
    }
    int precision = in.u8(at);
    int height = in.u16(at + 1);
    int width = in.u16(at + 3);
    components = in.u8(at + 5);
    if (components < 0 || end - at != 6 + 3L * components) {
      return corrupt("the frame header of a JPEG has a wrong length");
    }
    if (Inspection.isTooLarge(width, height, limits)) {
      return Inspection.tooLarge(width, height, limits);
    }
    if (width == 0 || height == 0) {
      return corrupt("a JPEG of %d x %d pixels".formatted(width, height));
    }
    if (precision != 8) {
      return unsupported("JPEGs with %d bits a sample are not read".formatted(precision));
    }
    if (components != 1 && components != 3 && components != 4) {
      return unsupported("JPEGs with %d components are not read".formatted(components));
    }
    size = new ImageSize(width, height);
    blocksOf = new long[components];
    idOf = new int[components];
    missingBits = new int[components][COEFFICIENTS];
    for (var bits : missingBits) {
      Arrays.fill(bits, -1);
    }
    return sampling(at + 6);
  }

  private @Nullable Rejected sampling(long at) {
    int widest = 0;
    int highest = 0;
    for (int i = 0; i < components; i++) {
      widest = Math.max(widest, in.u8(at + 1 + 3L * i) >> 4);
      highest = Math.max(highest, in.u8(at + 1 + 3L * i) & 15);
    }
    for (int i = 0; i < components; i++) {
      int across = in.u8(at + 1 + 3L * i) >> 4;
      int down = in.u8(at + 1 + 3L * i) & 15;
      if (across < 1 || across > 4 || down < 1 || down > 4) {
        return corrupt("sampling factors %d x %d in a JPEG".formatted(across, down));
      }
      if (widest % across != 0 || highest % down != 0) {
        return unsupported("JPEGs with fractional sampling are not read");
      }
      idOf[i] = in.u8(at + 3L * i);
      blocksOf[i] =
          unitsOf(size().width(), widest) * across * unitsOf(size().height(), highest) * down;
      blocks += blocksOf[i];
    }
    return null;
  }

  private static long unitsOf(int pixels, int factor) {
    return Math.ceilDiv(pixels, 8 * factor);
  }

  private @Nullable Rejected scan(long at, long end) {
    if (size == null) {
      return corrupt("a JPEG scan before the frame header");
    }
    int inScan = in.u8(at + 4);
    if (inScan < 1 || inScan > components || end - at != 8 + 2L * inScan) {
      return corrupt("the header of a JPEG scan has a wrong length");
    }
    severalScans |= inScan < components || scans > 0;
    scans++;
    for (int i = 0; i < inScan; i++) {
      int component = componentOf(in.u8(at + 5 + 2L * i));
      if (component < 0) {
        return corrupt("a JPEG scan of a component that there is not");
      }
      visits += blocksOf[component];
      if (progressive && !goesOn(component, end - 3)) {
        return corrupt("a JPEG scan refines what was not sent before");
      }
    }
    if (scans > MAX_SCANS || visits > Math.max(CHEAP_VISITS, USUAL_VISITS * blocks)) {
      return new Rejected(
          Refusal.IMAGE_TOO_LARGE,
          "the JPEG has %d scans or more, which is more work than a picture of %s pixels may ask for"
              .formatted(scans, size()));
    }
    if (progressive) {
      tables.add(at, end);
    } else {
      // What can only be so; some cameras write something else, which is not looked at.
      tables.add(at, end - 3);
      tables.add((byte) 0, (byte) (COEFFICIENTS - 1), (byte) 0);
    }
    return tables.count() > MAX_PARTS ? tooManySegments() : null;
  }

  private int componentOf(int id) {
    for (int i = 0; i < components; i++) {
      if (idOf[i] == id) {
        return i;
      }
    }
    return -1;
  }

  // A scan may send a coefficient anew, but refine it only by the bit that is next.
  private boolean goesOn(int component, long parametersAt) {
    int first = in.u8(parametersAt);
    int last = Math.min(in.u8(parametersAt + 1), COEFFICIENTS - 1);
    int before = in.u8(parametersAt + 2) >> 4;
    for (int i = first; i <= last; i++) {
      if (before != 0 && missingBits[component][i] != before) {
        return false;
      }
      missingBits[component][i] = in.u8(parametersAt + 2) & 15;
    }
    return true;
  }

  // Entropy-coded bytes hold 255 only before a 0 or as a restart marker.
  private long endOfScan(long from) {
    long at = from;
    while (true) {
      at = in.next255(at);
      long second = at + 1;
      while (in.u8(second) == 0xff) {
        second++;
      }
      int marker = in.u8(second);
      if (marker < 0) {
        return in.size();
      }
      if (marker != 0 && (marker < RST0 || marker > RST7)) {
        return at;
      }
      at = second + 1;
    }
  }

  private Inspection overrun() {
    boolean endsWell = in.u8(in.size() - 2) == 0xff && in.u8(in.size() - 1) == EOI;
    return endsWell
        ? corrupt("a JPEG segment is longer than the file")
        : truncated("it ends within a JPEG segment");
  }

  private Inspection finish() {
    if (size == null || scans == 0) {
      return corrupt("there is no picture in the JPEG");
    }
    var excerpt = new Excerpt(in);
    excerpt.add(START);
    if (jfif) {
      excerpt.add(JFIF);
    }
    if (adobeTransform >= 0 || components == 4) {
      excerpt.add(adobe());
    }
    excerpt.addAll(tables);
    excerpt.add(END);
    long working =
        FIXED_BYTES
            + ROW_BYTES_PER_COLUMN * components * size.width()
            + (progressive || severalScans ? blocks * BLOCK_BYTES : 0)
            + (components == 1 ? (long) (size.width() + 3) * size.height() : 0);
    return new Accepted(
        new Header(size, orientation, working, excerpt, new Header.Jpeg(components)));
  }

  // Four components without this marker are taken for what Adobe writes, inverted, as OpenCV and
  // browsers do. Unknown transforms mean what libjpeg makes of them, without its warning.
  private byte[] adobe() {
    int transform =
        switch (adobeTransform) {
          case -1, 0 -> 0;
          default -> components == 4 ? 2 : 1;
        };
    var marker = Bytes.latin1(ADOBE + "\0");
    marker[marker.length - 1] = (byte) transform;
    return marker;
  }

  private ImageSize size() {
    if (size == null) {
      throw new IllegalStateException("no frame header yet");
    }
    return size;
  }
}
