package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.google.errorprone.annotations.MustBeClosed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import vitruvian.tracker.image.Orientation;
import vitruvian.video.ffmpeg.VideoFailure.Kind;

/// A video file that is read frame by frame: container, decoder and the frame decoded last. One
/// thread at a time. Owns native memory until [#close].
///
/// Only local files are opened, and only containers that name no other file: a play list must not
/// make the reader fetch something else.
public final class Input implements FrameSource {
  private static final String CONTAINERS =
      "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,h264,hevc,m4v,ivf,obu,ogg,"
          + "flv,asf,mjpeg,gif,apng,mxf,nut,y4m,yuv4mpegpipe";

  // The decoder counts rows that are rounded up to 64 pixels, of which it has 32,767 at most.
  private static final long ROUNDING = 64L << 15;

  private static final int DISCARD_ALL = 48; // AVDISCARD_ALL of libavcodec/defs.h
  private static final int COVER = 1 << 10; // AV_DISPOSITION_ATTACHED_PIC of libavformat/avformat.h
  private static final int CORRUPT = 1 << 1; // AV_PKT_FLAG_CORRUPT of libavcodec/packet.h
  private static final int DISPLAY_MATRIX = 6; // AV_FRAME_DATA_DISPLAYMATRIX of libavutil/frame.h

  private final Ffmpeg ffmpeg;
  private final Scaler scaler;
  private final MemorySegment packet;
  private final MemorySegment frame;
  private MemorySegment context = MemorySegment.NULL;
  private MemorySegment decoder = MemorySegment.NULL;
  private MemorySegment stream = MemorySegment.NULL;
  private int streamIndex;
  private long packets;
  private boolean drained;
  private Optional<String> damage = Optional.empty();

  private Input(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.scaler = new Scaler(ffmpeg);
    this.packet = ffmpeg.allocatePacket();
    this.frame = ffmpeg.allocateFrame();
  }

  /// Opens a file up to where its first frame can be decoded. If this throws, nothing is left.
  ///
  /// @param maxPixels a larger video is refused; frames that grow later are left out by the
  ///     decoder, or by the caller with [#checkSize]
  @MustBeClosed
  public static Input open(Path file, long maxPixels) throws VideoFailure {
    var input = new Input(Ffmpeg.load());
    try {
      input.openContainer(file);
      input.openDecoder(maxPixels);
      return input;
    } catch (Throwable failure) {
      input.close();
      throw failure;
    }
  }

  private void openContainer(Path file) throws VideoFailure {
    try (var scratch = Arena.ofConfined();
        var options =
            new Options(
                ffmpeg,
                scratch,
                Map.of("protocol_whitelist", "file", "format_whitelist", CONTAINERS))) {
      var pointer = scratch.allocateFrom(ADDRESS, MemorySegment.NULL);
      int code = ffmpeg.openInput(pointer, scratch.allocateFrom("file:" + file), options.pointer());
      context = pointer.get(ADDRESS, 0);
      if (code < 0) {
        throw switch (code) {
          case Ffmpeg.INVALID_DATA, Ffmpeg.INVALID_ARGUMENT, Ffmpeg.EOF ->
              new VideoFailure(
                  Kind.UNSUPPORTED, "neither a picture nor a video that is known, or cut off");
          default -> new VideoFailure(Kind.SYSTEM, "it cannot be read: " + ffmpeg.message(code));
        };
      }
    }
    check(ffmpeg.findStreamInfo(context), "nothing is known about its streams");
    streamIndex = ffmpeg.bestVideoStream(context);
    if (streamIndex >= 0) {
      stream = Fields.stream(context, streamIndex);
    }
    if (streamIndex < 0 || (Fields.int32(stream, Fields.Stream.DISPOSITION) & COVER) != 0) {
      throw new VideoFailure(Kind.EMPTY, "there is no moving picture in it");
    }
    for (int i = 0; i < Fields.int32(context, Fields.Format.STREAM_COUNT); i++) {
      if (i != streamIndex) {
        Fields.int32(Fields.stream(context, i), Fields.Stream.DISCARD, DISCARD_ALL);
      }
    }
  }

