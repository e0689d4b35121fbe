package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/// Puts the H.264 of a file that [Output] wrote into another container, as it is.
public final class Remux {
  private final Ffmpeg ffmpeg = Ffmpeg.load();
  private final Ratio unit;
  private final boolean startCodes;

  private Remux(Ratio unit, boolean startCodes) {
    this.unit = unit;
    this.startCodes = startCodes;
  }

  /// Puts the pictures of one file into another one.
  ///
  /// @param container its name at FFmpeg, such as `matroska`
  /// @param options of the muxer
  /// @param unitsPerSecond what it counts time in, where it lets itself be told
  public static Path remux(
      Path from, Path to, String container, Map<String, String> options, int unitsPerSecond) {
    new Remux(new Ratio(1, unitsPerSecond), container.equals("avi"))
        .run(from, to, container, options);
    return to;
  }

  private void run(Path from, Path to, String container, Map<String, String> muxer) {
    try (var scratch = Arena.ofConfined();
        var none = new Options(ffmpeg, scratch, Map.of());
        var options = new Options(ffmpeg, scratch, muxer)) {
      var pointer = scratch.allocateFrom(ADDRESS, MemorySegment.NULL);
      var name = scratch.allocateFrom("file:" + from);
      check(ffmpeg.openInput(pointer, name, MemorySegment.NULL, none.pointer()));
      var source = pointer.get(ADDRESS, 0);
      check(ffmpeg.findStreamInfo(source));
      var url = scratch.allocateFrom("file:" + to);
      pointer.set(ADDRESS, 0, MemorySegment.NULL);
      check(ffmpeg.allocateOutput(pointer, scratch.allocateFrom(container), url));
      var target = pointer.get(ADDRESS, 0);
      var io = Fields.part(target, Fields.Format.IO, ADDRESS.byteSize());
      check(ffmpeg.openFile(io, url));
      copy(source, target, options);
      check(ffmpeg.closeFile(io));
      ffmpeg.freeFormat(target);
      ffmpeg.closeInput(source);
    }
  }

  private void copy(MemorySegment source, MemorySegment target, Options options) {
    var video = Fields.stream(source, 0);
    var parameters = Fields.pointer(video, Fields.Stream.PARAMETERS);
    var stream = ffmpeg.newStream(target);
    var copied = Fields.pointer(stream, Fields.Stream.PARAMETERS);
    var codec =
        ffmpeg.allocateCodec(ffmpeg.findDecoder(Fields.int32(parameters, Fields.Parameters.CODEC)));
    check(ffmpeg.parametersToCodec(codec, parameters));
    check(ffmpeg.parametersFromCodec(copied, codec));
    ffmpeg.freeCodec(codec);
    Fields.int32(copied, Fields.Parameters.TAG, 0);
    if (startCodes) {
      startCodes(copied);
    }
    Fields.ratio(stream, Fields.Stream.TIME_BASE, unit);
    check(ffmpeg.writeHeader(target, options.pointer()));
    packets(source, target, Fields.ratio(video, Fields.Stream.TIME_BASE));
    check(ffmpeg.writeTrailer(target));
  }

  // The header of an MP4 holds one set of each kind behind 8 bytes, each behind its length.
  private static void startCodes(MemorySegment parameters) {
    int length = Fields.int32(parameters, Fields.Parameters.EXTRA_BYTES);
    var header = Fields.part(Fields.pointer(parameters, Fields.Parameters.EXTRA_DATA), 0, length);
    var bytes = ByteBuffer.wrap(header.toArray(JAVA_BYTE));
    var sequence = new byte[bytes.getShort(6)];
    bytes.get(8, sequence);
    var picture = new byte[bytes.getShort(9 + sequence.length)];
    bytes.get(11 + sequence.length, picture);
    var packed = ByteBuffer.allocate(8 + sequence.length + picture.length);
    packed.putInt(1).put(sequence).putInt(1).put(picture);
    header.copyFrom(MemorySegment.ofArray(packed.array()));
    Fields.int32(parameters, Fields.Parameters.EXTRA_BYTES, packed.capacity());
  }

  private void packets(MemorySegment source, MemorySegment target, Ratio from) {
    var to = Fields.ratio(Fields.stream(target, 0), Fields.Stream.TIME_BASE);
    double factor = from.value() / to.value();
    var packet = ffmpeg.allocatePacket();
    while (ffmpeg.readPacket(source, packet) >= 0) {
      if (startCodes) {
        int bytes = Fields.int32(packet, Fields.Packet.BYTES);
        var data = Fields.part(Fields.pointer(packet, Fields.Packet.DATA), 0, bytes);
        if (!H264.startCodesForLengths(data)) {
          throw new AssertionError("not whole units");
        }
      }
      for (long field :
          new long[] {Fields.Packet.PTS, Fields.Packet.PTS + 8, Fields.Packet.DURATION}) {
        Fields.int64(packet, field, Math.round(Fields.int64(packet, field) * factor));
      }
      check(ffmpeg.writePacket(target, packet));
      ffmpeg.clearPacket(packet);
    }
    ffmpeg.freePacket(packet);
  }

  private void check(int code) {
    if (code < 0) {
      throw new AssertionError(ffmpeg.message(code));
    }
  }
}
