package vitruvian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vitruvian.landmarks.FrameResult;
import vitruvian.landmarks.ResultJson;
import vitruvian.memory.Ledger;
import vitruvian.video.VideoLimits;
import vitruvian.video.VideoOpening.Opened;
import vitruvian.video.VideoOpening.Refused;
import vitruvian.video.VideoReader;

/// `track` on parts of videos, on numbered pictures, on standard input, and on frames that come
/// when
/// they like.
class VideoPartTest {
  private static final int FRAMES = 30;

  @TempDir static Path clips;
  @TempDir Path folder;

  private static Path clip;

  @BeforeAll
  static void write() throws IOException {
    clip = Clip.write(clips.resolve("clip.mp4"), FRAMES, 2);
  }

  private static Cli run(Object... args) {
    return Cli.run(Stream.concat(Stream.of("track", "--complexity", 0), Stream.of(args)).toArray());
  }

  private Cli runWith(InputStream in, Object... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var streams = new Streams(in, out, new PrintStream(err, true, StandardCharsets.UTF_8), false);
    var all =
        Stream.concat(
            Stream.concat(Stream.of("track", "--complexity", 0), Stream.of(args)),
            List.of(args).contains("--out") ? Stream.of() : Stream.of("--out", folder));
    int code =
        Main.run(streams, new StopSignal(), all.map(Object::toString).toArray(String[]::new));
    return new Cli(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private List<FrameResult> results(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name)).stream().map(ResultJson::readLine).toList();
  }

  private static List<Duration> times(Path video) {
    return switch (VideoReader.open(video, VideoLimits.DEFAULT, Ledger.process())) {
      case Refused refused -> throw new AssertionError(refused);
      case Opened(VideoReader reader) -> {
        try (reader) {
          var times = new ArrayList<Duration>();
          for (var next = reader.peek(); next.isPresent(); next = reader.peek()) {
            times.add(next.get());
            reader.skip();
          }
          yield times;
        }
      }
    };
  }

  // Frames are 40 ms apart: 0.5 s lies between the 12th and the 13th.
  @ParameterizedTest
  @CsvSource({
    "0.5, 0.2, 13, 17",
    "0.52, 0.2, 13, 17",
    "00:00:00.52, 00:00.16, 13, 16",
    "1.1s, 5, 28, 29",
    "0, 0.04, 0, 0",
    "0.5204, 0.01, 13, 13"
  })
  void aPartHasTheFramesWithinAtTheirOwnTimes(String start, String duration, int from, int to)
      throws IOException {
    var run = run(clip, "--out", folder, "--start", start, "--duration", duration);

    assertThat(run.err()).startsWith("1 video of %d frame".formatted(to - from + 1));
    assertThat(run.code()).isZero();
    var results = results("clip.jsonl");
    assertThat(results.stream().map(FrameResult::frame))
        .isEqualTo(IntStream.rangeClosed(from, to).mapToObj(Long::valueOf).toList());
    assertThat(results.stream().map(FrameResult::timestamp))
        .isEqualTo(
            IntStream.rangeClosed(from, to).mapToObj(i -> Duration.ofMillis(40L * i)).toList());
    assertThat(times(folder.resolve("clip.overlay.mp4")))
        .isEqualTo(
            IntStream.rangeClosed(0, to - from).mapToObj(i -> Duration.ofMillis(40L * i)).toList());
  }

  @Test
  void aPartBehindTheEndFailsAlone() throws IOException {
    var run = run(clip, Cli.ASTRONAUT, "--out", folder, "--start", "1:00");

    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("there is no frame between --start", "1 picture,", "1 failed");
    assertThat(Cli.files(folder)).containsExactly("astronaut.json", "astronaut.overlay.png");
  }

  // The checkpoint is one of a run with another part, or of the same.
  @Test
  void aPartIsGoneOnWithOnlyByTheSamePart() throws IOException {
    run(clip, "--out", folder, "--start", "0.2", "--no-overlay");
    var whole = Files.readString(folder.resolve("clip.jsonl"));
    var lines = whole.lines().toList();
    var checkpoint = folder.resolve("clip.resume");
    Files.writeString(folder.resolve("clip.jsonl"), "");
    Checkpoint.begin("another").write(checkpoint);
    var other = run(clip, "--out", folder, "--start", "0.2", "--no-overlay", "--resume");
    assertThat(other.err()).contains("is of other options");
    Files.delete(checkpoint);
    Files.delete(folder.resolve("clip.jsonl"));
    run(clip, "--out", folder, "--start", "0.2", "--no-overlay", "--resume");
    assertThat(Cli.withoutTiming(Files.readString(folder.resolve("clip.jsonl"))).lines())
        .containsExactlyElementsOf(lines.stream().map(Cli::withoutTiming).toList());
  }

  private void pictures(String pattern, int... numbers) throws IOException {
    var portrait = ImageIO.read(Cli.ASTRONAUT.toFile());
    for (int number : numbers) {
      var image = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
      var graphics = image.createGraphics();
      graphics.drawImage(portrait, -number, 0, 300, 300, null);
      graphics.dispose();
      ImageIO.write(image, "png", folder.resolve(pattern.formatted(number)).toFile());
    }
  }

