package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import com.google.errorprone.annotations.MustBeClosed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import vitruvian.video.ffmpeg.VideoFailure.Kind;

/// An MP4 file with H.264 that is written frame by frame. One thread at a time. Owns native memory
/// and an open file until [#close].
///
/// The file is written in fragments, so that what has been [#flush]ed can be played whatever
/// happens; [#finish] turns it into an ordinary file with one index. Made with Cisco's OpenH264,
/// which compresses without looking ahead: every frame is in the file when it was encoded.
public final class Output implements AutoCloseable {
  /// Times are counted in 90,000ths of a second, as everywhere in video.
  public static final int TICKS_PER_SECOND = 90_000;

  private static final Ratio TIME_BASE = new Ratio(1, TICKS_PER_SECOND);

  private static final int FLUSH_PACKETS = 0x200; // AVFMT_FLAG_FLUSH_PACKETS of avformat.h
  private static final int GLOBAL_HEADER = 1 << 22; // AV_CODEC_FLAG_GLOBAL_HEADER of avcodec.h
  private static final int WANTS_GLOBAL_HEADER = 1 << 6; // AVFMT_GLOBALHEADER of avformat.h
  private static final int SPACE_BT601 = 6; // AVCOL_SPC_SMPTE170M of libavutil/pixfmt.h
  private static final int SPACE_RGB = 0;
  private static final int LIMITED_RANGE = 1;
  private static final int FULL_RANGE = 2;

  // Files claim any rate; outside of these it says nothing about the quality.
  private static final double LEAST_RATE = 0.01;
  private static final double MOST_RATE = 1000;

  private static final double BITS_PER_PIXEL = 0.12;
  private static final long LEAST_BIT_RATE = 400_000;
  private static final long MOST_BIT_RATE = 20_000_000;

  private final Ffmpeg ffmpeg;
  private final Scaler scaler;
  private final MemorySegment packet;
  // The packet before, which waits until it is known how long its frame is shown: what a muxer
  // guesses instead would make a frame that comes sooner late, and all that follow it.
  private final MemorySegment held;
  private final MemorySegment frame;
  private final int width;
  private final int height;
  private final double framesPerSecond;
  private long lastTime = -1;
  private boolean holds;
  private MemorySegment context = MemorySegment.NULL;
  private MemorySegment encoder = MemorySegment.NULL;
  private boolean fileIsOpen;
  private boolean closed;
  private boolean headerIsWritten;

  private Output(Ffmpeg ffmpeg, int width, int height, double framesPerSecond) {
    this.ffmpeg = ffmpeg;
    this.width = width;
    this.height = height;
    this.framesPerSecond = Math.clamp(framesPerSecond, LEAST_RATE, MOST_RATE);
    this.scaler = new Scaler(ffmpeg);
    this.packet = ffmpeg.allocatePacket();
    this.held = ffmpeg.allocatePacket();
    this.frame = ffmpeg.allocateFrame();
  }

  /// Creates a file, or empties the one that is there. If this throws, nothing native is left.
  ///
  /// @param width,height even and 16 or more
  @MustBeClosed
  public static Output open(Path file, int width, int height, double framesPerSecond)
      throws VideoFailure {
    var output = new Output(Ffmpeg.load(), width, height, framesPerSecond);
    try {
      output.openContainer(file);
      output.openEncoder();
      output.openPixels();
      output.writeHeader();
      return output;
    } catch (Throwable failure) {
      output.close();
      throw failure;
    }
  }

  private void openContainer(Path file) throws VideoFailure {
    try (var scratch = Arena.ofConfined()) {
      var url = FileUrl.of(file, scratch);
      var pointer = scratch.allocateFrom(ADDRESS, MemorySegment.NULL);
      check(ffmpeg.allocateOutput(pointer, scratch.allocateFrom("mp4"), url));
      context = pointer.get(ADDRESS, 0);
      check(ffmpeg.openFile(io(), url));
      fileIsOpen = true;
      Fields.int32(
          context, Fields.Format.FLAGS, Fields.int32(context, Fields.Format.FLAGS) | FLUSH_PACKETS);
    }
  }

  private MemorySegment io() {
    return Fields.part(context, Fields.Format.IO, ADDRESS.byteSize());
  }

