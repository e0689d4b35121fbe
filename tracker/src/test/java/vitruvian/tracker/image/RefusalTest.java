package vitruvian.tracker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.DecodeOutcome;
import vitruvian.tracker.DecodeOutcome.Decoded;
import vitruvian.tracker.DecodeOutcome.Refused;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.ImageLimits;
import vitruvian.tracker.Refusal;

/// Whatever comes in, the answer is an outcome with the right reason.
final class RefusalTest {
  private final ImageDecoder decoder = Pictures.decoder(1280);

  private static Refusal reason(DecodeOutcome outcome) {
    return switch (outcome) {
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

  private Refusal reason(byte[] encoded) {
    return reason(decoder.decode(encoded));
  }

  static List<String> pictures() {
    return Pictures.NAMES;
  }

  @Test
  void nothing() {
    assertThat(reason(new byte[0])).isEqualTo(Refusal.EMPTY);
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void everyTruncation(String name) {
    var whole = Pictures.read(name);
    for (int length = 1; length < whole.length; length++) {
      var reason = reason(Arrays.copyOf(whole, length));
      if (length >= 2) {
        assertThat(reason).as("%s at %d", name, length).isEqualTo(Refusal.TRUNCATED);
      }
    }
  }

  @Test
  void everyTruncationOfPng() {
    var whole = Pictures.png(30, 20);
    for (int length = 1; length < whole.length; length++) {
      assertThat(reason(Arrays.copyOf(whole, length))).isEqualTo(Refusal.TRUNCATED);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Hello, this is it. | text",
        "%PDF-1.7           | a PDF",
        "<svg xmlns=''>     | text",
        "BM0000000000       | a BMP",
      })
  void otherFormatsAreNamed(String content, String name) {
    var outcome = decoder.decode(Pictures.latin1(content));
    assertThat(reason(outcome)).isEqualTo(Refusal.UNSUPPORTED_FORMAT);
    assertThat(((Refused) outcome).message()).contains(name).contains("JPEG, PNG, WebP and GIF");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0\0\0 ftypavif", "\0\0\0 ftypheic", "\0\0\0 ftypisom", "II*\0"})
  void containersAreNamed(String content) {
    assertThat(reason(Pictures.latin1(content))).isEqualTo(Refusal.UNSUPPORTED_FORMAT);
  }

  private static byte[] pngOf(int width, int height, byte[] data) {
    return new PngBuilder(width, height, PngBuilder.RGB, 8).file(width, height, data);
  }

  static Map<String, byte[]> huge() {
    var huge = new TreeMap<String, byte[]>();
    var jpeg = Pictures.jpeg();
    int frame = Pictures.indexOf(jpeg, new byte[] {(byte) 0xff, (byte) 0xc0});
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
    huge.put("jpeg", jpeg);
    huge.put("cut jpeg", Arrays.copyOf(jpeg, frame + 19));
    huge.put("png", pngOf(60_000, 60_000, new byte[10]));
    huge.put("png of 50,000,001 pixels", pngOf(50_000_001 / 3, 3 + 1, new byte[10]));
    huge.put("long png", pngOf(32_767, 1, new byte[10]));
    huge.put("longest png", pngOf(0x7fff_ffff, 0x7fff_ffff, new byte[10]));
    huge.put("impossible png", pngOf(-1, -1, new byte[10]));
    huge.put("webp", Pictures.webpFile(Pictures.webpCanvas(60_000, 60_000)));
    huge.put("largest webp", Pictures.webpFile(Pictures.webpCanvas(1 << 24, 1 << 24)));
    return huge;
  }

  @Test
  void hugeSizesInTheHeader() {
    long opened = Ledger.process().opened();
    var unlimited = Pictures.decoder(0);
    huge()
        .forEach(
            (name, encoded) -> {
              assertThat(reason(encoded)).as(name).isEqualTo(Refusal.IMAGE_TOO_LARGE);
              assertThat(reason(unlimited.decode(encoded)))
                  .as(name)
                  .isEqualTo(Refusal.IMAGE_TOO_LARGE);
            });
    assertThat(Ledger.process().opened()).as("nothing was allocated").isEqualTo(opened);
  }

  @Test
  void pixelsAndBytesByTheLimits() {
    var png = Pictures.png(100, 50);
    assertThat(reason(limited(png.length - 1, 5000).decode(png))).isEqualTo(Refusal.BODY_TOO_LARGE);
    assertThat(reason(limited(png.length, 4999).decode(png))).isEqualTo(Refusal.IMAGE_TOO_LARGE);
    assertThat(Pictures.pixels(limited(png.length, 5000).decode(png))).hasNumberOfRows(50);
  }

  private static ImageDecoder limited(long bytes, long pixels) {
    return new ImageDecoder(
        new ImageLimits(bytes, pixels, 0), Ledger.process(), ByteBudget.unlimited(), Duration.ZERO);
  }

  @Test
  void damagedJpegData() {
    for (var name : new String[] {"420.jpg", "gray.jpg", "progressive.jpg"}) {
      var jpeg = Pictures.read(name);
      int scan = Pictures.indexOf(jpeg, new byte[] {(byte) 0xff, (byte) 0xda});
      // All that follows the scan's header becomes one and the same code word.
      Arrays.fill(jpeg, scan + 20, jpeg.length - 2, (byte) 0xfe);
      assertThat(reason(jpeg)).as(name).isEqualTo(Refusal.CORRUPT);
    }
  }

  @Test
  void missingJpegData() {
    var jpeg = Pictures.jpeg();
    var cut =
        Pictures.join(
            Arrays.copyOf(jpeg, jpeg.length - 200),
            Arrays.copyOfRange(jpeg, jpeg.length - 2, jpeg.length));
    assertThat(reason(cut)).isEqualTo(Refusal.CORRUPT);
  }

  @Test
  void damagedPng() {
    var png = Pictures.png(30, 20);
    int data = Pictures.indexOf(png, Pictures.latin1("IDAT"));
    for (int at = data + 4; at < png.length - 12; at++) {
      var damaged = png.clone();
      damaged[at] ^= 0x10;
      assertThat(reason(damaged)).isEqualTo(Refusal.CORRUPT);
    }
    assertThat(reason(pngOf(10, 10, new byte[20]))).isEqualTo(Refusal.CORRUPT);
    assertThat(reason(pngOf(0, 10, new byte[20]))).isEqualTo(Refusal.CORRUPT);
  }

  @Test
  void damagedWebp() {
    var webp = Pictures.read("lossless.webp");
    Arrays.fill(webp, 30, webp.length, (byte) 0xff);
    assertThat(reason(webp)).isEqualTo(Refusal.CORRUPT);
    var frame = Pictures.read("lossy.webp");
    var data = Arrays.copyOfRange(frame, 12, frame.length);
    assertThat(reason(Pictures.webpFile(Pictures.webpCanvas(46, 37), data)))
        .isEqualTo(Refusal.CORRUPT);
    assertThat(reason(Pictures.webpFile(Pictures.webpCanvas(46, 37)))).isEqualTo(Refusal.CORRUPT);
  }

  @Test
  void animationFramesInsideEachOther() {
    var nested = new byte[16];
    for (int i = 0; i < 2000; i++) {
      nested = Pictures.join(new byte[16], Pictures.webpChunk("ANMF", nested));
    }
    var file = Pictures.webpFile(Pictures.webpCanvas(10, 10), Pictures.webpChunk("ANMF", nested));
    assertThat(reason(file)).isEqualTo(Refusal.CORRUPT);
  }

  @ParameterizedTest
  @CsvSource({
    "c3,8,3,UNSUPPORTED_FORMAT", // lossless
    "c9,8,3,UNSUPPORTED_FORMAT", // arithmetic
    "c5,8,3,UNSUPPORTED_FORMAT", // differential
    "c1,12,3,UNSUPPORTED_FORMAT",
    "c0,8,2,CORRUPT", // the length says three components
    "c8,8,3,CORRUPT",
  })
  void otherJpegs(String marker, int precision, int components, Refusal expected) {
    var jpeg = Pictures.jpeg();
    int frame = Pictures.indexOf(jpeg, new byte[] {(byte) 0xff, (byte) 0xc0});
    jpeg[frame + 1] = (byte) Integer.parseInt(marker, 16);
    jpeg[frame + 4] = (byte) precision;
    jpeg[frame + 9] = (byte) components;
    assertThat(reason(jpeg)).isEqualTo(expected);
  }

  @Test
  void jpegThatRepeatsItsScans() {
    var jpeg = Pictures.read("gray-progressive.jpg");
    int scan = Pictures.indexOf(jpeg, new byte[] {(byte) 0xff, (byte) 0xda});
    var one = Pictures.jpegSegment(0xda, new byte[] {1, 1, 0, 0, 0, 0});
    var many = jpeg;
    for (int i = 0; i < 200; i++) {
      many = Pictures.insert(many, scan, one);
    }
    assertThat(reason(many)).isEqualTo(Refusal.IMAGE_TOO_LARGE);
  }

  /// Eight million blocks may be visited, or each block twelve times.
  @ParameterizedTest
  @CsvSource({"100,1000,1000,0", "101,100,100,1", "60,4000,4000,1", "12,8000,6000,0"})
  void scansAreBoundedByTheWorkThatTheyAsk(int scans, int width, int height, int refused) {
    var jpeg = Pictures.read("gray-progressive.jpg");
    int frame = Pictures.indexOf(jpeg, new byte[] {(byte) 0xff, (byte) 0xc2});
    ByteBuffer.wrap(jpeg)
        .putShort(frame + 5, (short) height)
        .putShort(frame + 7, (short) width)
        .get(0);
    int scan = Pictures.indexOf(jpeg, new byte[] {(byte) 0xff, (byte) 0xda});
    var many = Arrays.copyOf(jpeg, scan);
    for (int i = 0; i < scans; i++) {
      many = Pictures.join(many, Pictures.jpegSegment(0xda, new byte[] {1, 1, 0, 0, 0, 0}));
    }
    many = Pictures.join(many, new byte[] {(byte) 0xff, (byte) 0xd9});
    // Nothing is allocated for what is refused; what is not turns out to have no data.
    long opened = Ledger.process().opened();
    assertThat(reason(many)).isEqualTo(refused == 1 ? Refusal.IMAGE_TOO_LARGE : Refusal.CORRUPT);
    if (refused == 1) {
      assertThat(Ledger.process().opened()).isEqualTo(opened);
    }
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void whatFollowsThePictureIsIgnored(String name) {
    var picture = Pictures.read(name);
    var polyglot = Pictures.join(picture, Pictures.latin1("<script>PK\u0003\u0004"), picture);
    assertThat(Pictures.decode(polyglot)).isDeepEqualTo(Pictures.decode(picture));
  }

  @Test
  void whatFollowsAPngIsIgnored() {
    var png = Pictures.png(9, 9);
    assertThat(Pictures.decode(Pictures.join(png, Pictures.jpeg())))
        .isDeepEqualTo(Pictures.decode(png));
  }

  @Test
  void harmlessOdditiesInJpegsAreNoReasonToRefuse() {
    var jpeg = Pictures.jpeg();
    var expected = Pictures.decode(jpeg);
    int tables = Pictures.indexOf(jpeg, new byte[] {(byte) 0xff, (byte) 0xdb});
    for (var extra :
        new byte[][] {
          {0, 1, 2, 3},
          {(byte) 0xff, (byte) 0xff, (byte) 0xff},
          {(byte) 0xff, 0},
          Pictures.join(
              Pictures.jpegSegment(0xfe, Pictures.latin1("a comment")),
              Pictures.jpegSegment(0xfe, Pictures.latin1("another"))),
          Pictures.jpegSegment(0xe2, new byte[65_000]),
          Pictures.jpegSegment(0xe0, Pictures.latin1("JFIF\0\u0007\u0007\0\0\u0001\0\u0001\0\0")),
        }) {
      assertThat(Pictures.decode(Pictures.insert(jpeg, tables, extra))).isDeepEqualTo(expected);
    }
    assertThat(Pictures.decode(Pictures.insert(jpeg, jpeg.length - 2, new byte[7])))
        .isDeepEqualTo(expected);
  }

  @Test
  void files(@TempDir Path folder) throws IOException {
    var text = Files.writeString(folder.resolve("renamed.jpg"), "not a picture");
    var empty = Files.createFile(folder.resolve("empty.png"));
    var picture = Files.write(folder.resolve("picture.txt"), Pictures.jpeg());
    assertThat(reason(decoder.decode(text))).isEqualTo(Refusal.UNSUPPORTED_FORMAT);
    assertThat(reason(decoder.decode(empty))).isEqualTo(Refusal.EMPTY);
    assertThat(reason(decoder.decode(folder))).isEqualTo(Refusal.UNREADABLE);
    assertThat(reason(decoder.decode(folder.resolve("none")))).isEqualTo(Refusal.UNREADABLE);
    assertThat(reason(decoder.decode(picture.resolve("below")))).isEqualTo(Refusal.UNREADABLE);
    assertThat(reason(decoder.decode(Path.of("/dev/null")))).isEqualTo(Refusal.UNREADABLE);
    assertThat(reason(limited(100, 100).decode(picture))).isEqualTo(Refusal.BODY_TOO_LARGE);
    assertThat(Pictures.pixels(decoder.decode(picture)))
        .isDeepEqualTo(Pictures.decode(Pictures.jpeg()));
  }

  @Test
  void filesWithoutRights(@TempDir Path folder) throws IOException {
    var file = Files.write(folder.resolve("secret.jpg"), Pictures.jpeg());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "this user may read everything");
    assertThat(reason(decoder.decode(file))).isEqualTo(Refusal.UNREADABLE);
  }

  @Test
  void codesAreThoseOfTheService() {
    assertThat(Arrays.stream(Refusal.values()).map(Refusal::code))
        .containsExactly(
            "truncated-image",
            "unsupported-format",
            "body-too-large",
            "truncated-image",
            "corrupt-image",
            "image-too-large",
            "overloaded",
            "unreadable");
  }
}
