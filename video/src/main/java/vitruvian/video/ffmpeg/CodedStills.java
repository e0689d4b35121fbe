package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import vitruvian.tracker.image.StillCoding;
import vitruvian.tracker.image.StillDecoder;

/// Decodes the coded pictures of HEIF and AVIF files: HEVC by FFmpeg's own decoder, AV1 by libaom.
///
/// Colours are converted as those of videos are, in bands, so that the pixels of no more than a
/// band are there twice. Safe for use by any number of threads.
public final class CodedStills implements StillDecoder {
  // Measured: what stays resident after the first picture of each kind, rounded up.
  private static final long LIBRARY_BYTES = 48 << 20;

  // AV_INPUT_BUFFER_PADDING_SIZE of libavcodec/defs.h.
  private static final int PADDING = 64;

  // What the decoder may round a size up by.
  private static final long ROUNDING = 128;

  private static final int BAND_PIXELS = 1 << 20;
  private static final int LEAST_BAND = 64;
  // So many rows above and below a band have a share in its colours, and more.
  private static final int MARGIN = 16;
  private static final int ROW_ALIGNMENT = 64;
  private static final int BEHIND = 64;

  private static final int FULL_RANGE = 2; // AVCOL_RANGE_JPEG of libavutil/pixfmt.h
  private static final int LIMITED_RANGE = 1;
  private static final int RGB = 0; // AVCOL_SPC_RGB
  private static final int LAST_SPACE = 10; // AVCOL_SPC_BT2020_CL
  private static final int YCGCO = 8;
  private static final int CORRUPT = 1; // AV_FRAME_FLAG_CORRUPT of libavutil/frame.h

  /// Made by the service loader; the libraries are loaded by the first picture.
  public CodedStills() {}

  @Override
  public long libraryBytes() {
    return LIBRARY_BYTES;
  }

  @Override
  public boolean decode(Coded coded, MemorySegment configuration, MemorySegment data, Rows rows) {
    if (data.byteSize() > Integer.MAX_VALUE - PADDING) {
      return false;
    }
    try (var decoding = new Decoding(Ffmpeg.load(), coded)) {
      return decoding.open(configuration) && decoding.decode(data) && decoding.give(rows);
    }
  }

  /// One picture with its own decoder.
  private static final class Decoding implements AutoCloseable {
    private final Ffmpeg ffmpeg;
    private final Coded coded;
    private final Scaler scaler;
    private final MemorySegment packet;
    private final MemorySegment frame;
    private MemorySegment decoder = MemorySegment.NULL;
    private boolean closed;

    Decoding(Ffmpeg ffmpeg, Coded coded) {
      this.ffmpeg = ffmpeg;
      this.coded = coded;
      this.scaler = new Scaler(ffmpeg);
      this.packet = ffmpeg.allocatePacket();
      this.frame = ffmpeg.allocateFrame();
    }

    boolean open(MemorySegment configuration) {
      var name = coded.coding() == StillCoding.HEVC ? "hevc" : "libaom-av1";
      long most = (coded.size().width() + ROUNDING) * (coded.size().height() + ROUNDING);
      try (var scratch = Arena.ofConfined();
          var options =
              new Options(
                  ffmpeg,
                  scratch,
                  Map.of(
                      "threads",
                      "1",
                      "max_pixels",
                      Long.toString(most),
                      "err_detect",
                      "crccheck+bitstream+buffer+explode"))) {
        var codec = ffmpeg.findDecoder(scratch.allocateFrom(name));
        decoder = ffmpeg.allocateCodec(codec);
        if (coded.coding() == StillCoding.HEVC) {
          int bytes = (int) configuration.byteSize();
          var copy = ffmpeg.allocateZeros((long) bytes + PADDING);
          MemorySegment.copy(configuration, 0, copy, 0, bytes);
          Fields.pointer(decoder, Fields.Codec.EXTRA_DATA, copy);
          Fields.int32(decoder, Fields.Codec.EXTRA_BYTES, bytes);
        }
        return ffmpeg.openCodec(decoder, codec, options.pointer()) >= 0;
      }
    }

