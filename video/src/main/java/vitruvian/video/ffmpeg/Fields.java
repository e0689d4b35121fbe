package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/// Where the members are in FFmpeg's structures that are read and written here.
///
/// The offsets are those of release 8.0.1 on Linux x86-64, as `Loader.offsetof` of
/// `org.bytedeco:javacpp` gives them for the same package; the libraries are pinned by SHA-256.
@SuppressWarnings("restricted")
final class Fields {
  /// `AVFormatContext` of libavformat/avformat.h.
  static final class Format {
    static final long INPUT = 8;
    static final long OUTPUT = 16;
    static final long IO = 32;
    static final long STREAMS = 48;
    static final long STREAM_COUNT = 44;
    static final long START = 96;
    static final long DURATION = 104;
    static final long FLAGS = 128;

    private Format() {}
  }

  /// `AVInputFormat` and `AVOutputFormat` of libavformat/avformat.h.
  static final class FormatKind {
    static final long NAME = 0;
    static final long OUTPUT_FLAGS = 44;

    private FormatKind() {}
  }

  /// `AVStream` of libavformat/avformat.h.
  static final class Stream {
    static final long PARAMETERS = 16;
    static final long TIME_BASE = 32;
    static final long DURATION = 48;
    static final long FRAME_COUNT = 56;
    static final long DISPOSITION = 64;
    static final long DISCARD = 68;
    static final long PIXEL_ASPECT = 72;
    static final long AVERAGE_RATE = 88;

    private Stream() {}
  }

  /// `AVCodecParameters` of libavcodec/codec_par.h.
  static final class Parameters {
    static final long CODEC = 4;
    static final long TAG = 8;
    static final long EXTRA_DATA = 16;
    static final long EXTRA_BYTES = 24;
    static final long WIDTH = 72;
    static final long HEIGHT = 76;

    private Parameters() {}
  }

  /// `AVPacket` of libavcodec/packet.h.
  static final class Packet {
    static final long PTS = 8;
    static final long DECODE_TIME = 16;
    static final long DATA = 24;
    static final long BYTES = 32;
    static final long STREAM = 36;
    static final long FLAGS = 40;
    static final long DURATION = 64;

    private Packet() {}
  }

  /// `AVFrame` of libavutil/frame.h; four planes are the most that pictures have.
  static final class Frame {
    static final long PLANES = 0;
    static final long STRIDES = 64;
    static final long WIDTH = 104;
    static final long HEIGHT = 108;
    static final long FORMAT = 116;
    static final long PIXEL_ASPECT = 124;
    static final long PTS = 136;
    static final long FLAGS = 276;
    static final long RANGE = 280;
    static final long COLOURS = 292;
    static final long TIME = 304;
    static final long ERRORS = 320;
    static final long DURATION = 408;

    private Frame() {}
  }

  /// `AVFrameSideData` of libavutil/frame.h.
  static final class SideData {
    static final long DATA = 8;
    static final long BYTES = 16;

    private SideData() {}
  }

  /// `AVCodecContext` of libavcodec/avcodec.h.
  static final class Codec {
    static final long BIT_RATE = 56;
    static final long FLAGS = 64;
    static final long EXTRA_DATA = 72;
    static final long EXTRA_BYTES = 80;
    static final long TIME_BASE = 84;
    static final long PACKET_TIME_BASE = 92;
    static final long FRAME_RATE = 100;
    static final long WIDTH = 112;
    static final long HEIGHT = 116;
    static final long FORMAT = 136;
    static final long COLOURS = 152;
    static final long RANGE = 156;
    static final long KEY_FRAME_DISTANCE = 332;

    private Codec() {}
  }

  /// `AVPixFmtDescriptor` of libavutil/pixdesc.h.
  static final class PixelFormat {
    static final long CHROMA_HEIGHT = 10;
    static final long FLAGS = 16;

    private PixelFormat() {}
  }

  private Fields() {}

  static int int8(MemorySegment structure, long offset) {
    return structure.reinterpret(offset + 1).get(JAVA_BYTE, offset) & 0xff;
  }

  static int int32(MemorySegment structure, long offset) {
    return structure.reinterpret(offset + 4).get(JAVA_INT, offset);
  }

  static void int32(MemorySegment structure, long offset, int value) {
    structure.reinterpret(offset + 4).set(JAVA_INT, offset, value);
  }

  static long int64(MemorySegment structure, long offset) {
    return structure.reinterpret(offset + 8).get(JAVA_LONG, offset);
  }

  static void int64(MemorySegment structure, long offset, long value) {
    structure.reinterpret(offset + 8).set(JAVA_LONG, offset, value);
  }

  static MemorySegment pointer(MemorySegment structure, long offset) {
    return structure.reinterpret(offset + 8).get(ADDRESS, offset);
  }

  static void pointer(MemorySegment structure, long offset, MemorySegment value) {
    structure.reinterpret(offset + 8).set(ADDRESS, offset, value);
  }

  static Ratio ratio(MemorySegment structure, long offset) {
    return new Ratio(int32(structure, offset), int32(structure, offset + 4));
  }

  static void ratio(MemorySegment structure, long offset, Ratio value) {
    int32(structure, offset, value.numerator());
    int32(structure, offset + 4, value.denominator());
  }

  /// A member inside of a structure, as a segment of its own.
  static MemorySegment part(MemorySegment structure, long offset, long bytes) {
    return structure.reinterpret(offset + bytes).asSlice(offset, bytes);
  }

  /// The stream of a format context.
  static MemorySegment stream(MemorySegment context, int index) {
    return pointer(pointer(context, Format.STREAMS), ADDRESS.byteSize() * index);
  }
}
