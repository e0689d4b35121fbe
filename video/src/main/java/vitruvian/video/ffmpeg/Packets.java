package vitruvian.video.ffmpeg;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// What the packets of a file's pictures say, without decoding them. Reads the whole file, which is
/// some twenty times quicker.
public final class Packets {
  private static final Set<String> FRAME_A_PACKET = Set.of("h264", "hevc", "mjpeg", "prores");

  private static final int KEY = 1; // AV_PKT_FLAG_KEY of libavcodec/packet.h
  private static final int DISCARD = 1 << 2; // AV_PKT_FLAG_DISCARD

  private Packets() {}

  /// When the frames of a file are shown, in seconds since the first, in order.
  public static double[] times(Path file) throws VideoFailure {
    var times = DoubleStream.builder();
    try (var input = Input.openPackets(file)) {
      double unit = input.timeBase().isKnown() ? input.timeBase().value() : 0;
      while (input.nextPacket()) {
        // AVI only says when a frame is decoded, which in order is when they are shown.
        long time =
            input.packet(Fields.Packet.PTS) == Ffmpeg.NO_TIME
                ? input.packet(Fields.Packet.DECODE_TIME)
                : input.packet(Fields.Packet.PTS);
        if (time != Ffmpeg.NO_TIME && (input.packetFlags() & DISCARD) == 0) {
          times.add(time * unit);
        }
      }
    }
    var sorted = times.build().sorted().toArray();
    return Arrays.stream(sorted).map(time -> time - sorted[0]).toArray();
  }

  /// A packet from which on everything decodes without what precedes it.
  ///
  /// @param packet how many packets with a frame precede it
  /// @param frames how many frames are shown before its own
  /// @param time of its frame, in units of [Input#timeBase]
  public record Entry(long packet, long frames, long time) {}

  /// The last place at which a file can be entered, up to a time; empty where there is none behind
  /// its beginning, or it cannot be known which frame it is.
  ///
  /// @param firstTime of the first frame, in units of [Input#timeBase]
  /// @param seconds since the first frame
  public static Optional<Entry> entry(Path file, long firstTime, double seconds) {
    try (var input = Input.openPackets(file)) {
      return FRAME_A_PACKET.contains(input.codec()) && input.timeBase().isKnown()
          ? entry(input, firstTime, firstTime + (long) (seconds / input.timeBase().value()))
          : Optional.empty();
    } catch (VideoFailure _) {
      return Optional.empty();
    }
  }

  private static Optional<Entry> entry(Input input, long firstTime, long latest) {
    var shown = LongStream.builder();
    long keyTime = Long.MIN_VALUE;
    long keyPacket = 0;
    for (long at = 0; input.nextPacket(); at++) {
      long time = input.packet(Fields.Packet.PTS);
      if (time == Ffmpeg.NO_TIME) {
        return Optional.empty();
      }
      if ((input.packetFlags() & DISCARD) == 0) {
        shown.add(time);
        if ((input.packetFlags() & KEY) != 0 && time > keyTime && time <= latest) {
          keyTime = time;
          keyPacket = at;
        }
      }
    }
    long[] times = shown.build().sorted().toArray();
    long distinct = Arrays.stream(times).distinct().count();
    return keyTime > firstTime && distinct == times.length && times[0] == firstTime
        ? Optional.of(new Entry(keyPacket, Arrays.binarySearch(times, keyTime), keyTime))
        : Optional.empty();
  }
}