    // The packet's bytes are copied by the library, since they are not its own.
    boolean decode(MemorySegment data) {
      Fields.pointer(packet, Fields.Packet.DATA, data);
      Fields.int32(packet, Fields.Packet.BYTES, (int) data.byteSize());
      int sent = ffmpeg.sendPacket(decoder, packet);
      ffmpeg.clearPacket(packet);
      return sent >= 0
          && ffmpeg.sendPacket(decoder, MemorySegment.NULL) >= 0
          && ffmpeg.receiveFrame(decoder, frame) >= 0
          && Fields.int32(frame, Fields.Frame.ERRORS) == 0
          && (Fields.int32(frame, Fields.Frame.FLAGS) & CORRUPT) == 0
          && Fields.int32(frame, Fields.Frame.WIDTH) == coded.size().width()
          && Fields.int32(frame, Fields.Frame.HEIGHT) == coded.size().height();
    }

    boolean give(Rows rows) {
      int width = coded.size().width();
      int height = coded.size().height();
      int band = Math.max(LEAST_BAND, BAND_PIXELS / width / MARGIN * MARGIN);
      int stride = Math.ceilDiv(4 * width + BEHIND, ROW_ALIGNMENT) * ROW_ALIGNMENT;
      int space = coded.matrix().orElse(Fields.int32(frame, Fields.Frame.COLOURS));
      if (space > LAST_SPACE || space == YCGCO) {
        return false;
      }
      int mostRows = Math.min(height, band + 2 * MARGIN);
      try (var scratch = Arena.ofConfined()) {
        var pixels = scratch.allocate((long) stride * mostRows + BEHIND, ROW_ALIGNMENT);
        var row = new int[width];
        for (int top = 0; top < height; top += band) {
          int from = Math.max(0, top - MARGIN);
          int end = Math.min(height, top + band);
          int to = Math.min(height, end + MARGIN);
          convert(from, to, space, pixels, stride);
          for (int y = top; y < end; y++) {
            MemorySegment.copy(pixels, JAVA_INT, (long) stride * (y - from), row, 0, width);
            for (int x = 0; x < width; x++) {
              row[x] &= 0xffffff;
            }
            rows.take(y, row);
          }
        }
        return true;
      } catch (VideoFailure unknownPixels) {
        return false;
      }
    }

    private void convert(int from, int to, int space, MemorySegment pixels, int stride)
        throws VideoFailure {
      int format = Fields.int32(frame, Fields.Frame.FORMAT);
      int range =
          coded.range().isPresent()
              ? coded.range().getAsInt() == 1 ? FULL_RANGE : LIMITED_RANGE
              : Fields.int32(frame, Fields.Frame.RANGE);
      try (var scratch = Arena.ofConfined()) {
        var sources = scratch.allocate(4 * ADDRESS.byteSize(), 8);
        for (int plane = 0; plane < 4; plane++) {
          var start = Fields.pointer(frame, Fields.Frame.PLANES + plane * ADDRESS.byteSize());
          if (start.address() != 0) {
            int shift = plane == 1 || plane == 2 ? ffmpeg.chromaShift(format) : 0;
            long skipped =
                (long) (from >> shift)
                    * Fields.int32(frame, Fields.Frame.STRIDES + plane * (long) Integer.BYTES);
            sources.set(
                ADDRESS,
                plane * ADDRESS.byteSize(),
                MemorySegment.ofAddress(start.address() + skipped));
          }
        }
        var planes = scratch.allocate(4 * ADDRESS.byteSize(), 8);
        planes.set(ADDRESS, 0, pixels);
        var strides = scratch.allocate(4 * Integer.BYTES, 8);
        strides.set(JAVA_INT, 0, stride);
        int width = coded.size().width();
        scaler.convert(
            new Scaler.Pixels(
                new Ffmpeg.Picture(width, to - from, format),
                sources,
                Fields.part(frame, Fields.Frame.STRIDES, 4 * Integer.BYTES),
                space,
                range),
            new Scaler.Pixels(
                new Ffmpeg.Picture(width, to - from, Ffmpeg.BGR0), planes, strides, RGB, 0));
      }
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      scaler.close();
      ffmpeg.freeCodec(decoder);
      ffmpeg.freePacket(packet);
      ffmpeg.freeFrame(frame);
    }
  }
}