  private void openEncoder() throws VideoFailure {
    try (var scratch = Arena.ofConfined();
        var options =
            new Options(
                ffmpeg,
                scratch,
                Map.of("threads", "1", "profile", "high", "allow_skip_frames", "0"))) {
      var codec = ffmpeg.findEncoder(scratch.allocateFrom("libopenh264"));
      if (codec.address() == 0) {
        throw new VideoFailure(Kind.UNSUPPORTED, "the encoder of H.264 is missing");
      }
      encoder = ffmpeg.allocateCodec(codec);
      Fields.int32(encoder, Fields.Codec.WIDTH, width);
      Fields.int32(encoder, Fields.Codec.HEIGHT, height);
      Fields.int32(encoder, Fields.Codec.FORMAT, Ffmpeg.YUV420P);
      Fields.int32(encoder, Fields.Codec.COLOURS, SPACE_BT601);
      Fields.int32(encoder, Fields.Codec.RANGE, LIMITED_RANGE);
      Fields.int64(encoder, Fields.Codec.BIT_RATE, bitRate());
      Fields.ratio(encoder, Fields.Codec.TIME_BASE, TIME_BASE);
      Fields.ratio(
          encoder,
          Fields.Codec.FRAME_RATE,
          new Ratio((int) Math.round(1000 * framesPerSecond), 1000));
      // A key frame each second: that fine can be sought, and that much is lost at most.
      Fields.int32(
          encoder, Fields.Codec.KEY_FRAME_DISTANCE, (int) Math.max(1, Math.round(framesPerSecond)));
      var kind = Fields.pointer(context, Fields.Format.OUTPUT);
      if ((Fields.int32(kind, Fields.FormatKind.OUTPUT_FLAGS) & WANTS_GLOBAL_HEADER) != 0) {
        Fields.int32(
            encoder, Fields.Codec.FLAGS, Fields.int32(encoder, Fields.Codec.FLAGS) | GLOBAL_HEADER);
      }
      check(ffmpeg.openCodec(encoder, codec, options.pointer()));
    }
  }

  private long bitRate() {
    return Math.clamp(
        Math.round(BITS_PER_PIXEL * width * height * framesPerSecond),
        LEAST_BIT_RATE,
        MOST_BIT_RATE);
  }

  private void openPixels() throws VideoFailure {
    Fields.int32(frame, Fields.Frame.WIDTH, width);
    Fields.int32(frame, Fields.Frame.HEIGHT, height);
    Fields.int32(frame, Fields.Frame.FORMAT, Ffmpeg.YUV420P);
    Fields.int32(frame, Fields.Frame.COLOURS, SPACE_BT601);
    Fields.int32(frame, Fields.Frame.RANGE, LIMITED_RANGE);
    check(ffmpeg.allocatePixels(frame));
  }

  private void writeHeader() throws VideoFailure {
    var stream = ffmpeg.newStream(context);
    check(ffmpeg.parametersFromCodec(parameters(), encoder));
    Fields.ratio(stream, Fields.Stream.TIME_BASE, TIME_BASE);
    Fields.ratio(
        stream, Fields.Stream.AVERAGE_RATE, Fields.ratio(encoder, Fields.Codec.FRAME_RATE));
    try (var scratch = Arena.ofConfined();
        var options =
            new Options(ffmpeg, scratch, Map.of("movflags", "hybrid_fragmented+frag_keyframe"))) {
      check(ffmpeg.writeHeader(context, options.pointer()));
    }
    headerIsWritten = true;
    if (!Fields.ratio(stream, Fields.Stream.TIME_BASE).equals(TIME_BASE)) {
      throw new VideoFailure(Kind.UNSUPPORTED, "the container changes the unit of time");
    }
  }

  private MemorySegment parameters() {
    return Fields.pointer(Fields.stream(context, 0), Fields.Stream.PARAMETERS);
  }

  private void check(int code) throws VideoFailure {
    if (code < 0) {
      throw new VideoFailure(Kind.SYSTEM, ffmpeg.message(code));
    }
  }

  /// A time and a length in units of [#TICKS_PER_SECOND].
  ///
  /// @param time of a frame that is not later than the one before it is one unit later
  /// @param duration until the next frame, which decides
  public record Span(long time, long duration) {}

  /// Encodes and writes a frame.
  ///
  /// @param pixels integers `0xXXRRGGBB` in native memory
  /// @param sourceWidth,sourceHeight the size of the part of it that is taken, and scaled
  /// @param stride bytes from row to row
  /// @param span when it is shown, and how long if none follows
  public void write(MemorySegment pixels, int sourceWidth, int sourceHeight, int stride, Span span)
      throws VideoFailure {
    check(ffmpeg.makeWritable(frame));
    try (var scratch = Arena.ofConfined()) {
      var planes = scratch.allocate(4 * ADDRESS.byteSize(), 8);
      planes.set(ADDRESS, 0, pixels);
      var strides = scratch.allocate(4 * Integer.BYTES, 8);
      strides.set(JAVA_INT, 0, stride);
      scaler.convert(
          new Scaler.Pixels(
              new Ffmpeg.Picture(sourceWidth, sourceHeight, Ffmpeg.BGR0),
              planes,
              strides,
              SPACE_RGB,
              FULL_RANGE),
          Scaler.Pixels.of(frame));
    }
    lastTime = Math.max(lastTime + 1, span.time);
    Fields.int64(frame, Fields.Frame.PTS, lastTime);
    check(ffmpeg.sendFrame(encoder, frame));
    writePackets(span.duration);
  }

