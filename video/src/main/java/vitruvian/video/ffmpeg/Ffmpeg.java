package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import vitruvian.tracker.Fault;
import vitruvian.tracker.TrackingException;

/// The functions of FFmpeg that read and write video files, each by its own name.
///
/// A negative result is an error code ([#EOF], [#AGAIN], others: [#message]). Safe for use by any
/// number of threads; what the pointers point to is not. All of them are native work and some are
/// long: call them on platform threads.
///
/// Upstream: `libavformat/avformat.h`, `libavcodec/avcodec.h`, `libavutil/frame.h`,
/// `libavutil/dict.h`, `libswscale/swscale.h` of release 8.0.1.
@SuppressWarnings("restricted")
final class Ffmpeg {
  /// `AVERROR_EOF`, `AVERROR(EAGAIN)` and `AVERROR_INVALIDDATA` of libavutil/error.h.
  static final int EOF = -541478725;

  static final int AGAIN = -11;
  static final int INVALID_DATA = -1094995529;

  /// `AVERROR(EINVAL)`, which is also the answer where a container is not on the list of those
  /// allowed.
  static final int INVALID_ARGUMENT = -22;

  /// `AV_NOPTS_VALUE` of libavutil/avutil.h.
  static final long NO_TIME = Long.MIN_VALUE;

  /// `AVMEDIA_TYPE_VIDEO` of libavutil/avutil.h.
  static final int VIDEO = 0;

  /// Pixel formats of libavutil/pixfmt.h: in little-endian memory the integer `0xXXRRGGBB`, and
  /// what H.264 is made of.
  static final int BGR0 = 121;

  static final int YUV420P = 0;

  /// The same with the share of transparency above.
  static final int BGRA = 28;

  private static final long ALPHA = 1 << 7; // AV_PIX_FMT_FLAG_ALPHA of libavutil/pixdesc.h
  private static final int QUIET = -8; // AV_LOG_QUIET of libavutil/log.h
  private static final int WRITE = 2; // AVIO_FLAG_WRITE of libavformat/avio.h

  private static volatile @Nullable Ffmpeg loaded;

  private final Linker linker = Linker.nativeLinker();
  private final SymbolLookup library = Libraries.lookup();

  private final FunctionDescriptor ofPointer = FunctionDescriptor.of(JAVA_INT, ADDRESS);
  private final FunctionDescriptor ofTwo = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
  private final FunctionDescriptor ofThree =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  private final FunctionDescriptor ofFour =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private final FunctionDescriptor freeing = FunctionDescriptor.ofVoid(ADDRESS);
  private final FunctionDescriptor allocating = FunctionDescriptor.of(ADDRESS);
  private final FunctionDescriptor finding = FunctionDescriptor.of(ADDRESS, ADDRESS);

