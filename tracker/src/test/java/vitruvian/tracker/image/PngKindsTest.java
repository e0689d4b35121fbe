package vitruvian.tracker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every kind of PNG comes out as its samples say, whatever colour space it claims.
final class PngKindsTest {
  private static final int WHITE = 0xff_ffff;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rgb(boolean interlaced) {
    var builder = new PngBuilder(37, 29, PngBuilder.RGB, 8);
    var png =
        (interlaced ? builder.interlaced() : builder)
            .build((x, y, channel) -> (Pictures.scene(x, y) >> (16 - 8 * channel)) & 0xff);
    var rows = Pictures.decode(png);
    assertThat(rows).hasDimensions(29, 37);
    for (int y = 0; y < 29; y++) {
      for (int x = 0; x < 37; x++) {
        assertThat(rows[y][x]).isEqualTo(Pictures.scene(x, y));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,false", "2,false", "4,false", "8,false", "1,true", "2,true", "4,true", "8,true"})
  void grayIsThreeEqualSamples(int depth, boolean interlaced) {
    int most = (1 << depth) - 1;
    var builder = new PngBuilder(67, 9, PngBuilder.GRAY, depth);
    var rows =
        Pictures.decode(
            (interlaced ? builder.interlaced() : builder).build((x, y, _) -> (x + 3 * y) & most));
    for (int y = 0; y < 9; y++) {
      for (int x = 0; x < 67; x++) {
        assertThat(rows[y][x]).isEqualTo(((x + 3 * y) & most) * 255 / most * 0x1_0101);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void palette(int depth) {
    int count = 1 << depth;
    var colours = new byte[3 * count];
    new Random(depth).nextBytes(colours);
    var png =
        new PngBuilder(67, 9, PngBuilder.PALETTE, depth)
            .chunk("PLTE", colours)
            .chunk("tRNS", new byte[] {(byte) 255, 0})
            .build((x, y, _) -> (x + 3 * y) % count);
    var rows = Pictures.decode(png);
    for (int y = 0; y < 9; y++) {
      for (int x = 0; x < 67; x++) {
        int index = (x + 3 * y) % count;
        int colour =
            (colours[3 * index] & 0xff) << 16
                | (colours[3 * index + 1] & 0xff) << 8
                | (colours[3 * index + 2] & 0xff);
        assertThat(rows[y][x]).isEqualTo(index == 1 ? WHITE : colour);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PngBuilder.GRAY, PngBuilder.RGB})
  void sixteenBitsGiveTheirHighByte(int colour) {
    var random = new Random(1);
    var samples = random.ints(50 * 40 * 3, 0, 0x1_0000).toArray();
    int channels = colour == PngBuilder.RGB ? 3 : 1;
    var rows =
        Pictures.decode(
            new PngBuilder(50, 40, colour, 16)
                .build((x, y, channel) -> samples[channels * (50 * y + x) + channel]));
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 50; x++) {
        int first = channels * (50 * y + x);
        int expected =
            channels == 1
                ? (samples[first] >> 8) * 0x1_0101
                : (samples[first] >> 8) << 16
                    | (samples[first + 1] >> 8) << 8
                    | (samples[first + 2] >> 8);
        assertThat(rows[y][x]).isEqualTo(expected);
      }
    }
  }

  @Test
  void sixteenBitsWithAlpha() {
    var random = new Random(2);
    var samples = random.ints(50 * 40 * 4, 0, 0x1_0000).toArray();
    for (int i = 3; i < samples.length / 2; i += 4) {
      samples[i] = 0xffff;
    }
    var rows =
        Pictures.decode(
            new PngBuilder(50, 40, PngBuilder.RGB_ALPHA, 16)
                .build((x, y, channel) -> samples[4 * (50 * y + x) + channel]));
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 50; x++) {
        for (int channel = 0; channel < 3; channel++) {
          int found = (rows[y][x] >> (16 - 8 * channel)) & 0xff;
          int sample = samples[4 * (50 * y + x) + channel];
          double alpha = samples[4 * (50 * y + x) + 3] / 65_535.0;
          if (y < 20) {
            assertThat(found).isEqualTo(sample >> 8);
          } else {
            double expected = (sample * alpha + 65_535 * (1 - alpha)) / 256;
            assertThat(found + 0.5).isBetween(expected - 0.52, expected + 0.52);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {PngBuilder.GRAY_ALPHA, PngBuilder.RGB_ALPHA})
  void transparencyLiesOnWhite(int colour) {
    int alphaChannel = colour == PngBuilder.RGB_ALPHA ? 3 : 1;
    var rows =
        Pictures.decode(
            new PngBuilder(256, 1, colour, 8)
                .build((x, _, channel) -> channel == alphaChannel ? x : 100));
    for (int x = 0; x < 256; x++) {
      int expected = Math.round((100 * x + 255 * (255 - x)) / 255f);
      assertThat(rows[0][x]).isEqualTo(expected * 0x1_0101);
    }
  }

  @Test
  void oneTransparentColour() {
    var png =
        new PngBuilder(4, 1, PngBuilder.GRAY, 8)
            .chunk("tRNS", new byte[] {0, 50})
            .build((x, _, _) -> 50 * x);
    assertThat(Pictures.decode(png)[0]).containsExactly(0, WHITE, 0x64_6464, 0x96_9696);
  }

  @Test
  void gammaAndUnknownChunksChangeNothing() {
    var png = Pictures.png(20, 20);
    var more =
        Pictures.join(
            Pictures.pngChunk("gAMA", new byte[] {0, 1, (byte) 0x86, (byte) 0xa0}),
            Pictures.pngChunk("acTL", new byte[8]),
            Pictures.pngChunk("teSt", new byte[100]));
    assertThat(Pictures.decode(Pictures.insert(png, 33, more))).isDeepEqualTo(Pictures.decode(png));
  }

  @Test
  void onePixel() {
    assertThat(Pictures.decode(Pictures.png(1, 1))).isDeepEqualTo(new int[][] {{0}});
  }
}
