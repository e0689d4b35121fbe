package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static vitruvian.video.HeifBuilder.AV1;
import static vitruvian.video.HeifBuilder.COLOURS;
import static vitruvian.video.HeifBuilder.HEVC;
import static vitruvian.video.HeifBuilder.SIDE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.Refusal;

/// HEIC and AVIF files are pictures: whole, turned as they say, and judged before they cost.
final class HeifTest {
  private static ImageDecoder decoder(ByteBudget budget) {
    return new ImageDecoder(
        ImageLimits.DEFAULT.withMaxSide(0), Ledger.process(), budget, Duration.ZERO);
  }

  static DecodeOutcome outcome(byte[] file) {
    return decoder(ByteBudget.unlimited()).decode(file);
  }

  private static int[][] decode(byte[] file) {
    return switch (outcome(file)) {
      case Decoded(var frame, _) -> {
        try (frame) {
          var rows = new int[frame.height()][frame.width()];
          for (int y = 0; y < rows.length; y++) {
            frame.copyRow(y, rows[y], 0);
          }
          yield rows;
        }
      }
      case Refused refused -> throw new AssertionError(refused);
    };
  }

  private static Refusal reason(byte[] file) {
    return switch (outcome(file)) {
      case Refused(Refusal reason, String message) -> {
        assertThat(message).isNotBlank();
        yield reason;
      }
      case Decoded(var frame, _) -> {
        frame.close();
        throw new AssertionError("decoded");
      }
    };
  }

