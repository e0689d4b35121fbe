package vitruvian.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vitruvian.landmarks.ImageSize;
import vitruvian.memory.ByteBudget;
import vitruvian.memory.Ledger;
import vitruvian.tracker.Refusal;
import vitruvian.video.VideoOpening.Refused;

/// What is no video is refused with a reason, and nothing is left open: the ledger is looked at
/// after every test.
class VideoRefusalTest {
  private static final ImageSize SIZE = new ImageSize(96, 64);

  @TempDir Path folder;

  private Path clip() throws IOException {
    return Clips.write(folder.resolve("clip.mp4"), SIZE, Clips.times(3, 40));
  }

  private static Refused refusal(Path file) {
    return Clips.refusal(file, Clips.FULL_SIZE);
  }

  @Test
  void whatIsNoFile() throws IOException {
    assertThat(refusal(folder)).isEqualTo(new Refused(Refusal.UNREADABLE, "it is a directory"));
    assertThat(refusal(folder.resolve("missing.mp4")))
        .isEqualTo(new Refused(Refusal.UNREADABLE, "there is no such file"));
    var dangling = Files.createSymbolicLink(folder.resolve("link.mp4"), folder.resolve("nowhere"));
    assertThat(refusal(dangling).reason()).isEqualTo(Refusal.UNREADABLE);
  }

  @Test
  void whatMayNotBeRead() throws IOException {
    var file = clip();
    assertThat(file.toFile().setReadable(false)).isTrue();
    assumeTrue(!Files.isReadable(file), "skipped: this user may read everything");

    assertThat(refusal(file)).isEqualTo(new Refused(Refusal.UNREADABLE, "permission denied"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no video at all",
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nclip.mp4\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile clip.mp4\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
      })
  void whatIsNoVideo(String content) throws IOException {
    var _ = clip();
    for (var name : new String[] {"text.mp4", "list.m3u8", "list.ffconcat", "text.sdp"}) {
      var file = Files.writeString(folder.resolve(name), content);
      assertThat(refusal(file).reason()).as(name).isEqualTo(Refusal.UNSUPPORTED_FORMAT);
      assertThat(refusal(file).message()).doesNotContain(name);
    }
  }

  @Test
  void aPicture() throws IOException {
    var file = Path.of("../samples/astronaut.png");
    assertThat(refusal(file).reason()).isEqualTo(Refusal.UNSUPPORTED_FORMAT);
  }

  @Test
  void aSilentSound() throws IOException {
    // RIFF/WAVE, 8000 samples of 8 bits a second.
    var wave = new byte[44 + 8000];
    var head = ByteBuffer.wrap(wave).order(ByteOrder.LITTLE_ENDIAN);
    head.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 8000);
    head.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    head.putShort((short) 1).putShort((short) 1).putInt(8000).putInt(8000);
    head.putShort((short) 1).putShort((short) 8);
    head.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(8000);
    var file = Files.write(folder.resolve("sound.wav"), wave);

    assertThat(refusal(file).reason()).isEqualTo(Refusal.UNSUPPORTED_FORMAT);
  }

  @Test
  void aTrackThatHasNoPictures() throws IOException {
    var edited = Mp4.of(clip());
    // The kind of the track, behind version, flags and a reserved number.
    int kind = edited.content("moov", "trak", "mdia", "hdlr") + 8;
    var file = edited.put(kind, 0x736f756e).write(folder.resolve("sound.mp4"));

    assertThat(refusal(file))
        .isEqualTo(new Refused(Refusal.EMPTY, "there is no moving picture in it"));
  }

  @Test
  void aCodecThatNobodyKnows() throws IOException {
    var edited = Mp4.of(clip());
    int entry = edited.content("moov", "trak", "mdia", "minf", "stbl", "stsd") + 12;
    var file = edited.put(entry, 0x71717171).write(folder.resolve("unknown.mp4"));

    assertThat(refusal(file).reason()).isEqualTo(Refusal.UNSUPPORTED_FORMAT);
  }

  @Test
  void aFileWithoutItsIndex() throws IOException {
    var file = Mp4.of(clip()).rename("lost", "moov").write(folder.resolve("loose.mp4"));

    assertThat(refusal(file).reason()).isEqualTo(Refusal.UNSUPPORTED_FORMAT);
  }

  @Test
  void aFileWithoutItsPictures() throws IOException {
    var edited = Mp4.of(clip());
    var bytes = edited.bytes();
    int from = edited.content("mdat");
    Arrays.fill(bytes, from, edited.content("moov") - 8, (byte) 0);
    var file = Files.write(folder.resolve("blank.mp4"), bytes);

    assertThat(refusal(file).reason()).isEqualTo(Refusal.CORRUPT);
  }

  @ParameterizedTest
  @CsvSource({"96, 64", "98, 50", "50, 98", "16, 16"})
  void morePixelsThanAllowed(int width, int height) throws IOException {
    var size = new ImageSize(width, height);
    var file = Clips.write(folder.resolve("clip.mp4"), size, Clips.times(2, 40));
    long pixels = (long) width * height;

    assertThat(Clips.read(file, new VideoLimits(pixels, 0)).shots()).hasSize(2);
    assertThat(Clips.refusal(file, new VideoLimits(pixels - 1, 0)))
        .isEqualTo(
            new Refused(
                Refusal.IMAGE_TOO_LARGE,
                "a frame has %s pixels, more than the limit of %d".formatted(size, pixels - 1)));
  }

  // Two dozen frames are what a decoder may hold; what a container says costs nothing until then.
  @Test
  void moreMemoryThanThereIs() throws IOException {
    var size = new ImageSize(640, 400);
    var file = Clips.write(folder.resolve("clip.mp4"), size, Clips.times(2, 40));
    var enough = new ByteBudget((8L << 20) + 40L * 640 * 400);
    var less = new ByteBudget(enough.total() - 1);

    assertThat(open(file, less))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Refusal.IMAGE_TOO_LARGE);
              assertThat(refused.message())
                  .contains(size.toString(), less.total() + " bytes in all");
            });
    assertThat(less.free()).isEqualTo(less.total());
    try (var reader = ((VideoOpening.Opened) open(file, enough)).reader()) {
      assertThat(enough.free()).isZero();
      assertThat(open(file, enough))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Refusal.OVERLOADED));
      reader.next().orElseThrow().close();
    }
    assertThat(enough.free()).isEqualTo(enough.total());
  }

  private static VideoOpening open(Path file, ByteBudget budget) {
    return VideoReader.open(file, VideoLimits.DEFAULT, Ledger.process(), budget, Duration.ZERO);
  }
}
