package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.google.errorprone.annotations.MustBeClosed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.image.Orientation;
import vitruvian.video.ffmpeg.VideoFailure.Kind;

/// A video file that is read frame by frame: container, decoder and the frame decoded last. One
/// thread at a time. Owns native memory until [#close].
///
/// Only local files are opened, and only containers that name no other file: a play list must not
/// make the reader fetch something else.
public final class Input implements FrameDecoder {
  private static final String CONTAINERS =
      "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,h264,hevc,m4v,ivf,obu,ogg,"
          + "flv,asf,mjpeg,gif,apng,mxf,nut,y4m,yuv4mpegpipe";

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  // The decoder counts rows that are rounded up to 64 pixels, of which it has 32,767 at most.
  private static final long ROUNDING = 64L << 15;

  // Seconds that a container may claim beyond what is in it.
  private static final double LONGEST_REST = 1;

  // Pixels are not more than so many times as long as wide; what a file says beyond is damage.
  private static final double MOST_ASPECT = 10;

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
  private Ending ending = Ending.UNKNOWN;
  private long packets;
  private long withFrame;
  private long enterAt;
  private long notBefore = Long.MIN_VALUE;
  private double lastEnd;
  private boolean drained;
  private boolean closed;
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

  /// Opens a file to look at its packets only.
  @MustBeClosed
  static Input openPackets(Path file) throws VideoFailure {
    var input = new Input(Ffmpeg.load());
    try {
      input.openContainer(file);
      return input;
    } catch (Throwable failure) {
      input.close();
      throw failure;
    }
  }

  /// Reads the next packet that holds a picture, which is not decoded.
  ///
  /// @return whether there was one
  boolean nextPacket() {
    ffmpeg.clearPacket(packet);
    while (ffmpeg.readPacket(context, packet) >= 0) {
      if (Fields.int32(packet, Fields.Packet.STREAM) == streamIndex
          && Fields.int32(packet, Fields.Packet.BYTES) > 0) {
        return true;
      }
      ffmpeg.clearPacket(packet);
    }
    return false;
  }

  /// A member of 64 bits of the packet read last.
  long packet(long offset) {
    return Fields.int64(packet, offset);
  }

  int packetFlags() {
    return Fields.int32(packet, Fields.Packet.FLAGS);
  }

  /// Passes over the packets before a place and decodes its frame. Comes before the first [#next].
  ///
  /// @return whether that is the frame that was to come: some encoders say that a picture is whole
  ///     which only the following ones complete
  public boolean enter(Packets.Entry entry) {
    enterAt = entry.packet();
    notBefore = entry.time();
    return next() && time() == entry.time() && damage.isEmpty();
  }