  private void writePackets(long duration) throws VideoFailure {
    while (true) {
      int code = ffmpeg.receivePacket(encoder, packet);
      if (code == Ffmpeg.AGAIN || code == Ffmpeg.EOF) {
        return;
      }
      check(code);
      hold(duration);
    }
  }

  // Writes the packet before, and keeps the one that has come.
  private void hold(long duration) throws VideoFailure {
    release(Fields.int64(packet, Fields.Packet.PTS));
    Fields.int32(packet, Fields.Packet.STREAM, 0);
    Fields.int64(packet, Fields.Packet.DURATION, Math.max(1, duration));
    ffmpeg.movePacket(held, packet);
    holds = true;
  }

  // Writes the packet that is held, whose frame is shown until then.
  private void release(long until) throws VideoFailure {
    if (holds) {
      long duration = until - Fields.int64(held, Fields.Packet.PTS);
      Fields.int64(held, Fields.Packet.DURATION, Math.max(1, duration));
      release();
    }
  }

  private void release() throws VideoFailure {
    if (holds) {
      holds = false;
      int code = ffmpeg.writePacket(context, held);
      ffmpeg.clearPacket(held);
      check(code);
    }
  }

  /// Copies the first frames of a file that such an output wrote, finished or broken off, without
  /// encoding them anew. Comes before the first [#write].
  ///
  /// @return how many were copied: fewer where the file has fewer
  /// @throws VideoFailure where the file was not written with the same size and settings
  public long copy(Path before, long frames) throws VideoFailure {
    try (var scratch = Arena.ofConfined();
        var options = new Options(ffmpeg, scratch, Map.of("protocol_whitelist", "file"))) {
      var pointer = scratch.allocateFrom(ADDRESS, MemorySegment.NULL);
      check(
          ffmpeg.openInput(
              pointer, FileUrl.of(before, scratch), MemorySegment.NULL, options.pointer()));
      var source = pointer.get(ADDRESS, 0);
      try {
        return copy(source, frames);
      } finally {
        ffmpeg.closeInput(source);
      }
    }
  }

  private long copy(MemorySegment source, long frames) throws VideoFailure {
    check(ffmpeg.findStreamInfo(source));
    if (Fields.int32(source, Fields.Format.STREAM_COUNT) == 0) {
      throw new VideoFailure(Kind.UNSUPPORTED, "there is nothing in it");
    }
    var stream = Fields.stream(source, 0);
    if (!H264.sameParameterSets(
            extraData(parameters()), extraData(Fields.pointer(stream, Fields.Stream.PARAMETERS)))
        || !Fields.ratio(stream, Fields.Stream.TIME_BASE).equals(TIME_BASE)) {
      throw new VideoFailure(Kind.UNSUPPORTED, "it was written with another size or rate");
    }
    long copied = 0;
    while (copied < frames && ffmpeg.readPacket(source, packet) >= 0) {
      var data = Fields.pointer(packet, Fields.Packet.DATA);
      int bytes = Fields.int32(packet, Fields.Packet.BYTES);
      if (!H264.startCodesForLengths(Fields.part(data, 0, bytes))) {
        ffmpeg.clearPacket(packet);
        return copied;
      }
      lastTime = Fields.int64(packet, Fields.Packet.PTS);
      hold(Fields.int64(packet, Fields.Packet.DURATION));
      copied++;
    }
    return copied;
  }

  private static byte[] extraData(MemorySegment parameters) {
    int bytes = Fields.int32(parameters, Fields.Parameters.EXTRA_BYTES);
    return Fields.part(Fields.pointer(parameters, Fields.Parameters.EXTRA_DATA), 0, bytes)
        .toArray(JAVA_BYTE);
  }

  /// Ends the current fragment: what was written so far can be played.
  ///
  /// @param next when the frame is shown that will follow, in units of [#TICKS_PER_SECOND]; it will
  ///     not be earlier
  public void flush(long next) throws VideoFailure {
    lastTime = Math.max(lastTime, next - 1);
    release(lastTime + 1);
    check(ffmpeg.writePacket(context, MemorySegment.NULL));
  }

  /// Ends the file: it becomes an ordinary one with a single index.
  public void finish() throws VideoFailure {
    check(ffmpeg.sendFrame(encoder, MemorySegment.NULL));
    writePackets(1);
    release();
    headerIsWritten = false;
    check(ffmpeg.writeTrailer(context));
    fileIsOpen = false;
    check(ffmpeg.closeFile(io()));
  }

  /// Closes the file as it is, if [#finish] has not, and frees everything.
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (headerIsWritten) {
      if (holds) {
        int _ = ffmpeg.writePacket(context, held);
      }
      int _ = ffmpeg.writePacket(context, MemorySegment.NULL);
    }
    scaler.close();
    ffmpeg.freeCodec(encoder);
    if (fileIsOpen) {
      int _ = ffmpeg.closeFile(io());
    }
    ffmpeg.freeFormat(context);
    ffmpeg.freePacket(packet);
    ffmpeg.freePacket(held);
    ffmpeg.freeFrame(frame);
  }
}