  private void openDecoder(long maxPixels) throws VideoFailure {
    var parameters = parameters();
    checkSize(
        Fields.int32(parameters, Fields.Parameters.WIDTH),
        Fields.int32(parameters, Fields.Parameters.HEIGHT),
        maxPixels);
    var codec = ffmpeg.findDecoder(Fields.int32(parameters, Fields.Parameters.CODEC));
    if (codec.address() == 0) {
      throw new VideoFailure(Kind.UNSUPPORTED, "there is no decoder for " + codec());
    }
    decoder = ffmpeg.allocateCodec(codec);
    check(ffmpeg.parametersToCodec(decoder, parameters), "its codec is not described");
    Fields.ratio(decoder, Fields.Codec.PACKET_TIME_BASE, timeBase());
    try (var scratch = Arena.ofConfined();
        var options =
            new Options(
                ffmpeg,
                scratch,
                Map.of("threads", "1", "max_pixels", Long.toString(maxPixels + ROUNDING)))) {
      check(ffmpeg.openCodec(decoder, codec, options.pointer()), "its decoder does not open");
    }
  }

  /// Makes sure that a frame has no more pixels than allowed.
  public static void checkSize(int width, int height, long maxPixels) throws VideoFailure {
    if ((long) width * height > maxPixels) {
      throw new VideoFailure(
          Kind.TOO_LARGE,
          "a frame has %d x %d pixels, more than the limit of %d"
              .formatted(width, height, maxPixels));
    }
  }

  private void check(int code, String what) throws VideoFailure {
    if (code < 0) {
      throw new VideoFailure(Kind.DAMAGED, "%s: %s".formatted(what, ffmpeg.message(code)));
    }
  }

  /// Decodes the next frame. What cannot be decoded is passed over and told by [#damage].
  ///
  /// @return whether there was one
  @Override
  public boolean next() {
    while (true) {
      int code = ffmpeg.receiveFrame(decoder, frame);
      if (code >= 0) {
        if (Fields.int32(frame, Fields.Frame.ERRORS) != 0) {
          damaged("a frame does not decode as it should");
        }
        return true;
      }
      if (code != Ffmpeg.AGAIN) {
        if (code != Ffmpeg.EOF) {
          damaged(ffmpeg.message(code));
        }
        if (code == Ffmpeg.EOF || drained) {
          return false;
        }
      }
      feed();
    }
  }

  private void feed() {
    while (true) {
      int code = drained ? Ffmpeg.EOF : ffmpeg.readPacket(context, packet);
      if (code < 0) {
        drain(code);
        return;
      }
      boolean ours = Fields.int32(packet, Fields.Packet.STREAM) == streamIndex;
      if (ours) {
        send();
      }
      ffmpeg.clearPacket(packet);
      if (ours) {
        return;
      }
    }
  }

  private void send() {
    packets++;
    if ((Fields.int32(packet, Fields.Packet.FLAGS) & CORRUPT) != 0) {
      damaged("a frame is cut off");
    }
    int code = ffmpeg.sendPacket(decoder, packet);
    if (code < 0) {
      damaged("a frame does not decode: " + ffmpeg.message(code));
    }
  }

  // The decoder gives what it still holds, and then ends.
  private void drain(int code) {
    if (!drained) {
      drained = true;
      long expected = Fields.int64(stream, Fields.Stream.FRAME_COUNT);
      if (code != Ffmpeg.EOF) {
        damaged(ffmpeg.message(code));
      } else if (packets < expected) {
        damaged("it is cut off: %d of %d frames are there".formatted(packets, expected));
      }
    }
    int _ = ffmpeg.sendPacket(decoder, MemorySegment.NULL);
  }

  private void damaged(String how) {
    if (damage.isEmpty()) {
      damage = Optional.of(how);
    }
  }

  /// The first thing that was found wrong with the file, if anything was yet.
  @Override
  public Optional<String> damage() {
    return damage;
  }

  /// The width of the frame decoded last, as it is stored.
  @Override
  public int width() {
    return Fields.int32(frame, Fields.Frame.WIDTH);
  }