  private final MethodHandle findContainer = find("av_find_input_format", finding);
  private final MethodHandle openInput = find("avformat_open_input", ofFour);
  private final MethodHandle findStreamInfo = find("avformat_find_stream_info", ofTwo);
  private final MethodHandle findBestStream =
      find(
          "av_find_best_stream",
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private final MethodHandle readFrame = find("av_read_frame", ofTwo);
  private final MethodHandle closeInput = find("avformat_close_input", freeing);
  private final MethodHandle allocOutput = find("avformat_alloc_output_context2", ofFour);
  private final MethodHandle newStream =
      find("avformat_new_stream", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  private final MethodHandle avioOpen =
      find("avio_open", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
  private final MethodHandle avioClosep = find("avio_closep", ofPointer);
  private final MethodHandle writeHeader = find("avformat_write_header", ofTwo);
  private final MethodHandle writeFrame = find("av_write_frame", ofTwo);
  private final MethodHandle writeTrailer = find("av_write_trailer", ofPointer);
  private final MethodHandle freeFormat = find("avformat_free_context", freeing);

  private final MethodHandle findDecoder =
      find("avcodec_find_decoder", FunctionDescriptor.of(ADDRESS, JAVA_INT));
  private final MethodHandle findDecoderByName = find("avcodec_find_decoder_by_name", finding);
  private final MethodHandle findEncoder = find("avcodec_find_encoder_by_name", finding);
  private final MethodHandle codecName =
      find("avcodec_get_name", FunctionDescriptor.of(ADDRESS, JAVA_INT));
  private final MethodHandle allocCodec = find("avcodec_alloc_context3", finding);
  private final MethodHandle parametersToCodec = find("avcodec_parameters_to_context", ofTwo);
  private final MethodHandle parametersFromCodec = find("avcodec_parameters_from_context", ofTwo);
  private final MethodHandle openCodec = find("avcodec_open2", ofThree);
  private final MethodHandle sendPacket = find("avcodec_send_packet", ofTwo);
  private final MethodHandle receiveFrame = find("avcodec_receive_frame", ofTwo);
  private final MethodHandle sendFrame = find("avcodec_send_frame", ofTwo);
  private final MethodHandle receivePacket = find("avcodec_receive_packet", ofTwo);
  private final MethodHandle freeCodec = find("avcodec_free_context", freeing);

  private final MethodHandle allocPacket = find("av_packet_alloc", allocating);
  private final MethodHandle unrefPacket = find("av_packet_unref", freeing);
  private final MethodHandle movePacket =
      find("av_packet_move_ref", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
  private final MethodHandle freePacket = find("av_packet_free", freeing);
  private final MethodHandle allocFrame = find("av_frame_alloc", allocating);
  private final MethodHandle frameBuffer =
      find("av_frame_get_buffer", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private final MethodHandle writableFrame = find("av_frame_make_writable", ofPointer);
  private final MethodHandle freeFrame = find("av_frame_free", freeing);
  private final MethodHandle frameSideData =
      find("av_frame_get_side_data", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));

  private final MethodHandle zeros = find("av_mallocz", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
  private final MethodHandle pixelFormat =
      find("av_pix_fmt_desc_get", FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private final MethodHandle dictSet =
      find("av_dict_set", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
  private final MethodHandle dictFree = find("av_dict_free", freeing);
  private final MethodHandle errorText =
      find("av_strerror", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));

  private final MethodHandle cachedScaler =
      find(
          "sws_getCachedContext",
          FunctionDescriptor.of(
              ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
              JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
  private final MethodHandle scalerColours =
      find(
          "sws_setColorspaceDetails",
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT,
              JAVA_INT));
  private final MethodHandle colours =
      find("sws_getCoefficients", FunctionDescriptor.of(ADDRESS, JAVA_INT));
  private final MethodHandle scale =
      find(
          "sws_scale",
          FunctionDescriptor.of(
              JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
  private final MethodHandle freeScaler = find("sws_freeContext", freeing);

  private Ffmpeg() {
    try {
      find("av_log_set_level", FunctionDescriptor.ofVoid(JAVA_INT)).invokeExact(QUIET);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// The libraries, loaded at the first call.
  ///
  /// @throws TrackingException [Fault#PLATFORM] where this machine cannot load them
  static Ffmpeg load() {
    var library = loaded;
    return library == null ? loadOnce() : library;
  }

  private static synchronized Ffmpeg loadOnce() {
    var library = loaded;
    if (library == null) {
      library = new Ffmpeg();
      loaded = library;
    }
    return library;
  }

  private MethodHandle find(String name, FunctionDescriptor type) {
    try {
      return linker.downcallHandle(library.findOrThrow(name), type);
    } catch (NoSuchElementException missing) {
      throw new TrackingException(
          Fault.PLATFORM, "the video library lacks the function " + name, missing);
    }
  }

  private static AssertionError unexpected(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return new AssertionError("a native call threw", failure);
  }

  // One method for each shape of a function.

  private static int call(MethodHandle function, MemorySegment a) {
    try {
      return (int) function.invokeExact(a);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static int call(MethodHandle function, MemorySegment a, MemorySegment b) {
    try {
      return (int) function.invokeExact(a, b);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static int call(
      MethodHandle function, MemorySegment a, MemorySegment b, MemorySegment c) {
    try {
      return (int) function.invokeExact(a, b, c);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static int call(
      MethodHandle function, MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment d) {
    try {
      return (int) function.invokeExact(a, b, c, d);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static void run(MethodHandle function, MemorySegment a) {
    try {
      function.invokeExact(a);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static MemorySegment get(MethodHandle function) {
    try {
      return (MemorySegment) function.invokeExact();
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static MemorySegment get(MethodHandle function, MemorySegment a) {
    try {
      return (MemorySegment) function.invokeExact(a);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  private static MemorySegment get(MethodHandle function, int a) {
    try {
      return (MemorySegment) function.invokeExact(a);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  // Functions that take the address of a pointer, free what it points to and clear it.
  private static void free(MethodHandle function, MemorySegment pointer) {
    if (pointer.address() == 0) {
      return;
    }
    try (var scratch = Arena.ofConfined()) {
      run(function, scratch.allocateFrom(ADDRESS, pointer));
    }
  }

  /// What an error code means, in the library's words.
  String message(int code) {
    try (var scratch = Arena.ofConfined()) {
      var text = scratch.allocate(128);
      int _ = (int) errorText.invokeExact(code, text, text.byteSize());
      return text.getString(0);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// A container by its name.
  MemorySegment findContainer(MemorySegment name) {
    return get(findContainer, name);
  }

  /// @param container which it is, or NULL to let the library find out
  int openInput(
      MemorySegment context, MemorySegment url, MemorySegment container, MemorySegment options) {
    return call(openInput, context, url, container, options);
  }

  int findStreamInfo(MemorySegment context) {
    return call(findStreamInfo, context, MemorySegment.NULL);
  }

  int bestVideoStream(MemorySegment context) {
    try {
      return (int) findBestStream.invokeExact(context, VIDEO, -1, -1, MemorySegment.NULL, 0);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  int readPacket(MemorySegment context, MemorySegment packet) {
    return call(readFrame, context, packet);
  }

  void closeInput(MemorySegment context) {
    free(closeInput, context);
  }

  int allocateOutput(MemorySegment context, MemorySegment format, MemorySegment url) {
    return call(allocOutput, context, MemorySegment.NULL, format, url);
  }

  MemorySegment newStream(MemorySegment context) {
    try {
      return (MemorySegment) newStream.invokeExact(context, MemorySegment.NULL);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// @param io where the pointer to the opened file goes
  int openFile(MemorySegment io, MemorySegment url) {
    try {
      return (int) avioOpen.invokeExact(io, url, WRITE);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// @param io where the pointer to the opened file is
  int closeFile(MemorySegment io) {
    return call(avioClosep, io);
  }

  int writeHeader(MemorySegment context, MemorySegment options) {
    return call(writeHeader, context, options);
  }

  /// @param packet `NULL` ends the current fragment
  int writePacket(MemorySegment context, MemorySegment packet) {
    return call(writeFrame, context, packet);
  }

  int writeTrailer(MemorySegment context) {
    return call(writeTrailer, context);
  }

  void freeFormat(MemorySegment context) {
    run(freeFormat, context);
  }

  MemorySegment findDecoder(int codec) {
    return get(findDecoder, codec);
  }

  MemorySegment findDecoder(MemorySegment name) {
    return get(findDecoderByName, name);
  }

  MemorySegment findEncoder(MemorySegment name) {
    return get(findEncoder, name);
  }

  String codecName(int codec) {
    return get(codecName, codec).reinterpret(64).getString(0);
  }

  /// Memory that the library frees with what it is given to.
  MemorySegment allocateZeros(long bytes) {
    try {
      var memory = (MemorySegment) zeros.invokeExact(bytes);
      if (memory.address() == 0) {
        throw new OutOfMemoryError("video: " + bytes + " bytes");
      }
      return memory.reinterpret(bytes);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// Whether pixels of a format have a share of transparency.
  boolean hasAlpha(int format) {
    var found = get(pixelFormat, format);
    return found.address() != 0 && (Fields.int64(found, Fields.PixelFormat.FLAGS) & ALPHA) != 0;
  }

  /// By how many bits the rows of a picture are more than those of its colours.
  int chromaShift(int format) {
    var found = get(pixelFormat, format);
    return found.address() == 0 ? 0 : Fields.int8(found, Fields.PixelFormat.CHROMA_HEIGHT);
  }

  MemorySegment allocateCodec(MemorySegment codec) {
    return get(allocCodec, codec);
  }

  int parametersToCodec(MemorySegment context, MemorySegment parameters) {
    return call(parametersToCodec, context, parameters);
  }

  int parametersFromCodec(MemorySegment parameters, MemorySegment context) {
    return call(parametersFromCodec, parameters, context);
  }

  int openCodec(MemorySegment context, MemorySegment codec, MemorySegment options) {
    return call(openCodec, context, codec, options);
  }

  /// @param packet `NULL` at the end
  int sendPacket(MemorySegment context, MemorySegment packet) {
    return call(sendPacket, context, packet);
  }

  int receiveFrame(MemorySegment context, MemorySegment frame) {
    return call(receiveFrame, context, frame);
  }

  /// @param frame `NULL` at the end
  int sendFrame(MemorySegment context, MemorySegment frame) {
    return call(sendFrame, context, frame);
  }

  int receivePacket(MemorySegment context, MemorySegment packet) {
    return call(receivePacket, context, packet);
  }

  void freeCodec(MemorySegment context) {
    free(freeCodec, context);
  }

  MemorySegment allocatePacket() {
    return get(allocPacket);
  }

  void clearPacket(MemorySegment packet) {
    run(unrefPacket, packet);
  }

  /// Leaves `from` empty.
  void movePacket(MemorySegment to, MemorySegment from) {
    try {
      movePacket.invokeExact(to, from);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  void freePacket(MemorySegment packet) {
    free(freePacket, packet);
  }

  MemorySegment allocateFrame() {
    return get(allocFrame);
  }

  int allocatePixels(MemorySegment frame) {
    try {
      return (int) frameBuffer.invokeExact(frame, 0);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  int makeWritable(MemorySegment frame) {
    return call(writableFrame, frame);
  }

  void freeFrame(MemorySegment frame) {
    free(freeFrame, frame);
  }

  MemorySegment sideData(MemorySegment frame, int type) {
    try {
      return (MemorySegment) frameSideData.invokeExact(frame, type);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// @param options where the pointer to the options is, at first `NULL`
  void setOption(MemorySegment options, MemorySegment key, MemorySegment value) {
    try {
      int code = (int) dictSet.invokeExact(options, key, value, 0);
      if (code < 0) {
        throw new OutOfMemoryError("video: " + message(code));
      }
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// @param options where the pointer to the options is
  void freeOptions(MemorySegment options) {
    run(dictFree, options);
  }

  /// The scaler for these sizes and formats: the one that is given, if it fits, else a new one in
  /// its place.
  MemorySegment scaler(MemorySegment before, Picture source, Picture target, int flags) {
    try {
      return (MemorySegment)
          cachedScaler.invokeExact(
              before,
              source.width(),
              source.height(),
              source.format(),
              target.width(),
              target.height(),
              target.format(),
              flags,
              MemorySegment.NULL,
              MemorySegment.NULL,
              MemorySegment.NULL);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// Size and pixel format.
  record Picture(int width, int height, int format) {}

  /// Which colours the numbers of source and target mean. Formats without a choice ignore it.
  void colours(
      MemorySegment scaler, int sourceSpace, int sourceRange, int targetSpace, int targetRange) {
    try {
      var from = (MemorySegment) colours.invokeExact(sourceSpace);
      var to = (MemorySegment) colours.invokeExact(targetSpace);
      int _ =
          (int)
              scalerColours.invokeExact(
                  scaler, from, sourceRange, to, targetRange, 0, 1 << 16, 1 << 16);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /// @param from,to four pointers to planes each
  /// @param fromStrides,toStrides four bytes-per-row each
  int scale(
      MemorySegment scaler,
      MemorySegment from,
      MemorySegment fromStrides,
      int rows,
      MemorySegment to,
      MemorySegment toStrides) {
    try {
      return (int) scale.invokeExact(scaler, from, fromStrides, 0, rows, to, toStrides);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  void freeScaler(MemorySegment scaler) {
    run(freeScaler, scaler);
  }
}
