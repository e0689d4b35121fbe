package vitruvian.tracker.image;

import static vitruvian.tracker.image.Inspection.corrupt;
import static vitruvian.tracker.image.Inspection.truncated;

import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.image.Inspection.Accepted;
import vitruvian.tracker.image.Inspection.Rejected;

/// Walks the chunks of a PNG stream (ISO/IEC 15948) to its end chunk.
///
/// Colour spaces and gamma are left out of the excerpt:
/// samples are taken as they are.
final class PngInspector {
  private static final int SIGNATURE = 8;
  private static final int HEADER_LENGTH = 13;
  private static final int FRAME = 12; // length, type and check sum of a chunk
  private static final int PALETTE = 3;
  private static final int ALPHA = 4;
  private static final long FIXED_BYTES = 256 << 10;
  private static final long ROW_BYTES_PER_COLUMN = 32;
  private static final byte[] END = Bytes.latin1("\0\0\0\0IEND\u00aeB`\u0082");

  private final Bytes in;
  private final ImageLimits limits;
  private final Excerpt excerpt;
  private @Nullable ImageSize size;
  private int depth;
  private int colour;
  private Orientation orientation = Orientation.UPRIGHT;
  private boolean palette;
  private boolean transparency;
  private long dataEnd;
  private long animationFrames;

  PngInspector(Bytes in, ImageLimits limits) {
    this.in = in;
    this.limits = limits;
    this.excerpt = new Excerpt(in);
  }

  Inspection inspect() {
    long at = SIGNATURE;
    while (true) {
      long length = in.u32(at);
      if (length < 0 || in.u32(at + 4) < 0) {
        return truncated("the end chunk of the PNG is missing");
      }
      long end = at + FRAME + length;
      if (end > in.size()) {
        var problem = size == null ? header(at, length) : null;
        return problem == null ? overrun() : problem;
      }
      if (!isName(at + 4)) {
        return corrupt("a PNG chunk without a name");
      }
      if (in.says(at + 4, "IEND")) {
        return finish();
      }
      var problem = size == null ? header(at, length) : chunk(at, length, end);
      if (problem != null) {
        return problem;
      }
      at = end;
    }
  }

  private boolean isName(long at) {
    for (int i = 0; i < 4; i++) {
      int letter = in.u8(at + i) | ' ';
      if (letter < 'a' || letter > 'z') {
        return false;
      }
    }
    return true;
  }

  private @Nullable Rejected header(long at, long length) {
    if (!in.says(at + 4, "IHDR") || length != HEADER_LENGTH) {
      return corrupt("the PNG does not begin with its header");
    }
    long width = in.u32(at + 8);
    long height = in.u32(at + 12);
    if (width < 0 || height < 0) {
      return null;
    }
    if (Inspection.isTooLarge(width, height, limits)) {
      return Inspection.tooLarge(width, height, limits);
    }
    if (width == 0 || height == 0) {
      return corrupt("a PNG of %d x %d pixels".formatted(width, height));
    }
    size = new ImageSize((int) width, (int) height);
    depth = in.u8(at + 16);
    colour = in.u8(at + 17);
    if (at + FRAME + length <= in.size()) {
      excerpt.add(0, at + FRAME + length);
    }
    return null;
  }

  private @Nullable Rejected chunk(long at, long length, long end) {
    if (in.says(at + 4, "IDAT")) {
      if (dataEnd != 0 && dataEnd != at) {
        return corrupt("the data of the PNG is interrupted");
      }
      dataEnd = end;
      excerpt.add(at, end);
    } else if (in.says(at + 4, "PLTE")) {
      if (!palette && dataEnd == 0 && colour == PALETTE) {
        palette = true;
        excerpt.add(at, end);
      }
    } else if (in.says(at + 4, "tRNS")) {
      if (!transparency && dataEnd == 0 && (colour & ALPHA) == 0) {
        if (!checkSumFits(at, end)) {
          return corrupt("a check sum in the PNG");
        }
        transparency = true;
        excerpt.add(at, end);
      }
    } else if (in.says(at + 4, "acTL") && dataEnd == 0 && length >= 4 && in.u32(at + 8) > 1) {
      animationFrames = in.u32(at + 8);
    } else if (in.says(at + 4, "eXIf")) {
      orientation = Orientation.ofExif(in, at + 8, length);
    } else if (Character.isUpperCase(in.u8(at + 4))) {
      return corrupt("an unknown critical chunk in the PNG");
    }
    return null;
  }

  private boolean checkSumFits(long at, long end) {
    var sum = new CRC32();
    for (long i = at + 4; i < end - 4; i++) {
      sum.update(in.u8(i));
    }
    return sum.getValue() == in.u32(end - 4);
  }

  private Inspection overrun() {
    return in.says(in.size() - 8, "IEND\u00aeB`\u0082")
        ? corrupt("a PNG chunk is longer than the file")
        : truncated("it ends within a PNG chunk");
  }

  private Inspection finish() {
    if (size == null || dataEnd == 0) {
      return corrupt("there is no picture in the PNG");
    }
    if (animationFrames > 1) {
      return Inspection.animated("a PNG", animationFrames);
    }
    excerpt.add(END);
    boolean deep = depth == 16;
    long working =
        FIXED_BYTES
            + ROW_BYTES_PER_COLUMN * size.width()
            + (deep ? 8L * size.width() * size.height() : 0);
    return new Accepted(new Header(size, orientation, working, excerpt, new Header.Png(deep)));
  }
}