  /// The height of the frame decoded last, as it is stored.
  @Override
  public int height() {
    return Fields.int32(frame, Fields.Frame.HEIGHT);
  }

  /// When the frame decoded last is shown, in units of [#timeBase]; [Long#MIN_VALUE] if unknown.
  @Override
  public long time() {
    return Fields.int64(frame, Fields.Frame.TIME);
  }

  /// The unit of times, in seconds.
  @Override
  public Ratio timeBase() {
    return Fields.ratio(stream, Fields.Stream.TIME_BASE);
  }

  /// Frames a second on average; perhaps unknown.
  @Override
  public Ratio rate() {
    return Fields.ratio(stream, Fields.Stream.AVERAGE_RATE);
  }

  /// How many frames the container says there are; 0 if it does not.
  @Override
  public long frameCount() {
    return Math.max(0, Fields.int64(stream, Fields.Stream.FRAME_COUNT));
  }

  /// How long the file is, in microseconds; 0 if unknown.
  @Override
  public long durationMicros() {
    return Math.max(0, Fields.int64(context, Fields.Format.DURATION));
  }

  /// The name of the codec, such as `h264`.
  @Override
  public String codec() {
    return ffmpeg.codecName(Fields.int32(parameters(), Fields.Parameters.CODEC));
  }

  private MemorySegment parameters() {
    return Fields.pointer(stream, Fields.Stream.PARAMETERS);
  }

  /// How the frame decoded last is turned to stand upright; angles between the quarters are left.
  @Override
  public Orientation orientation() {
    var data = ffmpeg.sideData(frame, DISPLAY_MATRIX);
    if (data.address() == 0 || Fields.int64(data, Fields.SideData.BYTES) < 9 * Integer.BYTES) {
      return Orientation.UPRIGHT;
    }
    var matrix =
        Fields.part(Fields.pointer(data, Fields.SideData.DATA), 0, 9 * Integer.BYTES)
            .toArray(JAVA_INT);
    return orientation(matrix[0], matrix[1], matrix[3], matrix[4]);
  }

  /// The orientation of a display matrix, which takes a stored point (p, q) to (a p + c q, b p + d
  /// q).
  static Orientation orientation(int a, int b, int c, int d) {
    boolean quarter = Math.abs((long) b) > Math.abs((long) a);
    if (quarter) {
      if (b > 0) {
        return c > 0 ? Orientation.TRANSPOSED : Orientation.QUARTER_CLOCKWISE;
      }
      return c > 0 ? Orientation.QUARTER_COUNTERCLOCKWISE : Orientation.TRANSVERSED;
    }
    if (a >= 0) {
      return d >= 0 ? Orientation.UPRIGHT : Orientation.MIRRORED_UPSIDE_DOWN;
    }
    return d >= 0 ? Orientation.MIRRORED : Orientation.UPSIDE_DOWN;
  }

  @Override
  public boolean hasAlpha() {
    return ffmpeg.hasAlpha(Fields.int32(frame, Fields.Frame.FORMAT));
  }

  @Override
  public void convert(MemorySegment pixels, int stride) throws VideoFailure {
    try (var scratch = Arena.ofConfined()) {
      var planes = scratch.allocate(4 * ADDRESS.byteSize(), 8);
      planes.set(ADDRESS, 0, pixels);
      var strides = scratch.allocate(4 * Integer.BYTES, 8);
      strides.set(JAVA_INT, 0, stride);
      var from = Scaler.Pixels.of(frame);
      scaler.convert(
          from,
          new Scaler.Pixels(
              new Ffmpeg.Picture(width(), height(), hasAlpha() ? Ffmpeg.BGRA : Ffmpeg.BGR0),
              planes,
              strides,
              from.space(),
              0));
    }
  }

  @Override
  public void close() {
    scaler.close();
    ffmpeg.freeCodec(decoder);
    ffmpeg.closeInput(context);
    ffmpeg.freePacket(packet);
    ffmpeg.freeFrame(frame);
    decoder = MemorySegment.NULL;
    context = MemorySegment.NULL;
  }
}
