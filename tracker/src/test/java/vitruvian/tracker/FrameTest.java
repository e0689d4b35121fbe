package vitruvian.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.Alarm;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome.Decoded;

/// Pixels from elsewhere become the same frame as a decoded picture.
final class FrameTest {
  private static final ImageSize SIZE = new ImageSize(13, 7);

  private static int[][] pixels(Frame frame) {
    var rows = new int[frame.height()][frame.width()];
    for (int y = 0; y < rows.length; y++) {
      frame.copyRow(y, rows[y], 0);
    }
    return rows;
  }

  private static int[][] random() {
    var random = new Random(5);
    var rows = new int[SIZE.height()][SIZE.width()];
    for (var row : rows) {
      for (int x = 0; x < row.length; x++) {
        row[x] = random.nextInt(0x100_0000);
      }
    }
    return rows;
  }

  // The rows as a library would have them, with something between and behind them.
  private static byte[] laidOut(int[][] rows, PixelLayout layout, int stride) {
    var bytes = new byte[stride * (rows.length - 1) + layout.bytesPerPixel() * rows[0].length];
    new Random(6).nextBytes(bytes);
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length; x++) {
        int at = stride * y + layout.bytesPerPixel() * x;
        var name = layout.name();
        bytes[at + name.indexOf('R')] = (byte) (rows[y][x] >> 16);
        bytes[at + name.indexOf('G')] = (byte) (rows[y][x] >> 8);
        bytes[at + name.indexOf('B')] = (byte) rows[y][x];
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @EnumSource
  void interleavedPixelsWithAStrideAreRead(PixelLayout layout) {
    var rows = random();
    for (int gap : new int[] {0, 1, 11}) {
      int stride = layout.bytesPerPixel() * SIZE.width() + gap;
      var bytes = laidOut(rows, layout, stride);
      try (var frame = Frame.of(layout, SIZE, MemorySegment.ofArray(bytes), stride)) {
        assertThat(pixels(frame)).isDeepEqualTo(rows);
        assertThat(frame.size()).isEqualTo(SIZE);
        assertThat(frame.original()).isEqualTo(SIZE);
      }
      var buffer = ByteBuffer.allocateDirect(bytes.length + 5).position(5).put(bytes).position(5);
      try (var frame = Frame.of(layout, SIZE, buffer, stride)) {
        assertThat(pixels(frame)).isDeepEqualTo(rows);
        assertThat(buffer.position()).isEqualTo(5);
      }
    }
  }

  @Test
  @SuppressWarnings("restricted") // as a user does it
  void pixelsAreReadByTheirAddress() {
    var rows = random();
    int stride = 48;
    var bytes = laidOut(rows, PixelLayout.BGR, stride);
    try (var arena = Arena.ofConfined()) {
      long address = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes).address();
      var segment = MemorySegment.ofAddress(address).reinterpret(bytes.length);
      try (var frame = Frame.of(PixelLayout.BGR, SIZE, segment, stride)) {
        assertThat(pixels(frame)).isDeepEqualTo(rows);
      }
    }
  }

  @Test
  void theGivenLedgerHasTheMemory() {
    var ledger = new Ledger(InstantSource.system(), Alarm.ALL);
    var image = new BufferedImage(5, 4, BufferedImage.TYPE_INT_RGB);
    try (var _ = Frame.of(PixelLayout.BGRA, SIZE, ByteBuffer.allocate(13 * 7 * 4), 52, ledger);
        var _ = Frame.of(image, ledger)) {
      assertThat(ledger.bytes()).isEqualTo(4 * (13 * 7 + 5 * 4));
    }
    assertThat(ledger.bytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("wrongSizes")
  @SuppressWarnings("MustBeClosedChecker") // there is none
  void whatDoesNotFitIsRefused(ImageSize size, long stride, int bytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frame.of(PixelLayout.BGR, size, ByteBuffer.allocate(bytes), stride))
        .withMessageStartingWith("not a picture");
  }

  static Stream<Arguments> wrongSizes() {
    return Stream.of(
        Arguments.of(new ImageSize(4, 4), 11, 48),
        Arguments.of(new ImageSize(4, 4), 12, 47),
        Arguments.of(new ImageSize(4, 4), 13, 50),
        Arguments.of(new ImageSize(4, 1), 100, 11),
        Arguments.of(new ImageSize(4, 4), -12, 48),
        Arguments.of(new ImageSize(4, 4), 0, 48));
  }

  @Test
  @SuppressWarnings("MustBeClosedChecker") // there is none
  void tooLongASideIsRefused() {
    int width = Frame.MAX_SIDE + 1;
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Frame.of(
                    PixelLayout.RGB,
                    new ImageSize(width, 1),
                    ByteBuffer.allocate(3 * width),
                    3L * width));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Frame.of(new BufferedImage(width, 1, BufferedImage.TYPE_BYTE_GRAY)));
  }

  /// Every kind of picture that PNG can hold: what ImageIO reads from it, and the picture that it
  /// was made of, give the frame that the decoder gives.
  @ParameterizedTest
  @MethodSource("kinds")
  void aPictureOfTheDesktopIsTheSameAsDecoded(int type) throws IOException {
    var image = new BufferedImage(SIZE.width(), SIZE.height(), type);
    var random = new Random(type);
    var raster = image.getRaster();
    for (int y = 0; y < SIZE.height(); y++) {
      for (int x = 0; x < SIZE.width(); x++) {
        for (int band = 0; band < raster.getNumBands(); band++) {
          int bits = image.getSampleModel().getSampleSize(band);
          raster.setSample(x, y, band, random.nextInt(1 << bits));
        }
      }
    }
    var png = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, "png", png)).isTrue();
    int[][] expected;
    try (var frame = ((Decoded) Bitmap.decoder(0).decode(png.toByteArray())).frame()) {
      expected = pixels(frame);
    }
    try (var made = Frame.of(image);
        var read = Frame.of(ImageIO.read(new ByteArrayInputStream(png.toByteArray())))) {
      assertThat(pixels(read)).isDeepEqualTo(expected);
      assertThat(pixels(made)).isDeepEqualTo(expected);
    }
  }

  static Stream<Integer> kinds() {
    return Stream.of(
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_BYTE_INDEXED);
  }

  @Test
  void multipliedColoursLieOnWhiteAsTheyAre() {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB_PRE);
    image.getRaster().setDataElements(0, 0, 2, 1, new int[] {0x80_40_20_00, 0xff_01_02_03});
    try (var frame = Frame.of(image)) {
      assertThat(pixels(frame)).isDeepEqualTo(new int[][] {{0xbf_9f_7f, 0x01_02_03}});
    }
  }
}
