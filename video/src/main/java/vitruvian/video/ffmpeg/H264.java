package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The two ways in which H.264 is packed: units behind start codes, as encoders give them (ISO/IEC
/// 14496-10, annex B), and units behind their lengths, as MP4 stores them (ISO/IEC 14496-15).
final class H264 {
  private static final byte[] START_CODE = {0, 0, 0, 1};
  private static final ValueLayout.OfInt LENGTH =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private H264() {}

  /// Puts start codes in the place of the lengths, which have four bytes as well.
  ///
  /// @return whether the packet is made of whole units
  static boolean startCodesForLengths(MemorySegment packet) {
    long at = 0;
    while (at + START_CODE.length < packet.byteSize()) {
      long length = Integer.toUnsignedLong(packet.get(LENGTH, at));
      MemorySegment.copy(START_CODE, 0, packet, JAVA_BYTE, at, START_CODE.length);
      at += START_CODE.length + length;
    }
    return at == packet.byteSize();
  }

  /// Whether the parameter sets of an encoder are those in the header of an MP4 file.
  static boolean sameParameterSets(byte[] startCoded, byte[] header) {
    var units = units(startCoded);
    return !units.isEmpty() && units.stream().allMatch(unit -> contains(header, unit));
  }

  private static List<byte[]> units(byte[] startCoded) {
    var units = new ArrayList<byte[]>();
    int from = -1;
    for (int i = 0; i + START_CODE.length <= startCoded.length; i++) {
      if (Arrays.equals(startCoded, i, i + START_CODE.length, START_CODE, 0, START_CODE.length)) {
        if (from >= 0) {
          units.add(Arrays.copyOfRange(startCoded, from, i));
        }
        from = i + START_CODE.length;
      }
    }
    if (from >= 0) {
      units.add(Arrays.copyOfRange(startCoded, from, startCoded.length));
    }
    return units;
  }

  private static boolean contains(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