  private static void assertColour(int[][] rows, int x, int y, int colour) {
    for (int shift = 0; shift <= 16; shift += 8) {
      assertThat(rows[y][x] >> shift & 255)
          .as("%06x at %d, %d, not %06x", rows[y][x], x, y, colour)
          .isCloseTo(colour >> shift & 255, within(12));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {HEVC, AV1})
  void aGridIsOnePicture(String coding) {
    var rows = decode(HeifBuilder.grid(coding, 120, 110));
    assertThat(rows).hasDimensions(110, 120);
    for (int tile = 0; tile < 4; tile++) {
      int left = tile % 2 * SIDE;
      int top = tile / 2 * SIDE;
      assertColour(rows, left + 12, top + 12, COLOURS[tile][0]);
      assertColour(rows, left + 45, top + 40, COLOURS[tile][1]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {HEVC, AV1})
  void aTileInTheGridIsTheSameAsAlone(String coding) {
    var grid = decode(HeifBuilder.grid(coding, 128, 128));
    for (int tile = 0; tile < 4; tile++) {
      var alone = decode(HeifBuilder.single(coding, tile));
      for (int y = 0; y < SIDE; y++) {
        int left = tile % 2 * SIDE;
        assertThat(Arrays.copyOfRange(grid[tile / 2 * SIDE + y], left, left + SIDE))
            .isEqualTo(alone[y]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0,-1", "1,-1", "2,-1", "3,-1", "0,0", "0,1", "1,0", "1,1", "3,0", "3,1", "2,1"})
  void turnsAndMirrors(int quarters, int mirror) {
    var expected = decode(HeifBuilder.grid(HEVC, 120, 110));
    for (int i = 0; i < quarters; i++) {
      expected = anticlockwise(expected);
    }
    var properties = new byte[mirror < 0 ? 1 : 2][];
    properties[0] = HeifBuilder.turned(quarters);
    if (mirror >= 0) {
      properties[1] = HeifBuilder.mirrored(mirror);
      expected =
          mirror == 0 ? bottomUp(expected) : anticlockwise(anticlockwise(bottomUp(expected)));
    }
    assertThat(decode(HeifBuilder.grid(HEVC, 120, 110, properties))).isDeepEqualTo(expected);
  }

  private static int[][] anticlockwise(int[][] rows) {
    var turned = new int[rows[0].length][rows.length];
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[0].length; x++) {
        turned[rows[0].length - 1 - x][y] = rows[y][x];
      }
    }
    return turned;
  }

  private static int[][] bottomUp(int[][] rows) {
    var flipped = rows.clone();
    for (int y = 0; y < rows.length; y++) {
      flipped[rows.length - 1 - y] = rows[y];
    }
    return flipped;
  }

  private static int[][] part(int[][] rows, int x, int y, int width, int height) {
    var part = new int[height][];
    for (int i = 0; i < height; i++) {
      part[i] = Arrays.copyOfRange(rows[y + i], x, x + width);
    }
    return part;
  }

  @Test
  void cropsBeforeAndBehindATurn() {
    var whole = decode(HeifBuilder.grid(AV1, 128, 128));
    var crop = HeifBuilder.cropped(60, 40, 20, -30); // the middle moved by 10 and -15
    assertThat(decode(HeifBuilder.grid(AV1, 128, 128, crop)))
        .isDeepEqualTo(part(whole, 34 + 10, 44 - 15, 60, 40));
    assertThat(decode(HeifBuilder.grid(AV1, 128, 128, crop, HeifBuilder.turned(1))))
        .isDeepEqualTo(anticlockwise(part(whole, 44, 29, 60, 40)));
    assertThat(decode(HeifBuilder.grid(AV1, 128, 128, HeifBuilder.turned(1), crop)))
        .isDeepEqualTo(part(anticlockwise(whole), 44, 29, 60, 40));
    assertThat(
            decode(
                HeifBuilder.grid(
                    AV1, 128, 128, HeifBuilder.mirrored(1), HeifBuilder.turned(3), crop)))
        .isDeepEqualTo(
            part(
                anticlockwise(
                    anticlockwise(anticlockwise(anticlockwise(anticlockwise(bottomUp(whole)))))),
                44,
                29,
                60,
                40));
  }

  @Test
  void transparencyLiesOnWhite() {
    for (boolean multiplied : new boolean[] {false, true}) {
      var file = new HeifBuilder("avif");
      int colour = file.tile(AV1, 0);
      int alpha =
          file.coded(
              AV1, HeifBuilder.AV1_ALPHA, SIDE, SIDE, HeifBuilder.auxiliary(HeifBuilder.ALPHA));
      file.refer("auxl", alpha, colour).primary(colour);
      if (multiplied) {
        file.refer("prem", colour, alpha);
      }
      var rows = decode(file.bytes());
      assertColour(rows, 10, 10, COLOURS[0][0]);
      assertColour(rows, 28, 55, COLOURS[0][1]);
      assertColour(rows, 50, 5, 0xffffff);
      assertColour(rows, 50, 60, 0xffffff);
    }
  }

  @Test
  void otherAuxiliaryPicturesAreLeftOut() {
    var file = new HeifBuilder("avif");
    int colour = file.tile(AV1, 0);
    int depth =
        file.coded(AV1, HeifBuilder.AV1_ALPHA, SIDE, SIDE, HeifBuilder.auxiliary("urn:depth"));
    file.refer("auxl", depth, colour).primary(colour);
    assertThat(decode(file.bytes())).isDeepEqualTo(decode(HeifBuilder.single(AV1, 0)));
  }

  @Test
  void coloursAreThoseThatTheFileSays() {
    var full = decode(HeifBuilder.single(AV1, 2, HeifBuilder.colours(6, true)));
    assertThat(full).isDeepEqualTo(decode(HeifBuilder.single(AV1, 2)));
    var limited = decode(HeifBuilder.single(AV1, 2, HeifBuilder.colours(6, false)));
    assertColour(limited, 45, 45, 0xf9f9f9); // 230 of 16 to 235
    var other = decode(HeifBuilder.single(AV1, 2, HeifBuilder.colours(1, true)));
    assertThat(other[10][10]).isNotEqualTo(full[10][10]);
    assertThat(reason(HeifBuilder.single(AV1, 2, HeifBuilder.colours(8, true))))
        .isEqualTo(Refusal.UNSUPPORTED_FORMAT);
  }

  @ParameterizedTest
  @ValueSource(strings = {HEVC, AV1})
  void everyTruncation(String coding) {
    var whole = HeifBuilder.grid(coding, 128, 128);
    for (int length = 8; length < whole.length; length++) {
      assertThat(reason(Arrays.copyOf(whole, length)))
          .as("%d of %d", length, whole.length)
          .isEqualTo(Refusal.TRUNCATED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {HEVC, AV1})
  void whatFollowsIsIgnored(String coding) {
    var whole = HeifBuilder.grid(coding, 128, 128);
    assertThat(decode(HeifBuilder.join(List.of(whole, new byte[1000]))))
        .isDeepEqualTo(decode(whole));
  }

  private static Map<String, byte[]> damaged() {
    var files = new TreeMap<String, byte[]>();
    var file = new HeifBuilder("avif");
    int tile = file.tile(AV1, 0);
    files.put(
        "three tiles",
        file.primary(file.grid(2, 2, 128, 128, new int[] {tile, tile, tile})).bytes());
    file = new HeifBuilder("avif");
    tile = file.tile(AV1, 0);
    files.put(
        "tiles that do not cover",
        file.primary(file.grid(1, 2, 129, 64, new int[] {tile, tile})).bytes());
    file = new HeifBuilder("avif");
    tile = file.tile(AV1, 0);
    files.put(
        "tiles that nobody sees",
        file.primary(file.grid(1, 2, 64, 64, new int[] {tile, tile})).bytes());
    file = new HeifBuilder("avif");
    files.put("other coded size", file.primary(coded(file, 66, 64)).bytes());
    file = new HeifBuilder("avif");
    files.put("no such tile", file.primary(file.grid(1, 1, 64, 64, new int[] {77})).bytes());
    files.put("crop outside", HeifBuilder.single(AV1, 0, HeifBuilder.cropped(60, 60, 100, 0)));
    var hevc = HeifBuilder.single(HEVC, 0);
    int size = indexOf(hevc, "ispe") + 8;
    ByteBuffer.wrap(hevc).putInt(size, 128);
    files.put("other size than HEVC says", hevc);
    return files;
  }

  private static int coded(HeifBuilder file, int width, int height) {
    return file.coded(AV1, HeifBuilder.AV1_ALPHA, width, height);
  }

  private static int indexOf(byte[] in, String text) {
    int at = new String(in, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).isPositive();
    return at;
  }

  @Test
  void damageIsNamed() {
    damaged().forEach((name, file) -> assertThat(reason(file)).as(name).isEqualTo(Refusal.CORRUPT));
  }

  // H.265 has no check sums, and its decoder takes most bytes for a picture; AV1 ends where it
  // must.
  @Test
  void dataThatWasNeverWrittenDoesNotDecode() {
    for (var coding : new String[] {HEVC, AV1}) {
      for (int length = 3; length < 120; length += 13) {
        var file = HeifBuilder.single(coding, 3);
        Arrays.fill(file, file.length - length, file.length, (byte) 0);
        assertThat(reason(file)).as("%s %d", coding, length).isEqualTo(Refusal.CORRUPT);
      }
    }
  }

  @Test
  void damagedAv1DoesNotDecode() {
    for (int at = 1; at < 120; at += 7) {
      var file = HeifBuilder.single(AV1, 3);
      file[file.length - at] ^= 0x55;
      assertThat(reason(file)).as("%d", at).isEqualTo(Refusal.CORRUPT);
    }
  }

  @Test
  void whatIsNotReadIsNamed() {
    var file = new HeifBuilder("heic");
    assertThat(reason(file.primary(file.coded("jpeg", "ffd8", SIDE, SIDE)).bytes()))
        .isEqualTo(Refusal.UNSUPPORTED_FORMAT);
    assertThat(reason(HeifBuilder.single(AV1, 0, HeifBuilder.box("xyzw", new byte[4]))))
        .isEqualTo(Refusal.UNSUPPORTED_FORMAT);
  }

  @Test
  void sizesAreJudgedBeforeAnythingIsAllocated() {
    var huge = HeifBuilder.single(AV1, 0);
    ByteBuffer.wrap(huge).putInt(indexOf(huge, "ispe") + 8, 20_000);
    ByteBuffer.wrap(huge).putInt(indexOf(huge, "ispe") + 12, 20_000);
    var many = new HeifBuilder("avif");
    var tiles = new int[40 * 40];
    Arrays.fill(tiles, many.tile(AV1, 0));
    many.primary(many.grid(40, 40, 40 * SIDE, 40 * SIDE, tiles));
    long opened = Ledger.process().opened();
    assertThat(reason(huge)).isEqualTo(Refusal.IMAGE_TOO_LARGE);
    assertThat(reason(many.bytes())).isEqualTo(Refusal.IMAGE_TOO_LARGE);
    assertThat(Ledger.process().opened()).isEqualTo(opened);
  }

  @Test
  void onlyTheLibrariesStayReserved() {
    var budget = new ByteBudget(200 << 20);
    var decoder = decoder(budget);
    for (int i = 0; i < 3; i++) {
      if (decoder.decode(HeifBuilder.grid(HEVC, 128, 128)) instanceof Decoded(var frame, _)) {
        frame.close();
      }
    }
    long kept = budget.total() - budget.free();
    assertThat(kept).isBetween(16L << 20, 64L << 20);
    if (decoder.withMaxSide(32).decode(HeifBuilder.grid(AV1, 128, 128))
        instanceof Decoded(var frame, _)) {
      frame.close();
    }
    assertThat(budget.total() - budget.free()).isEqualTo(kept);
    assertThat(decoder(new ByteBudget(16 << 20)).decode(HeifBuilder.single(AV1, 0)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Refusal.IMAGE_TOO_LARGE));
  }

  @TempDir Path folder;

  @Test
  void sequencesAreNoPictures() throws IOException {
    var file = folder.resolve("file");
    for (var brand : new String[] {"heic", "heix", "mif1", "avif"}) {
      Files.write(file, new HeifBuilder(brand).bytes());
      assertThat(ImageDecoder.isPicture(file)).as(brand).isTrue();
    }
    for (var brand : new String[] {"msf1", "hevc", "avis", "isom", "mp42"}) {
      Files.write(file, new HeifBuilder(brand).bytes());
      assertThat(ImageDecoder.isPicture(file)).as(brand).isFalse();
    }
  }
}
