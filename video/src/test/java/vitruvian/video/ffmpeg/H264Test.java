package vitruvian.video.ffmpeg;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class H264Test {
  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @ParameterizedTest
  @CsvSource({
    "00000001aa, 00000001aa",
    "00000002aabb00000003010203, 00000001aabb00000001010203",
    "0000000400000001, 0000000100000001"
  })
  void putsStartCodesInThePlaceOfLengths(String packed, String startCoded) {
    var packet = MemorySegment.ofArray(bytes(packed));
    assertThat(H264.startCodesForLengths(packet)).isTrue();
    assertThat(packet.toArray(JAVA_BYTE)).isEqualTo(bytes(startCoded));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000002aa",
        "00000001aabb",
        "ffffffffaa",
        "00000001aa00000009bb",
        "0000000180000000aa"
      })
  void refusesPacketsThatAreNotMadeOfWholeUnits(String packed) {
    assertThat(H264.startCodesForLengths(MemorySegment.ofArray(bytes(packed)))).isFalse();
  }

  @Test
  void findsParameterSetsInAHeader() {
    var sets = bytes("000000016742c00a" + "0000000168ce3c80");
    assertThat(
            H264.sameParameterSets(sets, bytes("0142c00aff" + "e100046742c00a" + "01000468ce3c80")))
        .isTrue();
    assertThat(
            H264.sameParameterSets(sets, bytes("0142c00aff" + "e100046742c00b" + "01000468ce3c80")))
        .isFalse();
    assertThat(H264.sameParameterSets(sets, bytes("6742c00a"))).isFalse();
    assertThat(H264.sameParameterSets(sets, new byte[0])).isFalse();
    assertThat(H264.sameParameterSets(new byte[0], sets)).isFalse();
  }
}
