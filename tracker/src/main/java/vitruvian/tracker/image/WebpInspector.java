package vitruvian.tracker.image;

import static vitruvian.tracker.image.Inspection.corrupt;
import static vitruvian.tracker.image.Inspection.truncated;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.image.Inspection.Accepted;
import vitruvian.tracker.image.Inspection.Rejected;

/// Walks the chunks of a WebP file (RFC 9649).
///
/// The excerpt is a still picture, also where the file is an animation of one.
final class WebpInspector {
  private static final int FILE_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int EXTENDED_HEADER = 10;
  private static final int LOSSLESS_SIGNATURE = 0x2f;
  private static final int LOSSLESS_HEADER = 5;
  private static final int ALPHA_COMPRESSION = 3;
  private static final int LOSSLESS_ALPHA = 1;
  private static final int FOURTEEN_BITS = 0x3fff;
  private static final int ALPHA_FLAG = 0x10;
  private static final long FIXED_BYTES = 1 << 20;
  private static final long ROW_BYTES_PER_COLUMN = 256;

  private final Bytes in;
  private final ImageLimits limits;
  private @Nullable ImageSize canvas;
  private int x;
  private int y;
  private @Nullable ImageSize announced;
  private @Nullable ImageSize frame;
  private boolean lossless;
  // Positions of the chunks with their headers; 0 while there is none.
  private long alphaAt;
  private long alphaEnd;
  private long dataAt;
  private long dataEnd;
  private int depth;
  private int frames;
  private boolean exif;
  private Orientation orientation = Orientation.UPRIGHT;

