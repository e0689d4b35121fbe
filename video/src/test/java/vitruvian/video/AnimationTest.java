package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vitruvian.tracker.ImageDecoder;
import vitruvian.tracker.Refusal;

/// Animated WebP, PNG and GIF are videos: every frame, composed as it is shown, at its time.
final class AnimationTest {
  private static final int WIDTH = 40;
  private static final int HEIGHT = 30;
  private static final int RED = 0xff_0000;
  private static final int GREEN = 0x00_ff00;
  private static final int BLUE = 0x00_00ff;
  private static final int WHITE = 0xff_ffff;

  @TempDir Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("animation"), bytes);
  }

  private static byte[] join(byte[]... parts) {
    return HeifBuilder.join(List.of(parts));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  // What all three show: red; a green patch on it; the patch gone and a blue one elsewhere.
  private static void assertThreeFrames(Clips.Reading reading) {
    assertThat(reading.damage()).isEmpty();
    assertThat(reading.timestamps())
        .containsExactly(Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(350));
    var shots = reading.shots();
    assertThat(at(shots.get(0), 5, 5)).isEqualTo(RED);
    assertThat(at(shots.get(0), 20, 20)).isEqualTo(RED);
    assertThat(at(shots.get(1), 5, 5)).isEqualTo(RED);
    assertThat(at(shots.get(1), 20, 20)).isEqualTo(GREEN);
    assertThat(at(shots.get(2), 5, 5)).isEqualTo(BLUE);
    assertThat(at(shots.get(2), 20, 20)).isEqualTo(WHITE);
    assertThat(at(shots.get(2), 35, 25)).isEqualTo(RED);
  }

  private static int at(Clips.Shot shot, int x, int y) {
    assertThat(shot.pixels()).hasSize(WIDTH * HEIGHT);
    return shot.pixels()[y * WIDTH + x];
  }

  // --- WebP

  private static byte[] chunk(String name, byte[] content) {
    return ByteBuffer.allocate(8 + content.length + (content.length & 1))
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(latin1(name))
        .putInt(content.length)
        .put(content)
        .array();
  }

  /// A lossless picture of one colour: five codes of one symbol each, and no bits for its pixels.
  private static byte[] plain(int width, int height, int argb) {
    var bits = new LowBits();
    bits.add(width - 1, 14);
    bits.add(height - 1, 14);
    bits.add(1, 1);
    bits.add(0, 3);
    bits.add(0, 3); // no transform, no cache, no groups
    for (int shift : new int[] {8, 16, 0, 24}) {
      bits.add(0b101, 3);
      bits.add(argb >>> shift & 255, 8);
    }
    bits.add(0b001, 3); // distances: the symbol 0 in one bit
    bits.add(0, 1);
    return chunk("VP8L", join(new byte[] {0x2f}, bits.bytes()));
  }

  private static final class LowBits {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long bits;
    private int count;

    void add(int value, int length) {
      bits |= (long) value << count;
      count += length;
      while (count >= 8) {
        out.write((int) bits);
        bits >>>= 8;
        count -= 8;
      }
    }

    byte[] bytes() {
      out.write((int) bits);
      return out.toByteArray();
    }
  }

  private static byte[] frame(
      int x, int y, int width, int height, int millis, int flags, int argb) {
    var header = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0, x / 2).putInt(3, y / 2).putInt(6, width - 1).putInt(9, height - 1);
    header.putInt(12, millis).put(15, (byte) flags);
    return chunk("ANMF", join(header.array(), plain(width, height, argb)));
  }

  private static byte[] webp(byte[]... frames) {
    var canvas = ByteBuffer.allocate(11).order(ByteOrder.LITTLE_ENDIAN);
    canvas.putInt(0, 0x12).putInt(4, WIDTH - 1).putInt(7, HEIGHT - 1);
    return chunk(
        "RIFF",
        join(
            latin1("WEBP"),
            chunk("VP8X", Arrays.copyOf(canvas.array(), 10)),
            chunk("ANIM", new byte[6]),
            join(frames)));
  }

  private static byte[] webp() {
    return webp(
        frame(0, 0, WIDTH, HEIGHT, 100, 0, 0xffff0000),
        frame(16, 16, 10, 10, 250, 1, 0xff00ff00),
        frame(0, 0, 12, 12, 3, 0, 0xff0000ff));
  }

  @Test
  void webpFramesAreComposed() throws IOException {
    var file = file(webp());
    assertThat(ImageDecoder.isPicture(file)).isFalse();
    var reading = Clips.read(file);
    assertThreeFrames(reading);
    assertThat(reading.info().frames()).hasValue(3);
    assertThat(reading.info().codec()).isEqualTo("webp");
    assertThat(reading.info().duration()).contains(Duration.ofMillis(450));
  }

  @Test
  void webpFramesAreBlended() throws IOException {
    var shots =
        Clips.read(
                file(
                    webp(
                        frame(0, 0, WIDTH, HEIGHT, 100, 0, 0x8000ff00),
                        frame(0, 0, WIDTH, HEIGHT, 100, 0, 0x80ff0000),
                        frame(0, 0, 10, 10, 100, 2, 0x000000ff))))
            .shots();
    assertThat(at(shots.get(0), 9, 9)).isEqualTo(0x7fff7f);
    assertThat(at(shots.get(1), 9, 9)).isEqualTo(0xbf7f3f);
    assertThat(at(shots.get(2), 9, 9)).isEqualTo(WHITE);
    assertThat(at(shots.get(2), 10, 9)).isEqualTo(0xbf7f3f);
  }

  @Test
  void webpThatIsCutOffIsNamed() throws IOException {
    var whole = webp();
    for (int cut : new int[] {2, 20, 40}) {
      var reading = Clips.read(file(Arrays.copyOf(whole, whole.length - cut)));
      assertThat(reading.shots()).hasSize(2);
      assertThat(reading.damage()).hasValueSatisfying(how -> assertThat(how).contains("cut off"));
    }
  }

  @Test
  void webpThatLiesIsRefused() throws IOException {
    var outside = webp(frame(30, 0, 20, 10, 100, 0, RED), frame(0, 0, 4, 4, 100, 0, RED));
    var refused = Clips.refusal(file(outside), VideoLimits.DEFAULT);
    assertThat(refused.reason()).isEqualTo(Refusal.CORRUPT);
  }

  @Test
  void webpOfTooManyPixelsIsRefused() throws IOException {
    var refused = Clips.refusal(file(webp()), new VideoLimits(WIDTH * HEIGHT - 1, 0));
    assertThat(refused.reason()).isEqualTo(Refusal.IMAGE_TOO_LARGE);
  }

  // --- PNG

  private static byte[] pngChunk(String name, byte[] content) {
    var sum = new CRC32();
    sum.update(latin1(name));
    sum.update(content);
    return ByteBuffer.allocate(12 + content.length)
        .putInt(content.length)
        .put(latin1(name))
        .put(content)
        .putInt((int) sum.getValue())
        .array();
  }

  private static byte[] rows(int width, int height, int argb) {
    var rows = ByteBuffer.allocate(height * (1 + 4 * width));
    for (int y = 0; y < height; y++) {
      rows.put((byte) 0);
      for (int x = 0; x < width; x++) {
        rows.putInt(argb << 8 | argb >>> 24);
      }
    }
    var deflater = new Deflater();
    deflater.setInput(rows.array());
    deflater.finish();
    var out = new byte[rows.capacity() + 100];
    int count = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, count);
  }

  private static byte[] control(
      int number, int x, int y, int width, int height, int millis, int dispose) {
    return pngChunk(
        "fcTL",
        ByteBuffer.allocate(26)
            .putInt(number)
            .putInt(width)
            .putInt(height)
            .putInt(x)
            .putInt(y)
            .putShort((short) millis)
            .putShort((short) 1000)
            .put((byte) dispose)
            .put((byte) 1)
            .array());
  }

  private static byte[] data(int number, byte[] rows) {
    return pngChunk("fdAT", join(ByteBuffer.allocate(4).putInt(number).array(), rows));
  }

  private static byte[] png(byte[]... beforeFrames) {
    var header = ByteBuffer.allocate(13).putInt(WIDTH).putInt(HEIGHT).put((byte) 8).put((byte) 6);
    return join(
        latin1("\u0089PNG\r\n\u001a\n"),
        pngChunk("IHDR", header.array()),
        join(beforeFrames),
        pngChunk("acTL", ByteBuffer.allocate(8).putInt(3).array()),
        control(0, 0, 0, WIDTH, HEIGHT, 100, 0),
        pngChunk("IDAT", rows(WIDTH, HEIGHT, 0xffff0000)),
        control(1, 16, 16, 10, 10, 250, 1),
        data(2, rows(10, 10, 0xff00ff00)),
        control(3, 0, 0, 12, 12, 50, 0),
        data(4, rows(12, 12, 0xff0000ff)),
        pngChunk("IEND", new byte[0]));
  }

  @Test
  void pngFramesAreComposed() throws IOException {
    var file = file(png());
    assertThat(ImageDecoder.isPicture(file)).isFalse();
    assertThreeFrames(Clips.read(file));
  }

  // As most encoders write the picture's color profile.
  @Test
  void pngWithALongPartBeforeItsFrames() throws IOException {
    var file = file(png(pngChunk("tEXt", latin1("Comment\0" + "long ".repeat(600)))));
    assertThat(ImageDecoder.isPicture(file)).isFalse();
    assertThreeFrames(Clips.read(file));
  }

  // --- GIF

  private static byte[] gifFrame(
      int x, int y, int width, int height, int hundredths, int disposal, int index) {
    var out = new ByteArrayOutputStream();
    // Of the background's colour is what is transparent, where that is not the frame's own.
    int flags = disposal << 2 | (index == 0 ? 0 : 1);
    out.writeBytes(new byte[] {0x21, (byte) 0xf9, 4, (byte) flags, (byte) hundredths, 0, 0, 0});
    out.writeBytes(
        new byte[] {',', (byte) x, 0, (byte) y, 0, (byte) width, 0, (byte) height, 0, 0, 7});
    // Codes of 8 bits that never grow, since the table is cleared in time.
    var codes = new ByteArrayOutputStream();
    for (int i = 0; i < width * height; i++) {
      if (i % 100 == 0) {
        codes.write(0x80);
      }
      codes.write(index);
    }
    codes.write(0x81);
    var data = codes.toByteArray();
    for (int at = 0; at < data.length; at += 200) {
      int count = Math.min(200, data.length - at);
      out.write(count);
      out.write(data, at, count);
    }
    out.write(0);
    return out.toByteArray();
  }

  private static byte[] gif() {
    var header = new byte[13 + 3 * 128];
    System.arraycopy(latin1("GIF89a"), 0, header, 0, 6);
    header[6] = WIDTH;
    header[8] = HEIGHT;
    header[10] = (byte) 0x86;
    header[13] = (byte) 0xff;
    header[13 + 4] = (byte) 0xff;
    header[13 + 8] = (byte) 0xff;
    return join(
        header,
        gifFrame(0, 0, WIDTH, HEIGHT, 10, 1, 0),
        gifFrame(16, 16, 10, 10, 25, 2, 1),
        gifFrame(0, 0, 12, 12, 5, 1, 2),
        latin1(";"));
  }

  @Test
  void gifFramesAreComposed() throws IOException {
    var file = file(gif());
    assertThat(ImageDecoder.isPicture(file)).isFalse();
    assertThreeFrames(Clips.read(file));
  }

  @Test
  void gifThatIsCutOffIsNamed() throws IOException {
    var whole = gif();
    for (int cut : new int[] {3, 10, 40}) {
      var reading = Clips.read(file(Arrays.copyOf(whole, whole.length - cut)));
      assertThat(reading.damage()).hasValueSatisfying(how -> assertThat(how).contains("cut off"));
    }
  }

  @Test
  void pngThatIsCutOffIsNamed() throws IOException {
    var whole = png();
    for (int cut : new int[] {20, 40}) {
      var reading = Clips.read(file(Arrays.copyOf(whole, whole.length - cut)));
      assertThat(reading.damage()).hasValueSatisfying(how -> assertThat(how).contains("cut off"));
    }
  }

  // Some encoders leave out the mark of the end; nothing is lost with it.
  @Test
  void gifWithoutItsLastByte() throws IOException {
    var whole = gif();
    assertThreeFrames(Clips.read(file(Arrays.copyOf(whole, whole.length - 1))));
  }
}