  private void openContainer(Path file) throws VideoFailure {
    try (var scratch = Arena.ofConfined();
        var options =
            new Options(
                ffmpeg,
                scratch,
                Map.of("protocol_whitelist", "file", "format_whitelist", CONTAINERS))) {
      var pointer = scratch.allocateFrom(ADDRESS, MemorySegment.NULL);
      int code =
          ffmpeg.openInput(
              pointer, FileUrl.of(file, scratch), container(file, scratch), options.pointer());
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
    ending = Ending.of(file);
    streamIndex = ffmpeg.bestVideoStream(context);
    if (streamIndex >= 0) {
      stream = Fields.stream(context, streamIndex);
    }
    if (streamIndex < 0 || (Fields.int32(stream, Fields.Stream.DISPOSITION) & COVER) != 0) {
      throw new VideoFailure(Kind.EMPTY, "there is no moving picture in it");
    }
    // Where only the time tells whether the file is whole, that of the sound is needed as well.
    boolean others = ending == Ending.UNKNOWN;
    for (int i = 0; i < Fields.int32(context, Fields.Format.STREAM_COUNT); i++) {
      if (i != streamIndex && !others) {
        Fields.int32(Fields.stream(context, i), Fields.Stream.DISCARD, DISCARD_ALL);
      }
    }
  }

  // What is a PNG file and yet comes here is an animation. The library takes it for a picture where
  // a part before its first frame, a color profile say, is longer than the bytes it looks at.
  private MemorySegment container(Path file, Arena scratch) {
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(PNG.length), PNG)
          ? ffmpeg.findContainer(scratch.allocateFrom("apng"))
          : MemorySegment.NULL;
    } catch (IOException _) {
      // What cannot be read the library says in its own words.
      return MemorySegment.NULL;
    }
  }

  private void openDecoder(long maxPixels) throws VideoFailure {
    var parameters = parameters();
    var announced = announced();
    if (announced.isPresent()) {
      checkSize(announced.get(), maxPixels);
    }
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

  @Override
  public Optional<ImageSize> announced() {
    var parameters = parameters();
    int width = Fields.int32(parameters, Fields.Parameters.WIDTH);
    int height = Fields.int32(parameters, Fields.Parameters.HEIGHT);
    return width > 0 && height > 0
        ? Optional.of(
            shown(new ImageSize(width, height), Fields.ratio(stream, Fields.Stream.PIXEL_ASPECT)))
        : Optional.empty();
  }

  /// Makes sure that a frame has no more pixels than allowed.
  public static void checkSize(ImageSize size, long maxPixels) throws VideoFailure {
    if ((long) size.width() * size.height() > maxPixels) {
      throw new VideoFailure(
          Kind.TOO_LARGE,
          "a frame has %s pixels, more than the limit of %d".formatted(size, maxPixels));
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
        if (time() < notBefore) {
          continue; // it needs frames that were left out
        }
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
      int index = Fields.int32(packet, Fields.Packet.STREAM);
      boolean ours = index == streamIndex;
      lastEnd = Math.max(lastEnd, end(Fields.stream(context, index)));
      if (ours) {
        send();
      }
      ffmpeg.clearPacket(packet);
      if (ours) {
        return;
      }
    }
  }

  // When what is in the packet ends, in seconds since the start of the file.
  private double end(MemorySegment of) {
    long time = Fields.int64(packet, Fields.Packet.PTS);
    long start = Fields.int64(context, Fields.Format.START);
    double first = start == Ffmpeg.NO_TIME ? 0 : start / 1e6;
    var unit = Fields.ratio(of, Fields.Stream.TIME_BASE);
    return time == Ffmpeg.NO_TIME || !unit.isKnown()
        ? 0
        : (time + Fields.int64(packet, Fields.Packet.DURATION)) * unit.value() - first;
  }

  private void send() {
    packets++;
    // Nothing new to show: Theora and AVI have such packets.
    if (Fields.int32(packet, Fields.Packet.BYTES) == 0) {
      return;
    }
    if (withFrame++ < enterAt) {
      return;
    }
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
      if (code != Ffmpeg.EOF) {
        damaged(ffmpeg.message(code));
      } else {
        cutOff().ifPresent(this::damaged);
      }
    }
    int _ = ffmpeg.sendPacket(decoder, MemorySegment.NULL);
  }

  private Optional<String> cutOff() {
    long expected = frameCount();
    boolean fewer = packets < expected;
    var fewFrames = "it is cut off: %d of %d frames are there".formatted(packets, expected);
    var shorter = Optional.of("it is cut off: the file is shorter than it says");
    return switch (ending) {
      case WHOLE -> Optional.empty();
      case PICTURE_CUT_OFF -> shorter;
      case CUT_OFF -> fewer ? Optional.of(fewFrames) : shorter.filter(_ -> expected == 0);
      case UNKNOWN -> fewer ? Optional.of(fewFrames) : endsEarly();
    };
  }

  // Containers that neither count their frames nor tell their length end quietly.
  private Optional<String> endsEarly() {
    double whole = durationMicros() / 1e6;
    double rest = whole - lastEnd;
    return frameCount() == 0 && rest > LONGEST_REST && 10 * rest > lastEnd
        ? Optional.of(
            String.format(
                Locale.ROOT, "it is cut off: it ends after %.1f of %.1f s", lastEnd, whole))
        : Optional.empty();
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

  /// The size in which the frame decoded last is shown, before it is turned: that of what is
  /// stored,
  /// with the shorter side of its pixels stretched until they are square, so that nothing is lost.
  @Override
  public ImageSize size() {
    var aspect = Fields.ratio(stream, Fields.Stream.PIXEL_ASPECT);
    return shown(
        new ImageSize(
            Fields.int32(frame, Fields.Frame.WIDTH), Fields.int32(frame, Fields.Frame.HEIGHT)),
        aspect.isKnown() ? aspect : Fields.ratio(frame, Fields.Frame.PIXEL_ASPECT));
  }

  /// The size in which pixels of an aspect are shown.
  static ImageSize shown(ImageSize stored, Ratio aspect) {
    double ratio = aspect.isKnown() ? aspect.value() : 1;
    if (ratio < 1 / MOST_ASPECT || ratio > MOST_ASPECT) {
      return stored;
    }
    return new ImageSize(
        (int) Math.round(stored.width() * Math.max(1, ratio)),
        (int) Math.round(stored.height() / Math.min(1, ratio)));
  }

  /// When the frame decoded last is shown, in units of [#timeBase]; [Long#MIN_VALUE] if unknown.
  @Override
  public long time() {
    return Fields.int64(frame, Fields.Frame.TIME);
  }

  /// How long the frame decoded last is shown, in units of [#timeBase]; 0 if unknown.
  @Override
  public long duration() {
    return Math.max(0, Fields.int64(frame, Fields.Frame.DURATION));
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
  public void convert(ImageSize size, MemorySegment pixels, int stride) throws VideoFailure {
    try (var scratch = Arena.ofConfined()) {
      var planes = scratch.allocate(4 * ADDRESS.byteSize(), 8);
      planes.set(ADDRESS, 0, pixels);
      var strides = scratch.allocate(4 * Integer.BYTES, 8);
      strides.set(JAVA_INT, 0, stride);
      var from = Scaler.Pixels.of(frame);
      scaler.convert(
          from,
          new Scaler.Pixels(
              new Ffmpeg.Picture(
                  size.width(), size.height(), hasAlpha() ? Ffmpeg.BGRA : Ffmpeg.BGR0),
              planes,
              strides,
              from.space(),
              0));
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
    ffmpeg.closeInput(context);
    ffmpeg.freePacket(packet);
    ffmpeg.freeFrame(frame);
  }
}