  WebpInspector(Bytes in, ImageLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  Inspection inspect() {
    long fileEnd = CHUNK_HEADER + in.u32LittleEndian(4);
    var problem = chunks(FILE_HEADER, Math.min(fileEnd, in.size()), fileEnd > in.size());
    if (problem != null) {
      return problem;
    }
    if (fileEnd > in.size()) {
      return truncated("the WebP ends before its last chunk");
    }
    return finish();
  }

  // Problems of size are found in an incomplete file too; others only where it is complete.
  private @Nullable Rejected chunks(long from, long to, boolean incomplete) {
    long at = from;
    while (at <= to - CHUNK_HEADER) {
      long length = in.u32LittleEndian(at + 4);
      long end = at + CHUNK_HEADER + length;
      if (end > to && !incomplete) {
        return corrupt("a WebP chunk is longer than what holds it");
      }
      var problem = chunk(at, Math.min(end, to), incomplete);
      if (problem != null) {
        return problem;
      }
      at = end + (length & 1);
    }
    return null;
  }

  private @Nullable Rejected chunk(long at, long end, boolean incomplete) {
    long payload = at + CHUNK_HEADER;
    if (in.says(at, "VP8X")) {
      return canvas == null ? extended(payload, end) : null;
    } else if (in.says(at, "ANMF")) {
      frames += depth == 0 ? 1 : 0;
      return dataAt == 0 && announced == null
          ? animationFrame(payload, end, incomplete)
          : null; // a later frame; inside a frame there is none
    } else if (in.says(at, "ALPH")) {
      if (dataAt == 0 && alphaAt == 0) {
        alphaAt = at;
        alphaEnd = end;
      }
    } else if (in.says(at, "VP8 ") || in.says(at, "VP8L")) {
      return dataAt == 0 ? data(at, end, incomplete) : null;
    } else if (in.says(at, "EXIF") && !exif) {
      exif = true;
      long skip = in.says(payload, "Exif\0\0") ? 6 : 0;
      if (end - payload >= skip) {
        orientation = Orientation.ofExif(in, payload + skip, end - payload - skip);
      }
    }
    return null;
  }

  private @Nullable Rejected extended(long payload, long end) {
    if (end - payload < EXTENDED_HEADER) {
      return null;
    }
    long width = in.u24LittleEndian(payload + 4) + 1L;
    long height = in.u24LittleEndian(payload + 7) + 1L;
    if (Inspection.isTooLarge(width, height, limits)) {
      return Inspection.tooLarge(width, height, limits);
    }
    canvas = new ImageSize((int) width, (int) height);
    return null;
  }

  private @Nullable Rejected animationFrame(long payload, long end, boolean incomplete) {
    if (end - payload < FRAME_HEADER) {
      return incomplete ? null : corrupt("a WebP animation frame without a header");
    }
    x = 2 * in.u24LittleEndian(payload);
    y = 2 * in.u24LittleEndian(payload + 3);
    announced =
        new ImageSize(in.u24LittleEndian(payload + 6) + 1, in.u24LittleEndian(payload + 9) + 1);
    depth++;
    var problem = chunks(payload + FRAME_HEADER, end, incomplete);
    depth--;
    return problem;
  }

  private @Nullable Rejected data(long at, long end, boolean incomplete) {
    long payload = at + CHUNK_HEADER;
    lossless = in.says(at, "VP8L");
    if (end - payload < (lossless ? LOSSLESS_HEADER : 10)) {
      return incomplete ? null : corrupt("a WebP picture without a header");
    }
    int width;
    int height;
    if (lossless) {
      long bits = in.u32LittleEndian(payload + 1);
      if (in.u8(payload) != LOSSLESS_SIGNATURE) {
        return corrupt("the signature of the lossless WebP");
      }
      width = (int) (bits & FOURTEEN_BITS) + 1;
      height = (int) (bits >> 14 & FOURTEEN_BITS) + 1;
    } else {
      if (!in.says(payload + 3, "\u009d\u0001*")) {
        return corrupt("the start code of the WebP");
      }
      width = in.u16LittleEndian(payload + 6) & FOURTEEN_BITS;
      height = in.u16LittleEndian(payload + 8) & FOURTEEN_BITS;
    }
    if (Inspection.isTooLarge(width, height, limits)) {
      return Inspection.tooLarge(width, height, limits);
    }
    if (width == 0 || height == 0) {
      return corrupt("a WebP of %d x %d pixels".formatted(width, height));
    }
    frame = new ImageSize(width, height);
    dataAt = at;
    dataEnd = end;
    return null;
  }

  private Inspection finish() {
    if (frame == null) {
      return corrupt("there is no picture in the WebP");
    }
    if (frames > 1) {
      return Inspection.animated("a WebP", frames);
    }
    var whole = canvas == null ? frame : canvas;
    boolean fits =
        announced == null
            ? whole.equals(frame)
            : announced.equals(frame)
                && canvas != null
                && x + frame.width() <= whole.width()
                && y + frame.height() <= whole.height();
    if (!fits) {
      return corrupt("the sizes in the WebP contradict each other");
    }
    boolean alpha = alphaAt != 0 && !lossless;
    var tables = tableBytes(frame, alpha);
    if (tables.isEmpty()) {
      return corrupt("the WebP's lossless data");
    }
    long pixels = (long) frame.width() * frame.height();
    long working =
        FIXED_BYTES
            + ROW_BYTES_PER_COLUMN * frame.width()
            + (lossless || alpha ? 5 * pixels : 0)
            + tables.getAsLong();
    return new Accepted(
        new Header(
            whole, orientation, working, excerpt(frame, alpha), new Header.Webp(x, y, frame)));
  }

  // Of the picture itself, or of its transparency, where that is compressed like one.
  private OptionalLong tableBytes(ImageSize size, boolean alpha) {
    if (lossless) {
      return LosslessCodes.tableBytes(
          in, dataAt + CHUNK_HEADER + LOSSLESS_HEADER, dataEnd, size.width(), size.height());
    }
    long payload = alphaAt + CHUNK_HEADER;
    return alpha && (in.u8(payload) & ALPHA_COMPRESSION) == LOSSLESS_ALPHA
        ? LosslessCodes.tableBytes(in, payload + 1, alphaEnd, size.width(), size.height())
        : OptionalLong.of(0);
  }

  private Excerpt excerpt(ImageSize still, boolean alpha) {
    var parts = new Excerpt(in);
    long length = 4 + padded(dataEnd - dataAt);
    if (alpha) {
      length += CHUNK_HEADER + EXTENDED_HEADER + padded(alphaEnd - alphaAt);
    }
    parts.add(
        ByteBuffer.allocate(FILE_HEADER)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(Bytes.latin1("RIFF"))
            .putInt((int) length)
            .put(Bytes.latin1("WEBP"))
            .array());
    if (alpha) {
      parts.add(
          ByteBuffer.allocate(CHUNK_HEADER + EXTENDED_HEADER)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(Bytes.latin1("VP8X"))
              .putInt(EXTENDED_HEADER)
              .putInt(ALPHA_FLAG)
              .putShort((short) (still.width() - 1))
              .put((byte) 0)
              .putShort((short) (still.height() - 1))
              .put((byte) 0)
              .array());
      chunk(parts, alphaAt, alphaEnd);
    }
    chunk(parts, dataAt, dataEnd);
    return parts;
  }

  private static void chunk(Excerpt parts, long at, long end) {
    parts.add(at, end);
    if ((end - at & 1) != 0) {
      parts.add((byte) 0);
    }
  }

  private static long padded(long bytes) {
    return bytes + (bytes & 1);
  }
}