  @Test
  void numberedPicturesAreOneVideo() throws IOException {
    pictures("shot_%03d.png", 8, 9, 10, 12);
    Files.writeString(folder.resolve("shot_011.png"), "no picture");

    var run = run(folder.resolve("shot_%03d.png"), "--frame-rate", 10);

    assertThat(run.code()).isEqualTo(Exit.FAILED);
    assertThat(run.err())
        .contains("shot_%03d.png: the video is damaged: shot_011.png: ", "results of 4 frames");
    var results = results("shot.jsonl");
    assertThat(results).extracting(FrameResult::frame).containsExactly(0L, 1L, 2L, 4L);
    assertThat(results)
        .extracting(FrameResult::timestamp)
        .containsExactly(
            Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
    assertThat(results).allMatch(result -> result.result().people().size() == 1);
    assertThat(times(folder.resolve("shot.overlay.mp4")))
        .isEqualTo(results.stream().map(FrameResult::timestamp).toList());

    Files.delete(folder.resolve("shot_011.png"));
    run = run(folder.resolve("shot_%03d.png"), "--no-overlay", "--start", "0.06");
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .contains("shot_%03d.png: numbers are missing: 11 (1)", "1 video of 2 frames");
    assertThat(run(folder.resolve("none_%03d.png")).err())
        .contains("none_%03d.png: there are no pictures with such names", "1 failed");
  }

  @Test
  void standardInputIsAPictureOrAVideo() throws IOException {
    var before = spooled();
    var picture = runWith(Files.newInputStream(Cli.ASTRONAUT), "-");
    assertThat(picture.err()).startsWith("1 picture, 1 with a person");
    assertThat(picture.code()).isZero();
    var video = runWith(Files.newInputStream(clip), "-", "--duration", "0.2");
    assertThat(video.err()).startsWith("1 video of 5 frames");
    assertThat(Cli.files(folder))
        .containsExactly("stdin.json", "stdin.jsonl", "stdin.overlay.mp4", "stdin.overlay.png");

    var lines = runWith(Files.newInputStream(clip), "-", "--out", "-", "--duration", "0.2");
    assertThat(lines.code()).isZero();
    assertThat(lines.out().lines()).hasSize(5);
    assertThat(spooled()).isEqualTo(before);
  }

  @Test
  void standardInputThatIsNothingOrTooMuchFailsAlone() throws IOException {
    var before = spooled();
    var nothing = runWith(InputStream.nullInputStream(), "-", Cli.ASTRONAUT);
    assertThat(nothing.code()).isEqualTo(Exit.FAILED);
    assertThat(nothing.err())
        .contains("standard input: there is nothing in it", "1 picture,", "1 failed");

    var much = runWith(new ByteArrayInputStream(new byte[2000]), "-", "--max-stdin", "1000");
    assertThat(much.code()).isEqualTo(Exit.FAILED);
    assertThat(much.err()).contains("standard input: ", "more than the limit of 1000 bytes");
    assertThat(spooled()).isEqualTo(before);
  }

  // Whoever writes to it neither goes on nor ends.
  @Test
  void aStopDoesNotWaitForStandardInput() {
    var stop = new StopSignal();
    var never = new CountDownLatch(1);
    var silent =
        new InputStream() {
          @Override
          public int read() throws IOException {
            stop.request();
            try {
              never.await();
            } catch (InterruptedException interrupted) {
              throw new IOException(interrupted);
            }
            return -1;
          }

          @Override
          public int read(byte[] bytes, int offset, int count) throws IOException {
            return read();
          }
        };
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    var streams = new Streams(silent, OutputStream.nullOutputStream(), nowhere, false);

    assertThat(Main.run(streams, stop, "track", "-", "--out", folder.toString()))
        .isEqualTo(Exit.STOPPED);
    never.countDown();
  }

  private static List<String> spooled() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.map(Path::toString).filter(name -> name.endsWith(".stdin")).sorted().toList();
    }
  }

  // Ten frames at 25 a second, then one each 0.4 s.
  private Path uneven() throws IOException {
    var times =
        IntStream.range(0, 14)
            .mapToObj(i -> Duration.ofMillis(i < 10 ? 40L * i : 360 + 400L * (i - 9)));
    return Clip.write(folder.resolve("uneven.mp4"), times.toList(), 3);
  }

  @Test
  void theOverlayHasTheTimesOfTheSource() throws IOException {
    var file = uneven();

    assertThat(run(file).code()).isZero();

    assertThat(times(folder.resolve("uneven.overlay.mp4"))).isEqualTo(times(file));
  }

  @Test
  void aPoseFileOfUnevenFramesIsInterpolated() throws IOException {
    var file = uneven();

    var run = run(file, "--format", "pose", "--no-overlay");

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .startsWith(
            "vitruvian: %s: its frames do not come at a steady rate, which uneven.pose needs: it gets 25 frames a second, interpolated\n"
                .formatted(file));
    run(file, "--no-overlay");
    var found = results("uneven.jsonl");
    var pose = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("uneven.pose")));
    pose.order(ByteOrder.LITTLE_ENDIAN);
    int points = 33 + 468 + 21 + 21 + 33;
    int samples = 9 + 40 + 1;
    int start = pose.capacity() - samples * points * 16;
    assertThat(pose.getFloat(start - 10)).isEqualTo(25);
    assertThat(pose.getInt(start - 6)).isEqualTo(samples);
    for (int i = 0; i < samples; i++) {
      int next = i <= 9 ? i : 9 + Math.ceilDiv(i - 9, 10);
      float share = i <= 9 ? 1 : (i - 9 - 10 * (next - 10)) / 10f;
      float from = nose(found.get(Math.max(0, next - 1)));
      float expected = 256 * (from + share * (nose(found.get(next)) - from));
      assertThat(pose.getFloat(start + i * points * 12))
          .as("sample %d", i)
          .isCloseTo(expected, offset(0.01f));
      int confidences = start + samples * points * 12;
      assertThat(pose.getFloat(confidences + i * points * 4)).isGreaterThan(0.9f);
    }
  }

  private static float nose(FrameResult frame) {
    return frame.result().people().getFirst().pose().landmarks().getFirst().x();
  }
}
