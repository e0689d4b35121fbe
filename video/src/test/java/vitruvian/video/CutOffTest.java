package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vitruvian.landmarks.ImageSize;
import vitruvian.video.ffmpeg.Remux;

/// Whole files are whole, whatever they say of their frames and their length; files that were cut
/// are told from them in every container.
class CutOffTest {
  private static final ImageSize SIZE = new ImageSize(160, 120);
  private static final int FRAMES = 90;

  @TempDir Path folder;

  private Path clip() throws IOException {
    return Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(FRAMES, 40));
  }

  private Path remuxed(String container, String options) throws IOException {
    Map<String, String> muxer =
        options.isEmpty()
            ? Map.of()
            : options.equals("live")
                ? Map.of("live", "1")
                : Map.of("movflags", options.replace(' ', '+'));
    return Remux.remux(clip(), folder.resolve("remuxed"), container, muxer, 25);
  }

  @ParameterizedTest
  @CsvSource({
    "matroska, ''",
    "matroska, live",
    "avi, ''",
    "mpegts, ''",
    "mov, ''",
    "mp4, faststart",
    "mp4, frag_keyframe empty_moov",
    "mp4, frag_keyframe",
    "flv, ''"
  })
  void containersThatAreWhole(String container, String options) throws IOException {
    var reading = Clips.read(remuxed(container, options));

    assertThat(reading.damage()).isEmpty();
    assertThat(reading.shots()).hasSize(FRAMES);
  }

  // An edit list that shows one second of the file: all its samples are counted in its index.
  @Test
  void anEditListThatShowsAPart() throws IOException {
    var file = clip();
    var reading = Clips.read(withEdit(Files.readAllBytes(file), 1000, 400 * 90));

    assertThat(reading.damage()).isEmpty();
    assertThat(reading.shots().size()).isBetween(20, FRAMES - 10);
  }

  /// @param units how long it is shown, in units of the movie's time
  /// @param from from when on, in units of the track's
  private Path withEdit(byte[] bytes, int units, int from) throws IOException {
    var mp4 = new Mp4(bytes);
    int track = mp4.content("moov", "trak") - 8;
    int header = mp4.content("moov", "trak", "tkhd") - 8;
    int after = header + ByteBuffer.wrap(bytes).getInt(header);
    var edit =
        ByteBuffer.allocate(36)
            .putInt(36)
            .put("edts".getBytes(StandardCharsets.US_ASCII))
            .putInt(28)
            .put("elst".getBytes(StandardCharsets.US_ASCII))
            .putInt(0)
            .putInt(1)
            .putInt(units)
            .putInt(from)
            .putInt(0x10000)
            .array();
    mp4.put(mp4.content("moov") - 8, ByteBuffer.wrap(bytes).getInt(mp4.content("moov") - 8) + 36);
    mp4.put(track, ByteBuffer.wrap(bytes).getInt(track) + 36);
    try {
      mp4.rename("free", "moov", "trak", "edts");
    } catch (AssertionError _) {
      // It had none.
    }
    var out = new ByteArrayOutputStream();
    out.write(mp4.bytes(), 0, after);
    out.write(edit);
    out.write(mp4.bytes(), after, bytes.length - after);
    return Files.write(folder.resolve("edited.mp4"), out.toByteArray());
  }

  // Time is counted twice as fine as the frames come: half of what AVI counts are gaps.
  @Test
  void anAviThatCountsGapsAsFrames() throws IOException {
    var file = Remux.remux(clip(), folder.resolve("gaps.avi"), "avi", Map.of(), 50);
    var reading = Clips.read(file);

    assertThat(reading.info().frames().orElseThrow()).isGreaterThan(FRAMES + 10L);
    assertThat(reading.damage()).isEmpty();
    assertThat(reading.shots()).hasSize(FRAMES);
    assertThat(VideoReader.times(file))
        .containsExactly(
            IntStream.range(0, FRAMES).mapToDouble(i -> 0.04 * i).toArray(), within(1e-6));
  }

  // As with sound that goes on: the duration of the file is not that of its pictures.
  @Test
  void aMatroskaFileThatIsLongerThanItsPictures() throws IOException {
    var file = remuxed("matroska", "");
    var bytes = Files.readAllBytes(file);
    int at = indexOf(bytes, new byte[] {0x44, (byte) 0x89, (byte) 0x88});
    ByteBuffer.wrap(bytes).putDouble(at + 3, 60_000);
    var reading = Clips.read(Files.write(folder.resolve("long.mkv"), bytes));

    assertThat(reading.info().duration()).contains(Duration.ofMinutes(1));
    assertThat(reading.damage()).isEmpty();
    assertThat(reading.shots()).hasSize(FRAMES);
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }

  @ParameterizedTest
  @CsvSource({
    "matroska, ''",
    "matroska, live",
    "avi, ''",
    "mpegts, ''",
    "mp4, faststart",
    "mp4, frag_keyframe empty_moov",
    "mp4, frag_keyframe",
    "asf, ''",
    "flv, ''"
  })
  void whatWasCutIsSaidToBe(String container, String options) throws IOException {
    var whole = Files.readAllBytes(remuxed(container, options));
    for (int percent : new int[] {50, 70, 85, 95}) {
      int length = (int) (whole.length * (long) percent / 100) | 1;

      var reading = Clips.cut(folder.resolve("cut"), whole, length);

      assertThat(reading).as("%d %% of it open", percent).isPresent();
      assertThat(reading.get().damage()).as("%d %% of it", percent).isPresent();
      assertThat(reading.get().shots()).as("%d %% of it", percent).isNotEmpty();
    }
  }
}
