package vitruvian.tracker.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.ImageSize;
import vitruvian.tracker.DecodeOutcome.Decoded;

final class OrientationTest {
  /// What EXIF says of where the stored row 0 and column 0 are, applied pixel by pixel.
  private static int[][] turned(int[][] stored, int orientation) {
    int bottom = stored.length - 1;
    int right = stored[0].length - 1;
    boolean swaps = orientation >= 5 && orientation <= 8;
    var rows = new int[swaps ? right + 1 : bottom + 1][swaps ? bottom + 1 : right + 1];
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length; x++) {
        rows[y][x] =
            switch (orientation) {
              case 2 -> stored[y][right - x];
              case 3 -> stored[bottom - y][right - x];
              case 4 -> stored[bottom - y][x];
              case 5 -> stored[x][y];
              case 6 -> stored[bottom - x][y];
              case 7 -> stored[bottom - x][right - y];
              case 8 -> stored[x][right - y];
              default -> stored[y][x];
            };
      }
    }
    return rows;
  }

  private static byte[] jpeg(int orientation, ByteOrder order) {
    var content = Pictures.join(Pictures.latin1("Exif\0\0"), Pictures.exif(orientation, order));
    return Pictures.insert(Pictures.jpeg(), 2, Pictures.jpegSegment(0xe1, content));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 0, 9})
  void jpeg(int orientation) {
    for (var order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      assertThat(Pictures.decode(jpeg(orientation, order)))
          .isDeepEqualTo(turned(Pictures.decode(Pictures.jpeg()), orientation));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shrunkBeforeItIsTurned(int orientation) {
    assertThat(Pictures.decode(jpeg(orientation, ByteOrder.LITTLE_ENDIAN), 30))
        .isDeepEqualTo(turned(Pictures.decode(Pictures.jpeg(), 30), orientation));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void pngInFrontOfAndBehindTheData(int orientation) {
    var png = Pictures.png(40, 35);
    var chunk = Pictures.pngChunk("eXIf", Pictures.exif(orientation, ByteOrder.BIG_ENDIAN));
    var expected = turned(Pictures.decode(png), orientation);
    assertThat(Pictures.decode(Pictures.insert(png, 33, chunk))).isDeepEqualTo(expected);
    assertThat(Pictures.decode(Pictures.insert(png, png.length - 12, chunk)))
        .isDeepEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1,false", "2,true", "3,false", "4,true", "5,false", "6,true", "7,false", "8,true"})
  void webp(int orientation, boolean withPrefix) {
    var still = Pictures.read("lossy.webp");
    var exif = Pictures.exif(orientation, ByteOrder.LITTLE_ENDIAN);
    var content = withPrefix ? Pictures.join(Pictures.latin1("Exif\0\0"), exif) : exif;
    var file =
        Pictures.webpFile(
            Pictures.webpCanvas(45, 37),
            Arrays.copyOfRange(still, 12, still.length),
            Pictures.webpChunk("EXIF", content));
    assertThat(Pictures.decode(file)).isDeepEqualTo(turned(Pictures.decode(still), orientation));
  }

  @Test
  void originalIsTheUprightSizeBeforeTheLimit() {
    var outcome = Pictures.decoder(10).decode(jpeg(6, ByteOrder.BIG_ENDIAN));
    assertThat(outcome).isInstanceOf(Decoded.class);
    assertThat(((Decoded) outcome).original()).isEqualTo(new ImageSize(37, 45));
    var rows = Pictures.pixels(outcome);
    assertThat(rows).hasNumberOfRows(10);
    assertThat(rows[0]).hasSize(8);
  }

  @Test
  void damagedExifIsNoReasonToRefuse() {
    for (int length = 0; length < 26; length++) {
      var exif = Arrays.copyOf(Pictures.exif(6, ByteOrder.BIG_ENDIAN), length);
      var content = Pictures.join(Pictures.latin1("Exif\0\0"), exif);
      var jpeg = Pictures.insert(Pictures.jpeg(), 2, Pictures.jpegSegment(0xe1, content));
      assertThat(Pictures.decode(jpeg)).isNotEmpty();
    }
  }
}
