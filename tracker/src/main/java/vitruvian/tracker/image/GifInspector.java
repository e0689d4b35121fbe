package vitruvian.tracker.image;

import static vitruvian.tracker.image.Inspection.corrupt;
import static vitruvian.tracker.image.Inspection.truncated;

import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.image.Inspection.Accepted;
import vitruvian.tracker.image.Inspection.Rejected;

/// Walks the blocks of a GIF (GIF89a specification of CompuServe) to its trailer.
final class GifInspector {
  private static final int HEADER = 13;
  private static final int EXTENSION = 0x21;
  private static final int CONTROL = 0xf9;
  private static final int PICTURE = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final int HAS_TABLE = 0x80;
  private static final int INTERLACED = 0x40;
  private static final long FIXED_BYTES = 64 << 10;
  private static final long ROW_BYTES_PER_COLUMN = 8;

  private final Bytes in;
  private final ImageLimits limits;
  private int transparent = -1;
  private int pictures;
  private @Nullable Accepted first;

  GifInspector(Bytes in, ImageLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  Inspection inspect() {
    int width = in.u16LittleEndian(6);
    int height = in.u16LittleEndian(8);
    int flags = in.u8(10);
    if (flags < 0) {
      return truncated("it ends within the header of the GIF");
    }
    if (Inspection.isTooLarge(width, height, limits)) {
      return Inspection.tooLarge(width, height, limits);
    }
    long at = (long) HEADER + tableBytes(flags);
    while (true) {
      int kind = in.u8(at);
      if (kind == TRAILER) {
        return finish();
      }
      if (kind == PICTURE) {
        var problem = picture(at, width, height, flags);
        if (problem != null) {
          return problem;
        }
        at = behindBlocks(at + 11 + tableBytes(in.u8(at + 9)));
      } else if (kind == EXTENSION) {
        if (in.u8(at + 1) == CONTROL && pictures == 0 && in.u8(at + 2) >= 4) {
          transparent = (in.u8(at + 3) & 1) == 1 ? in.u8(at + 6) : -1;
        }
        at = behindBlocks(at + 2);
      } else if (kind >= 0) {
        return corrupt("a block of the GIF");
      }
      if (at < 0 || at >= in.size()) {
        return truncated("the end of the GIF is missing");
      }
    }
  }

  private static int tableBytes(int flags) {
    return (flags & HAS_TABLE) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  // -1 where they do not end.
  private long behindBlocks(long from) {
    long at = from;
    while (in.u8(at) > 0) {
      at += 1 + in.u8(at);
    }
    return in.u8(at) < 0 ? -1 : at + 1;
  }

  private @Nullable Rejected picture(long at, int screenWidth, int screenHeight, int screenFlags) {
    pictures++;
    int flags = in.u8(at + 9);
    long dataAt = at + 10 + tableBytes(flags);
    long end = behindBlocks(dataAt + 1);
    if (flags < 0 || end < 0) {
      return truncated("it ends within a picture of the GIF");
    }
    if (first != null) {
      return null;
    }
    int x = in.u16LittleEndian(at + 1);
    int y = in.u16LittleEndian(at + 3);
    int width = in.u16LittleEndian(at + 5);
    int height = in.u16LittleEndian(at + 7);
    // Players enlarge the screen where it is too small.
    int allWidth = Math.max(screenWidth, x + width);
    int allHeight = Math.max(screenHeight, y + height);
    if (Inspection.isTooLarge(allWidth, allHeight, limits)) {
      return Inspection.tooLarge(allWidth, allHeight, limits);
    }
    if (width == 0 || height == 0) {
      return corrupt("a GIF of %d x %d pixels".formatted(width, height));
    }
    boolean own = (flags & HAS_TABLE) != 0;
    int tableBytes = tableBytes(own ? flags : screenFlags);
    if (tableBytes == 0) {
      return corrupt("a GIF without colours");
    }
    var excerpt = new Excerpt(in);
    long tableAt = own ? at + 10 : HEADER;
    excerpt.add(tableAt, tableAt + tableBytes);
    excerpt.add(dataAt, end);
    first =
        new Accepted(
            new Header(
                new ImageSize(allWidth, allHeight),
                Orientation.UPRIGHT,
                FIXED_BYTES + ROW_BYTES_PER_COLUMN * allWidth,
                excerpt,
                new Header.Gif(
                    x,
                    y,
                    new ImageSize(width, height),
                    tableBytes / 3,
                    transparent,
                    (flags & INTERLACED) != 0)));
    return null;
  }

  private Inspection finish() {
    if (first == null) {
      return corrupt("there is no picture in the GIF");
    }
    return pictures > 1 ? Inspection.animated("a GIF", pictures) : first;
  }
}
